"""This room's part of the demo country."""


def register() -> None:
    pass
