"""Logs that keep neither addresses nor texts of people (K08, K56)."""

import logging


class WithoutRequest(logging.Filter):
    """Takes the request, its arguments and the traceback's values out of a record: only the kind of event stays."""

    def filter(self, record: logging.LogRecord) -> bool:
        if hasattr(record, "request") or record.name.startswith("django"):
            status = getattr(record, "status_code", "")
            failure = record.exc_info[1] if record.exc_info else None
            where = ""
            if failure is not None and failure.__traceback__ is not None:
                frame = failure.__traceback__
                while frame.tb_next is not None:
                    frame = frame.tb_next
                where = f" at {frame.tb_frame.f_code.co_filename}:{frame.tb_lineno}"
            record.msg = f"request failed {status}: {type(failure).__name__}{where}" if failure else "request %s"
            record.args = () if failure else (status or "refused",)
            record.exc_info = None
            record.exc_text = None
        return True
