"""Exchange rates, quotes and orders as integrators give and see them."""

from decimal import Decimal
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bankcore.presentation.api.fields import MoneyInput, StrictSerializer
from payments.domain.exchange import FixedSide


@extend_schema_field({"type": "string", "example": "1.1684"})
class RateField(serializers.Field[Decimal, Any, str, Any]):
    """A rate as a decimal string, without zeros at its end."""

    def to_representation(self, value: Decimal) -> str:
        """Return the digits."""
        return f"{value.normalize():f}"


class RatesQuery(StrictSerializer):
    """Which day's rates."""

    day = serializers.DateField(required=False, help_text="Without it, the open business day.")


class RateOutput(serializers.Serializer[Any]):
    """`rate` units of `currency` for one euro, published for `day` by its publisher."""

    currency = serializers.CharField()
    rate = RateField()
    day = serializers.DateField()
    published_by = serializers.CharField(source="publisher")


class RatesOutput(serializers.Serializer[Any]):
    """The rates that count on a day."""

    day = serializers.DateField()
    base = serializers.CharField()
    rates = RateOutput(many=True)


class QuoteInput(MoneyInput):
    """An exchange between two accounts of one customer, of an amount of either currency."""

    sell_account_id = serializers.UUIDField(help_text="The account that pays.")
    buy_account_id = serializers.UUIDField(help_text="The account that receives.")
    fixed = serializers.ChoiceField(
        choices=[(side.value, side.value) for side in FixedSide],
        default=FixedSide.SELL.value,
        help_text="Which amount is given: of the currency sold, or of the currency bought.",
    )


class _SidesOutput(serializers.Serializer[Any]):
    sell_account_id = serializers.UUIDField()
    sell_amount = serializers.CharField(source="sell.amount")
    sell_currency = serializers.CharField(source="sell.currency.code")
    buy_account_id = serializers.UUIDField()
    buy_amount = serializers.CharField(source="buy.amount")
    buy_currency = serializers.CharField(source="buy.currency.code")


class QuoteOutput(_SidesOutput):
    """An offer. Mid and rate are units bought for one sold; what is booked are the amounts."""

    id = serializers.UUIDField(source="quote_id")
    fixed = serializers.ChoiceField(choices=[(side.value, side.value) for side in FixedSide])
    mid = RateField()
    rate = RateField()
    margin = RateField()
    rate_day = serializers.DateField()
    quoted_at = serializers.DateTimeField()
    valid_until = serializers.DateTimeField()


class OrderInput(StrictSerializer):
    """A quote to be executed."""

    quote_id = serializers.UUIDField()


class OrderOutput(_SidesOutput):
    """An exchange that is in the books."""

    id = serializers.CharField(source="transaction_id")
    quote_id = serializers.UUIDField()
    booking_date = serializers.DateField()
    booked_at = serializers.DateTimeField()
