"""Placeholder until the demo part is written."""


def register() -> None:
    """Nothing yet."""
