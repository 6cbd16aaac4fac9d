"""Logs that keep neither addresses nor texts of people (K08, K56)."""

import logging


class WithoutRequest(logging.Filter):
    """Takes the request, its arguments and an error's text out of a record: only the kind and the place stay.

    May stand on several handlers: what one has cleaned, the next leaves alone.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "is_bare", False):
            return True
        record.is_bare = True
        failure = record.exc_info[1] if record.exc_info else None
        if hasattr(record, "request") or record.name.startswith("django"):
            status = getattr(record, "status_code", "")
            record.msg = f"request failed {status}" if failure else f"request {status or 'refused'}"
            record.args = ()
            record.__dict__.pop("request", None)
        if failure is not None:
            record.msg = f"{record.getMessage()}: {_kind_and_place(failure)}"
            record.args = ()
            record.exc_info = record.exc_text = None
        return True


def _kind_and_place(failure: BaseException) -> str:
    """The type of an error and the line of code, never its words: they may be a resident's."""
    trace = failure.__traceback__
    if trace is None:
        return type(failure).__name__
    while trace.tb_next is not None:
        trace = trace.tb_next
    return f"{type(failure).__name__} at {trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}"
