"""Fields of the merchants' API, which come as JSON values or as a form's texts."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bankcore.money import Currency, Money, UnknownCurrency
from bankcore.presentation.api.fields import StrictSerializer, TextField
from bankcore.presentation.exact_json import WrittenNumber

_WHOLE: Final = re.compile(r"0|[1-9][0-9]{0,17}")
# What a request may ask to be shown whole, instead of by its id.
EXPANDABLE: Final = ("latest_charge", "payment_method", "customer")
MOST_MINOR: Final = 99_999_999_999
_METADATA_KEYS: Final = 50
_METADATA_KEY: Final = 40
_METADATA_VALUE: Final = 500
_CARD_NUMBER: Final = re.compile(r"(?:\d[ -]?){13,19}")


class WholeField(serializers.IntegerField):
    """A whole number without sign, point or leading zero."""

    default_error_messages = {"not_whole": "Give a whole number, such as 1000."}

    def to_internal_value(self, data: Any) -> int:
        """Return the number."""
        text = data.written if isinstance(data, WrittenNumber) else data
        if not isinstance(text, str) or not _WHOLE.fullmatch(text):
            self.fail("not_whole")
        return int(text)


class AmountField(WholeField):
    """An amount in the currency's minor units, more than nothing."""

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=1, max_value=MOST_MINOR, **options)


class YesNoField(serializers.BooleanField):
    """true or false, also as a text."""

    default_error_messages = {"not_truth": "Give true or false."}

    def to_internal_value(self, data: Any) -> bool:
        """Return which of the two it is."""
        if data not in (True, False, "true", "false") or isinstance(data, WrittenNumber):
            self.fail("not_truth")
        return data in (True, "true")


class ListOf(serializers.ListField):
    """A list, also as a form numbers it: a[0]=x&a[1]=y."""

    def to_internal_value(self, data: Any) -> list[Any]:
        """Return the values in their order."""
        if isinstance(data, Mapping):
            if sorted(data, key=str) != sorted(str(number) for number in range(len(data))):
                self.fail("not_a_list", input_type="form")
            data = [data[str(number)] for number in range(len(data))]
        found: list[Any] = super().to_internal_value(data)
        return found


class CurrencyField(TextField):
    """A currency's code, in either case."""

    def to_internal_value(self, data: Any) -> str:
        """Return the code in capitals."""
        code = super().to_internal_value(data).upper()
        try:
            return Currency.of(code).code
        except UnknownCurrency as error:
            raise serializers.ValidationError(error.message) from None


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
class MetadataField(serializers.Field[Any, Any, Any, Any]):
    """Up to 50 texts of the merchant's own under names; an empty one takes a name away.

    What looks like a card number is refused: it would be kept and told again.
    """

    default_error_messages = {
        "not_texts": "Give up to 50 texts of up to 500 characters under names of up to 40.",
        "card_number": "This looks like a card number: send it as a payment method alone.",
    }

    def to_internal_value(self, data: Any) -> dict[str, str]:
        """Return the texts by name."""
        if data == "":
            return {}
        if not isinstance(data, Mapping) or len(data) > _METADATA_KEYS:
            self.fail("not_texts")
        texts = {name: _text(value) for name, value in data.items()}
        found = {name: value for name, value in texts.items() if value is not None}
        if len(found) < len(texts) or any(
            len(name) > _METADATA_KEY or len(value) > _METADATA_VALUE
            for name, value in found.items()
        ):
            self.fail("not_texts")
        if any(looks_like_card(each) for pair in found.items() for each in pair):
            self.fail("card_number")
        return found

    def to_representation(self, value: Any) -> Any:
        """Return the texts."""
        return value


class FreeText(TextField):
    """A text of the merchant's own, which may not hold a card number."""

    default_error_messages = {
        "card_number": "This looks like a card number: send it as a payment method alone.",
    }

    def to_internal_value(self, data: Any) -> str:
        """Return the text."""
        text = super().to_internal_value(data)
        if looks_like_card(text):
            self.fail("card_number")
        return text


class Input(StrictSerializer):
    """What every request may say beside its own fields."""

    expand = ListOf(child=TextField(), required=False, max_length=10)

    def validate_expand(self, value: list[str]) -> list[str]:
        """Refuse what cannot be shown whole."""
        if any(name.removeprefix("data.") not in EXPANDABLE for name in value):
            message = f"These can be expanded: {', '.join(EXPANDABLE)}."
            raise serializers.ValidationError(message)
        return value


class ReturnUrl(TextField):
    """An address of the merchant's to which a payer is led back: by https, in full."""

    default_error_messages = {"not_https": "Give an address that begins with https://."}

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=500, **options)

    def to_internal_value(self, data: Any) -> str:
        """Return the address."""
        text = super().to_internal_value(data)
        if not is_https(text):
            self.fail("not_https")
        return text


def is_https(text: str) -> bool:
    """Return whether a text is an address by https that leads where it says it does."""
    try:
        parts = urlsplit(text)
        name = parts.hostname
    except ValueError:
        return False
    plain = text.isascii() and not re.search(r"[\s\\\x00-\x1f\x7f]", text)
    return bool(plain and parts.scheme == "https" and name and parts.username is None)


def looks_like_card(text: str) -> bool:
    """Return whether a text has a run of digits that a card could have (ISO 7812, Luhn)."""
    return any(_luhn(re.sub(r"\D", "", found[0])) for found in _CARD_NUMBER.finditer(text))


def _luhn(digits: str) -> bool:
    doubled = [int(digit) * (2 if place % 2 else 1) for place, digit in enumerate(reversed(digits))]
    return sum(each - 9 if each > 9 else each for each in doubled) % 10 == 0


def _text(value: Any) -> str | None:
    if isinstance(value, WrittenNumber):
        return value.written
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else None


def money_of(values: Mapping[str, Any]) -> Money:
    """Return the money that `amount` and `currency` say."""
    return Money(values["amount"], Currency.of(values["currency"]))
