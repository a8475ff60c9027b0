"""Serializer fields that take what they say and nothing near it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from operator import attrgetter
from typing import Any, cast

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bankcore.money import Currency, InvalidAmount, Money, UnknownCurrency, parse_amount
from bankcore.presentation.exact_json import WrittenNumber

_AMOUNT = {"type": "string", "pattern": r"^(0|[1-9][0-9]*)(\.[0-9]+)?$", "example": "12.50"}


class TextField(serializers.CharField):
    """A JSON string; DRF's own would also take numbers and booleans."""

    default_error_messages = {"not_text": "Give a JSON string."}

    def to_internal_value(self, data: Any) -> str:
        """Return the text, stripped."""
        if not isinstance(data, str):
            self.fail("not_text")
        return super().to_internal_value(data)


class TruthField(serializers.BooleanField):
    """JSON's true or false; DRF's own would also take 0, "yes" and "on"."""

    default_error_messages = {"not_truth": "Give true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """Return which of the two it is."""
        if not isinstance(data, bool):
            self.fail("not_truth")
        return data


@extend_schema_field(_AMOUNT)
class AmountField(serializers.Field[str, str, str, Any]):
    """A decimal string, read together with the currency beside it."""

    default_error_messages = {
        "not_text": 'Give the amount as a decimal string, such as "12.50".',
    }

    def to_internal_value(self, data: Any) -> str:
        """Return the text; `money` reads it."""
        if not isinstance(data, str):
            self.fail("not_text")
        return data


@extend_schema_field({"type": ["string", "number"], "example": "12.50"})
class WrittenAmountField(serializers.Field[str, str, str, Any]):
    """A decimal string or a JSON number, whose digits are taken as they were written."""

    default_error_messages = {"not_a_number": "Give a number, such as 12.50."}

    def to_internal_value(self, data: Any) -> str:
        """Return the digits."""
        if isinstance(data, WrittenNumber):
            return data.written
        if not isinstance(data, str):
            self.fail("not_a_number")
        return data


class StrictSerializer(serializers.Serializer[Any]):
    """An input that refuses fields it does not know: a misspelt one is never silently lost."""

    def to_internal_value(self, data: Any) -> Any:
        """Return the validated values; raises ValidationError naming every field at fault."""
        if isinstance(data, dict):
            unknown = sorted(set(data) - set(self.fields))
            if unknown:
                message = "This request has no such field."
                raise serializers.ValidationError({name: [message] for name in unknown})
        return super().to_internal_value(data)


class MoneyInput(StrictSerializer):
    """An amount and its currency, as two fields of one input; `money` after validation."""

    amount = AmountField()
    currency = TextField(max_length=3, help_text="ISO 4217 code.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Read the amount in its currency; raises ValidationError naming the field."""
        return {**attrs, "money": read_money(attrs)}


def read_money(attrs: dict[str, Any]) -> Money:
    """Return the money that `amount` and `currency` spell; raises ValidationError."""
    try:
        currency = Currency.of(attrs["currency"])
    except UnknownCurrency as error:
        raise serializers.ValidationError({"currency": [error.message]}) from None
    try:
        return parse_amount(attrs["amount"], currency)
    except InvalidAmount as error:
        raise serializers.ValidationError({"amount": [error.message]}) from None


def validated(kind: type[serializers.Serializer[Any]], data: Any) -> dict[str, Any]:
    """Return what `kind` reads out of `data`; raises ValidationError, which names the field."""
    try:
        return cast("dict[str, Any]", _reader(kind).run_validation(data))
    except serializers.ValidationError:
        asked = kind(data=data)  # says what is wrong as REST framework says it
        asked.is_valid(raise_exception=True)
        raise


def written(kind: type[serializers.Serializer[Any]], value: Any) -> dict[str, Any]:
    """Return what `kind` says of a value, as its `data` does."""
    tellers = _tellers(kind)
    if tellers is None or isinstance(value, Mapping):
        return _reader(kind).to_representation(value)
    told: dict[str, Any] = {}
    for name, read, tell in tellers:
        try:
            found = read(value)
        except (AttributeError, KeyError):  # what a field says then, REST framework knows
            return _reader(kind).to_representation(value)
        if callable(found):
            return _reader(kind).to_representation(value)
        told[name] = None if found is None else tell(found)
    return told


@cache
def _tellers(
    kind: type[serializers.Serializer[Any]],
) -> tuple[tuple[str, Callable[[Any], Any], Callable[[Any], Any]], ...] | None:
    """Return each field's name, how its value is read off an object, and how it is told.

    None for a kind that reads or tells in a way of its own.
    """
    reader = _reader(kind)
    fields = [(name, each) for name, each in reader.fields.items() if not each.write_only]
    if kind.to_representation is not serializers.Serializer.to_representation or any(
        type(each).get_attribute is not serializers.Field.get_attribute or not each.source_attrs
        for _, each in fields
    ):
        return None
    return tuple(
        (name, attrgetter(".".join(each.source_attrs)), each.to_representation)
        for name, each in fields
    )


@cache
def _reader(kind: type[serializers.Serializer[Any]]) -> serializers.Serializer[Any]:
    """Return the one serializer of a kind that holds no data, for every thread.

    A new one copies each of its fields; what reads and writes with them keeps nothing in them.
    """
    reader = kind()
    list(reader.fields.values())  # made now, before two threads would make them at once
    return reader
