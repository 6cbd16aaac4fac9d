"""Django's SQLite backend with a queue for writers.

SQLite admits one writer at a time and lets the others poll, so under load some wait for seconds while newer
ones slip in. Here a writing transaction first takes an advisory lock on a file beside the database: the
kernel wakes waiters in the order in which they came. The lock falls with the process, so a killed writer
blocks nobody.
"""

import os
from typing import Any

from django.db.backends.sqlite3 import base

try:
    import fcntl
except ImportError:  # pragma: no cover - systems without flock keep SQLite's own waiting
    fcntl = None  # type: ignore[assignment]


class DatabaseWrapper(base.DatabaseWrapper):
    """`ENGINE = "hamkori.kernel.sqlite"`."""

    _queue_file: int | None = None
    _queued = False

    def _lock_path(self) -> str | None:
        name = str(self.settings_dict["NAME"])
        if fcntl is None or name == ":memory:" or "mode=memory" in name:
            return None
        return name + ".queue"

    def _enter_queue(self) -> None:
        path = self._lock_path()
        if path is None or self._queued:
            return
        if self._queue_file is None:
            self._queue_file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(self._queue_file, fcntl.LOCK_EX)
        self._queued = True

    def _leave_queue(self) -> None:
        if self._queued and self._queue_file is not None:
            fcntl.flock(self._queue_file, fcntl.LOCK_UN)
            self._queued = False

    def _start_transaction_under_autocommit(self) -> None:
        self._enter_queue()
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self) -> Any:
        try:
            return super()._commit()  # type: ignore[misc]
        finally:
            if not self.in_atomic_block or not self.connection or not self.connection.in_transaction:
                self._leave_queue()

    def _rollback(self) -> Any:
        try:
            return super()._rollback()  # type: ignore[misc]
        finally:
            self._leave_queue()

    def _close(self) -> Any:
        try:
            return super()._close()  # type: ignore[misc]
        finally:
            self._leave_queue()
            if self._queue_file is not None:
                os.close(self._queue_file)
                self._queue_file = None
