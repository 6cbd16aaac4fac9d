"""`migrate` with the eyes of our `makemigrations` (Django asks for the same ones in both)."""

from django.core.management.commands import migrate

from hamkori.config.management.commands.makemigrations import InOnePiece


class Command(migrate.Command):
    autodetector = InOnePiece
