"""Uploads stay in memory, bounded, and never touch the disk in plain."""

from io import BytesIO
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler
from django.utils.translation import gettext_lazy as _

from hamkori.kernel.errors import BadInput

MEGABYTE = 1024 * 1024
MOST_BYTES = 10 * MEGABYTE
"""Of one file."""
MOST_BYTES_TOGETHER = 25 * MEGABYTE
"""Of the files of one request, and so what a request can take of the memory."""
MOST_BYTES_READ = 100 * MEGABYTE
"""A request that announces more is refused before it is read."""


class FileTooBig(BadInput):
    """A file, or all files of a request together, go beyond the limit `%(size)s`."""

    message = _("The file is too big. At most: %(size)s.")
    status = 413

    @classmethod
    def at(cls, limit: int) -> "FileTooBig":
        """The error for a limit in bytes."""
        return cls(
            size=_("%(number)s MB")
            % {"number": round(limit / MEGABYTE, 1) if limit % MEGABYTE else limit // MEGABYTE}
        )


class KeptFile(InMemoryUploadedFile):
    """An upload in memory. `too_big_for` is the limit in bytes that it broke (its content is gone), else 0."""

    too_big_for = 0


class MemoryOnlyUploadHandler(FileUploadHandler):
    """Keeps files in memory up to the limits; what goes beyond is read off the line and thrown away.

    So a sender of 40 MB gets a page with a sentence instead of a broken connection.
    """

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self._together = 0

    def handle_raw_input(
        self, input_data: Any, META: Any, content_length: int, boundary: Any, encoding: Any = None
    ) -> None:
        if content_length > MOST_BYTES_READ:
            raise RequestDataTooBig("the announced length is beyond every limit")

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._kept = BytesIO()
        self._too_big_for = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if self._too_big_for:
            return
        if start + len(raw_data) > MOST_BYTES:
            self._too_big_for = MOST_BYTES
        elif self._together + len(raw_data) > MOST_BYTES_TOGETHER:
            self._too_big_for = MOST_BYTES_TOGETHER
        else:
            self._kept.write(raw_data)
            self._together += len(raw_data)
            return
        self._together -= self._kept.tell()
        self._kept = BytesIO()

    def file_complete(self, file_size: int) -> KeptFile:
        self._kept.seek(0)
        file = KeptFile(
            self._kept,
            self.field_name,
            self.file_name or "",
            self.content_type or "",
            file_size,
            self.charset,
            self.content_type_extra,
        )
        file.too_big_for = self._too_big_for
        return file
