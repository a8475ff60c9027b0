"""Columns whose plain text only the bank's own processes see."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import FieldError
from django.db import models

from bankcore.crypto import fields

if TYPE_CHECKING:
    from django.db.models.lookups import Lookup

    _Field = models.Field
else:

    class _Field(models.Field):
        """Django's field, which takes type arguments in its stubs only."""

        def __class_getitem__(cls, _types: object) -> type:
            return cls


_Set = TypeVar("_Set")
_Get = TypeVar("_Get")


class _Sealing:
    """Stored as version byte, nonce and ciphertext in a bytea column, bound to `purpose`."""

    empty_strings_allowed: ClassVar[bool] = False

    def __init__(self, *args: Any, purpose: str, **options: Any) -> None:
        self.purpose = purpose
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return what a migration writes, the purpose with it."""
        name, path, args, options = super().deconstruct()  # type: ignore[misc]
        return name, path, args, {**options, "purpose": self.purpose}

    def get_internal_type(self) -> str:
        """Return the column's type as Django knows it."""
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Refuse to compare ciphertexts: equal values never look equal; raises FieldError."""
        if lookup_name != "isnull":
            message = "An encrypted column cannot be searched: use its blind index."
            raise FieldError(message)
        return super().get_lookup(lookup_name)  # type: ignore[misc,no-any-return]

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return the ciphertext to be stored."""
        del connection, prepared
        return None if value is None else fields.encrypt(self.to_plain(value), purpose=self.purpose)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the plain value."""
        del expression, connection
        return (
            None
            if value is None
            else self.of_plain(fields.decrypt(bytes(value), purpose=self.purpose))
        )

    def to_plain(self, value: Any) -> bytes:
        """Return the bytes to encrypt."""
        raise NotImplementedError

    def of_plain(self, plain: bytes) -> Any:
        """Return the value whose bytes these are."""
        raise NotImplementedError


class EncryptedTextField(_Sealing, _Field[_Set, _Get]):
    """A text encrypted at rest."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def to_plain(self, value: str) -> bytes:
        """Return the text in UTF-8."""
        return value.encode()

    def of_plain(self, plain: bytes) -> str:
        """Return the text."""
        return plain.decode()


class EncryptedDateField(_Sealing, _Field[_Set, _Get]):
    """A date encrypted at rest."""

    _pyi_private_set_type: date
    _pyi_private_get_type: date

    def to_plain(self, value: date) -> bytes:
        """Return the date as ISO 8601 writes it."""
        return value.isoformat().encode()

    def of_plain(self, plain: bytes) -> date:
        """Return the date."""
        return date.fromisoformat(plain.decode())


class EncryptedBytesField(_Sealing, _Field[_Set, _Get]):
    """The content of a file, encrypted at rest."""

    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def to_plain(self, value: bytes) -> bytes:
        """Return the content."""
        return value

    def of_plain(self, plain: bytes) -> bytes:
        """Return the content."""
        return plain
