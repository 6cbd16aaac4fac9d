"""The crime room holds no personal data: records without names, people as counts."""


def register() -> None:
    """Nothing to register; a test proves that no model has a field for a name, a phone or a free text."""
