"""Events are declared with a meaning for all they say, and say what they declare."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID

import jsonschema
import pytest

from bankcore.outbox.domain.asyncapi import payload_schema
from bankcore.outbox.domain.schemas import (
    PERSONAL,
    Amount,
    Code,
    Currency,
    Day,
    Example,
    Happened,
    NotDeclared,
    Number,
    Uuid,
    WrongDeclaration,
    event,
    payload_of,
)
from tests.bankcore.outbox.declaring import declare, said

ID = "0b52ad86-2a26-4bb3-9a5f-6a0b0c2a7a11"
TYPES = {
    "number": (Number, ["0", "4711"], ["", "-1", "4,711", 4711]),
    "uuid": (Uuid, [ID], ["", ID.upper(), ID.replace("-", ""), f"{{{ID}}}", "4711", UUID(ID)]),
    "day": (Day, ["2026-03-02"], ["", "20260302", "2026-W10-1", "2026-02-30", date(2026, 3, 2)]),
    "amount": (Amount, ["0", "-1.50", "125.00"], ["", "1,50", "1e3", "NaN", 1, Decimal(1)]),
    "currency": (Currency, ["EUR"], ["", "eur", "EURO", 978]),
    "code": (Code, ["", "HIGH", "factor_added", "client:7"], ["two words", "a/b", 7]),
    "text": (str, ["", "two words"], [7, None, b"bytes"]),
    "integer": (int, [0, -3, 10**15], ["3", 3.0, True, None]),
    "boolean": (bool, [True, False], [0, 1, "true", None]),
    "nullable": (Number | None, ["1", None], ["", "x", 1]),
    "several": (tuple[Code, ...], [(), ("a", "b")], [("a b",), (1,), "ab", None, {"a": "b"}]),
    "by_key": (Mapping[str, str], [{}, {"a": "b"}], [{"a": 1}, {1: "a"}, "ab", None]),
}


class Word(StrEnum):
    HIGH = "HIGH"


@pytest.mark.parametrize("kind", TYPES)
def test_an_event_carries_what_its_types_allow(kind):
    hint, right, _ = TYPES[kind]
    of = declare({"field": said(hint)})
    for value in right:
        told = payload_of(of(field=value))
        plain = list(value) if isinstance(value, tuple) else value
        assert told == {"field": plain}
        jsonschema.Draft7Validator(payload_schema(of.declaration)).validate(told)


@pytest.mark.parametrize("kind", TYPES)
def test_an_event_with_anything_else_in_it_is_not_told(kind):
    hint, _, wrong = TYPES[kind]
    of = declare({"field": said(hint)})
    for value in wrong:
        with pytest.raises(NotDeclared, match=r"test\.declared 1: field cannot be"):
            payload_of(of(field=value))


@pytest.mark.parametrize("kind", TYPES)
def test_the_example_of_a_type_is_one_of_its_values(kind):
    of = declare({"field": said(TYPES[kind][0])})
    jsonschema.Draft7Validator(payload_schema(of.declaration)).validate(of.declaration.example)


def test_a_word_of_an_enumeration_is_a_word():
    of = declare({"field": said(Code)})
    assert payload_of(of(field=Word.HIGH)) == {"field": "HIGH"}


def test_a_field_that_may_be_left_out_is_left_out_and_never_null():
    of = declare({"field": said(Amount | None)}, field=None)
    assert payload_of(of()) == {}
    assert payload_of(of(field="1.00")) == {"field": "1.00"}
    (field,) = of.declaration.fields
    assert (field.is_required, field.schema["type"]) == (False, "string")


def test_a_field_says_what_it_means_and_shows_an_example_of_its_own():
    of = declare({"field": Annotated[Code, "How bad it is.", Example("HIGH")]})
    (field,) = of.declaration.fields
    assert (field.meaning, field.example) == ("How bad it is.", "HIGH")


@pytest.mark.parametrize("word", PERSONAL)
def test_a_field_that_speaks_of_a_person_cannot_be_declared(word):
    with pytest.raises(WrongDeclaration, match="speaks of a person"):
        declare({f"customer_{word}": said(str)})


@pytest.mark.parametrize("hint", [float, Decimal, date, UUID, dict, list[str], int | str, object])
def test_a_field_of_a_type_that_json_has_not_cannot_be_declared(hint):
    with pytest.raises(WrongDeclaration, match="No event can tell"):
        declare({"field": said(hint)})


def test_a_field_without_a_meaning_cannot_be_declared():
    with pytest.raises(WrongDeclaration, match="has no meaning"):
        declare({"field": Uuid})


def test_a_field_cannot_have_a_default():
    with pytest.raises(WrongDeclaration, match="default"):
        declare({"field": said(int)}, field=0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": "happened"},
        {"name": "payments.TransferBooked"},
        {"name": "payments.transfer booked"},
        {"subject": "thing"},
        {"subject": ":1"},
        {"subject": "thing:"},
        {"version": 0},
        {"meaning": ""},
        {"meaning": "Declared(field: int)"},
    ],
    ids=str,
)
def test_an_event_cannot_be_declared_with(wrong):
    with pytest.raises(WrongDeclaration, match="The event Declared"):
        declare({"field": said(int)}, **wrong)


def test_what_is_no_dataclass_is_no_event():
    class Loose(Happened):
        """Something happened."""

    with pytest.raises(WrongDeclaration, match="is no dataclass"):
        event("test.loose", subject="thing:1")(Loose)
