"""Columns whose plain text only the bank's own processes see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar

from django.core.exceptions import FieldError
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from bankcore.crypto import fields
from bankcore.crypto.repositories import rows

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


@dataclass(frozen=True, slots=True)
class Sealed:
    """A stored value that nobody has read yet: opened when the row's attribute is."""

    value: bytes


class _SealedAttribute(DeferredAttribute):
    """Opens a value on the row it belongs to, when it is first looked at."""

    def __get__(self, instance: Any, cls: Any = None) -> Any:
        """Return the plain value; raises CannotDecrypt."""
        found = super().__get__(instance, cls)
        if isinstance(found, Sealed):
            found = self.field.opened(found.value, instance)  # type: ignore[attr-defined]
            instance.__dict__[self.field.attname] = found
        return found

    def __set__(self, instance: Any, value: Any) -> None:
        """Keep the value, sealed or plain."""
        instance.__dict__[self.field.attname] = value


class SealedField:
    """Stored as bankcore.crypto.envelope says, in a bytea column, bound to its row and column.

    `purpose` names the data key. `subject` is the way from the row to whom the value is about, as
    a query writes it ("customer", "document__customer"): such a value has a key of the subject's
    own. `index` is the column of the blind index beside it, `index_purpose` that index's key.

    A row gets its id from the sequence before it is inserted, because its values are bound to it.
    """

    empty_strings_allowed: ClassVar[bool] = False
    descriptor_class: type[DeferredAttribute] = _SealedAttribute

    def __init__(
        self,
        *args: Any,
        purpose: str,
        subject: str = "",
        index: str = "",
        index_purpose: str = "",
        **options: Any,
    ) -> None:
        self.purpose, self.subject = purpose, subject
        self.index, self.index_purpose = index, index_purpose
        super().__init__(*args, **options)

    def deconstruct(self) -> tuple[str, str, list[Any], dict[str, Any]]:
        """Return what a migration writes, the purpose with it; the rest is none of the schema's."""
        name, path, args, options = super().deconstruct()  # type: ignore[misc]
        return name, path, args, {**options, "purpose": self.purpose}

    def contribute_to_class(
        self,
        cls: type[models.Model],
        name: str,
        private_only: bool = False,  # noqa: FBT001, FBT002 - Django's signature
    ) -> None:
        """Join the model, and let its rows have their ids before they are inserted."""
        super().contribute_to_class(cls, name, private_only)  # type: ignore[misc]
        if not cls._meta.abstract:
            key = (cls._meta.app_label, cls._meta.model_name)
            cls._meta.apps.lazy_model_operation(rows.number_before_insert, key)

    def get_internal_type(self) -> str:
        """Return the column's type as Django knows it."""
        return "BinaryField"

    def get_lookup(self, lookup_name: str) -> type[Lookup[Any]] | None:
        """Refuse to compare ciphertexts: equal values never look equal; raises FieldError."""
        if lookup_name != "isnull":
            message = "An encrypted column cannot be searched: use its blind index."
            raise FieldError(message)
        return super().get_lookup(lookup_name)  # type: ignore[misc,no-any-return]

    def pre_save(self, model_instance: models.Model, add: bool) -> Sealed | None:  # noqa: FBT001 - Django's signature
        """Return the row's value, sealed; one that nobody has read is stored as it is."""
        kept = model_instance.__dict__.get(self.attname)  # type: ignore[attr-defined]
        if isinstance(kept, Sealed) and not add:
            return kept
        plain = getattr(model_instance, self.attname)  # type: ignore[attr-defined]
        return None if plain is None else Sealed(self.sealed(plain, model_instance))

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """Return the ciphertext to be stored; raises FieldError for a value without its row."""
        del connection, prepared
        if value is None:
            return None
        if not isinstance(value, Sealed):
            message = "An encrypted column is written by saving its row: the value is bound to it."
            raise FieldError(message)
        return value.value

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Sealed | None:
        """Return the value as it is stored; the row's attribute opens it."""
        del expression, connection
        return None if value is None else Sealed(bytes(value))

    def sealed(self, plain: Any, row: models.Model) -> bytes:
        """Return the value sealed for this row."""
        return fields.encrypt(self.to_plain(plain), purpose=self.purpose, place=self.place(row))

    def opened(self, value: bytes, row: models.Model) -> Any:
        """Return the plain value of this row; raises CannotDecrypt."""
        place = self.place(row)
        return self.of_plain(fields.decrypt(value, purpose=self.purpose, place=place))

    def place(self, row: models.Model) -> fields.Place:
        """Return where a value of this row stands."""
        return fields.Place(
            table=row._meta.db_table,
            column=self.column,  # type: ignore[attr-defined]
            row=str(row.pk),
            subject=rows.subject_of(row, self.subject) if self.subject else "",
        )

    def to_plain(self, value: Any) -> bytes:
        """Return the bytes to encrypt."""
        raise NotImplementedError

    def of_plain(self, plain: bytes) -> Any:
        """Return the value whose bytes these are."""
        raise NotImplementedError


class EncryptedTextField(SealedField, _Field[_Set, _Get]):
    """A text encrypted at rest."""

    _pyi_private_set_type: str
    _pyi_private_get_type: str

    def to_plain(self, value: str) -> bytes:
        """Return the text in UTF-8."""
        return value.encode()

    def of_plain(self, plain: bytes) -> str:
        """Return the text."""
        return plain.decode()


class EncryptedDateField(SealedField, _Field[_Set, _Get]):
    """A date encrypted at rest."""

    _pyi_private_set_type: date
    _pyi_private_get_type: date

    def to_plain(self, value: date) -> bytes:
        """Return the date as ISO 8601 writes it."""
        return value.isoformat().encode()

    def of_plain(self, plain: bytes) -> date:
        """Return the date."""
        return date.fromisoformat(plain.decode())


class EncryptedBytesField(SealedField, _Field[_Set, _Get]):
    """The content of a file, encrypted at rest."""

    _pyi_private_set_type: bytes
    _pyi_private_get_type: bytes

    def to_plain(self, value: bytes) -> bytes:
        """Return the content."""
        return value

    def of_plain(self, plain: bytes) -> bytes:
        """Return the content."""
        return plain
