"""What a person at a console reads instead of a traceback."""

NO_TABLES = (
    "The database is not set up, or is of an older version. Start `hamkori serve` once: it sets it up."
)
NO_ANSWER = "The database does not answer. Is it running, and is HAMKORI_DATABASE right?"


def in_words(error: Exception) -> str:
    """A sentence of ours, or "" for a fault of ours, which keeps its traceback."""
    from django.db import OperationalError, ProgrammingError
    from django.utils import translation

    from hamkori.kernel.errors import HamkoriError

    if isinstance(error, HamkoriError):
        with translation.override("en"):
            return str(error)
    if not isinstance(error, OperationalError | ProgrammingError):
        return ""
    told = (str(error).splitlines() or [""])[0]
    if "connection failed" in told or "unable to open database" in told or "could not translate host" in told:
        return f"{NO_ANSWER} ({told})"
    if "no such table" in told or "does not exist" in told:
        return f"{NO_TABLES} ({told})"
    return ""
