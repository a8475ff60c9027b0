"""How an event is declared: its name, what it means, and what each of its fields holds.

    @event("payments.transfer_booked", subject="transaction:4711")
    @dataclass(frozen=True, slots=True, kw_only=True)
    class TransferBooked(Happened):
        (a docstring: "Money was moved between two accounts at this bank.")

        transaction_id: Annotated[Number, "The transaction in the journal."]
        base_amount: Annotated[Amount | None, "Its worth in the bank's currency."] = None

A field without a default is always there, and may be null where its type says so. A field with the
default None is left out where it is None. Other defaults are not for events.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Final, TypeVar, get_args, get_type_hints

from bankcore.outbox.domain.field_types import (
    Amount,
    Code,
    Currency,
    Day,
    Example,
    Number,
    Schema,
    Uuid,
    WrongDeclaration,
    fits,
    schema_of,
)

__all__ = [
    "Amount",
    "Code",
    "Currency",
    "Day",
    "Declaration",
    "Example",
    "Field",
    "Happened",
    "NotDeclared",
    "Number",
    "Uuid",
    "WrongDeclaration",
    "event",
    "payload_of",
]

# What speaks of a person, or opens a door: an event has ids, and who may asks by them.
PERSONAL: Final = (
    *("name", "iban", "email", "e_mail", "phone", "address", "birth", "secret", "password"),
    *("passport", "tax_id", "street", "card_number", "nationality"),
)
_NAME: Final = re.compile(r"[a-z]+\.[a-z]+(?:_[a-z]+)*")
_SUBJECT: Final = re.compile(r"[a-z]+(?:[-_][a-z]+)*:.+")
E = TypeVar("E", bound="Happened")


class NotDeclared(TypeError):
    """An event is not declared, or does not hold what it declares: a mistake in the code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of an event's payload."""

    name: str
    meaning: str
    schema: Schema
    is_required: bool
    example: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What is declared of one event, in one version.

    One that `is_internal` is for the bank's own tasks alone: nobody outside hears of it.
    """

    name: str
    version: int
    subject: str
    meaning: str
    is_internal: bool
    fields: tuple[Field, ...]

    @property
    def aggregate(self) -> str:
        """Return of what sort of thing the event tells: `transaction`, `loan`."""
        return self.subject.partition(":")[0]

    @property
    def package(self) -> str:
        """Return which part of the bank tells of it."""
        return self.name.partition(".")[0]

    @property
    def example(self) -> dict[str, object]:
        """Return a payload as it may come."""
        return {field.name: field.example for field in self.fields}


class Happened:
    """What all events are: something that has happened, and is told of once it is committed."""

    __slots__ = ()
    declaration: ClassVar[Declaration]


def event(
    name: str, *, subject: str, version: int = 1, is_internal: bool = False
) -> Callable[[type[E]], type[E]]:
    """Declare a frozen dataclass as an event; its docstring says what has happened.

    `name` is `package.past_tense`. `subject` is an example of a subject, such as `loan:7`: up to
    the colon it is the same for all events of this sort. `version` counts from 1; a version that
    was released keeps its fields (docs/events.md). Raises WrongDeclaration.
    """

    def declare(cls: type[E]) -> type[E]:
        _check(cls, name, subject, version)
        cls.declaration = Declaration(
            name=name,
            version=version,
            subject=subject,
            meaning=" ".join(str(cls.__doc__).split()),
            is_internal=is_internal,
            fields=_fields(cls),
        )
        return cls

    return declare


def payload_of(told: Happened) -> dict[str, object]:
    """Return what an event carries. Raises NotDeclared where it is not what was declared."""
    declared: Declaration = type(told).declaration
    payload: dict[str, object] = {}
    for field in declared.fields:
        value = _plain(getattr(told, field.name))
        if value is None and not field.is_required:
            continue
        if not fits(value, field.schema):
            message = f"{declared.name} {declared.version}: {field.name} cannot be {value!r}."
            raise NotDeclared(message)
        payload[field.name] = value
    return payload


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return list(value)
    return dict(value) if isinstance(value, Mapping) else value


def _check(cls: type[Happened], name: str, subject: str, version: int) -> None:
    meaning = cls.__doc__ or ""
    wrong = {
        "is no dataclass": not dataclasses.is_dataclass(cls),
        # What dataclass itself writes where nobody has written anything.
        "says nothing of what has happened": not meaning or meaning.startswith(f"{cls.__name__}("),
        f"cannot be called {name!r}": _NAME.fullmatch(name) is None,
        f"cannot be about {subject!r}": _SUBJECT.fullmatch(subject) is None,
        f"cannot have version {version}": version < 1,
    }
    for reason, is_so in wrong.items():
        if is_so:
            message = f"The event {cls.__name__} {reason}."
            raise WrongDeclaration(message)


def _fields(cls: type[Happened]) -> tuple[Field, ...]:
    hints = get_type_hints(cls, include_extras=True)
    # What is_dataclass has told of cls, mypy is not told.
    return tuple(_field(cls, each, hints[each.name]) for each in dataclasses.fields(cls))  # type: ignore[arg-type]


def _field(cls: type[Happened], field: dataclasses.Field[Any], hint: object) -> Field:
    said = [each for each in get_args(hint)[1:] if isinstance(each, str)]
    is_required = field.default is dataclasses.MISSING
    wrong = {
        "has no meaning": not said,
        "speaks of a person": any(word in field.name for word in PERSONAL),
        "has a default other than None": not is_required and field.default is not None,
    }
    for reason, is_so in wrong.items():
        if is_so:
            message = f"The field {field.name} of {cls.__name__} {reason}."
            raise WrongDeclaration(message)
    schema, example = schema_of(hint)
    if not is_required:
        # Left out where it is None, so it is never null.
        schema = {**schema, "type": _without_null(schema["type"])}
    return Field(
        name=field.name, meaning=said[0], schema=schema, is_required=is_required, example=example
    )


def _without_null(asked: str | list[str]) -> str:
    return asked if isinstance(asked, str) else asked[0]
