"""Column types."""

from typing import TYPE_CHECKING, Any

from django.db import models

from hamkori.kernel import crypto

if TYPE_CHECKING:
    _Binary = models.BinaryField[str, str]
else:
    _Binary = models.BinaryField


class EncryptedTextField(_Binary):
    """Text that stands encrypted in the database (AES-256-GCM, bound to table and column).

    Cannot be searched, sorted or compared, on purpose. An empty text is stored as empty bytes.
    """

    description = "encrypted text"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("editable", False)
        kwargs.setdefault("default", "")
        super().__init__(*args, **kwargs)

    @property
    def purpose(self) -> str:
        return f"column:{self.model._meta.label_lower}.{self.attname}"

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs.pop("editable", None)
        return name, path, args, kwargs

    def get_default(self) -> str:
        return ""

    def _check_str_default_value(self) -> list[Any]:
        return []  # the bytes are in the database; in Python this is text

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if value is None:
            return None
        sealed = crypto.seal(str(value).encode(), purpose=self.purpose) if value != "" else b""
        return connection.Database.Binary(sealed)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> str | None:
        if value is None:
            return None
        value = bytes(value)
        return crypto.unseal(value, purpose=self.purpose).decode() if value else ""

    def to_python(self, value: Any) -> Any:
        return value

    def value_to_string(self, obj: Any) -> str:
        return str(self.value_from_object(obj))

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise TypeError("encrypted text cannot be searched")
