"""Foreign exchange: rates, margins, quotes, orders, and the bank's positions.

Rates are always units of the foreign currency for one euro, as the ECB publishes them. Every table
is append-only; triggers in the migration refuse changes.
"""

from decimal import Decimal
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

_LARGEST_MINOR = 10**17
_LARGEST_MARGIN = Decimal("0.5")


class FxRate(models.Model):
    """What one unit of the base currency was worth in `currency` on a day, by one source.

    The currency is kept by its letters: published series go back to currencies that ISO 4217
    has withdrawn since.
    """

    source = models.CharField(max_length=8)
    base = models.CharField(max_length=3, default="EUR")
    currency = models.CharField(max_length=3)
    day = models.DateField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)

    class Meta:
        permissions = [
            ("publish_rates", "Can enter exchange rates"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["base", "day", "currency", "source"], name="payments_fxrate_once"
            ),
            models.CheckConstraint(condition=Q(rate__gt=0), name="payments_fxrate_positive"),
            models.CheckConstraint(
                condition=Q(base="EUR") & ~Q(currency="EUR"), name="payments_fxrate_of_the_euro"
            ),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$") & Q(source__regex="^[A-Z]{2,8}$"),
                name="payments_fxrate_codes",
            ),
        ]
        verbose_name = "exchange rate"

    def __str__(self) -> str:
        return f"1 {self.base} = {self.rate.normalize():f} {self.currency} on {self.day}"


class FxMargin(models.Model):
    """What the bank keeps of an exchange, as a share of mid; a version by effective_from.

    Without currencies it holds for every pair; without a product, for every product.
    """

    product = models.ForeignKey(
        "accounts.Product",
        to_field="code",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The product of the account that pays.",
    )
    sell_currency = models.CharField("customer sells", max_length=3, blank=True)
    buy_currency = models.CharField("customer buys", max_length=3, blank=True)
    effective_from = models.DateField()
    margin = models.DecimalField(
        max_digits=9, decimal_places=8, help_text="A share of mid: 0.015 is 1.5 %."
    )

    class Meta:
        permissions = [
            ("set_margins", "Can set exchange margins"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["product", "sell_currency", "buy_currency", "effective_from"],
                nulls_distinct=False,
                name="payments_fxmargin_version_once",
            ),
            models.CheckConstraint(
                condition=Q(margin__gte=0, margin__lt=_LARGEST_MARGIN),
                name="payments_fxmargin_share",
            ),
            models.CheckConstraint(
                condition=Q(sell_currency="", buy_currency="")
                | (
                    Q(sell_currency__regex="^[A-Z]{3}$", buy_currency__regex="^[A-Z]{3}$")
                    & ~Q(sell_currency=F("buy_currency"))
                ),
                name="payments_fxmargin_pair",
            ),
        ]
        verbose_name = "exchange margin"

    def __str__(self) -> str:
        pair = f"{self.sell_currency}/{self.buy_currency}" if self.sell_currency else "every pair"
        return f"{self.margin.normalize():f} for {pair} from {self.effective_from}"


class FxQuote(models.Model):
    """An offer to a customer: exactly this much of one currency for this much of another.

    Customer and accounts are public ids: the one that pays, the one that receives. The
    counter-values are the euro cents that both amounts are worth at mid; `rate_day` is the older
    one of the days of the two rates.
    """

    class FixedSide(models.TextChoices):
        """Which of the two amounts the customer named."""

        SELL = "SELL"
        BUY = "BUY"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer_id = models.UUIDField(db_index=True)
    sell_account_id = models.UUIDField()
    buy_account_id = models.UUIDField()
    fixed_side = models.CharField(max_length=4, choices=FixedSide)
    sell_currency = models.CharField("customer sells", max_length=3)
    sell_minor = models.BigIntegerField()
    sell_rate = models.DecimalField(max_digits=18, decimal_places=8)
    sell_eur_minor = models.BigIntegerField()
    buy_currency = models.CharField("customer buys", max_length=3)
    buy_minor = models.BigIntegerField()
    buy_rate = models.DecimalField(max_digits=18, decimal_places=8)
    buy_eur_minor = models.BigIntegerField()
    margin = models.DecimalField(max_digits=9, decimal_places=8)
    rate_day = models.DateField()
    quoted_at = models.DateTimeField()
    valid_until = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sell_minor__range=(1, _LARGEST_MINOR))
                & Q(buy_minor__range=(1, _LARGEST_MINOR))
                & Q(buy_eur_minor__gte=1)
                & Q(sell_eur_minor__gte=F("buy_eur_minor")),
                name="payments_fxquote_amounts",
            ),
            models.CheckConstraint(
                condition=~Q(sell_currency=F("buy_currency"))
                & ~Q(sell_account_id=F("buy_account_id")),
                name="payments_fxquote_two_sides",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__gt=F("quoted_at")), name="payments_fxquote_valid"
            ),
            models.CheckConstraint(
                condition=Q(
                    sell_rate__gt=0, buy_rate__gt=0, margin__gte=0, margin__lt=_LARGEST_MARGIN
                ),
                name="payments_fxquote_rates",
            ),
        ]
        verbose_name = "exchange quote"

    def __str__(self) -> str:
        return f"{self.sell_currency} to {self.buy_currency}, {self.public_id}"


class FxOrder(models.Model):
    """A quote that was taken: at most once, by one transaction, under this idempotency key."""

    quote = models.OneToOneField(FxQuote, on_delete=models.PROTECT, related_name="order")
    txn_id = models.BigIntegerField(unique=True)
    request_key = models.UUIDField()
    booking_date = models.DateField()
    executed_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("exchange_currency", "Can exchange between a customer's accounts"),
        ]
        verbose_name = "exchange order"

    def __str__(self) -> str:
        return f"exchange {self.txn_id}"


class FxPosition(models.Model):
    """Where the bank's position in a currency stands in the books.

    The position account holds the foreign amount, a credit when the bank has more of the currency
    than it owes; the counter-value account holds in euros what the position was booked at.
    """

    currency = models.CharField(max_length=3, unique=True)
    position_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="+"
    )
    counter_account = models.OneToOneField(
        "ledger.Account", on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(currency="EUR"), name="payments_fxposition_is_foreign"
            ),
        ]
        verbose_name = "exchange position"

    def __str__(self) -> str:
        return self.currency


class FxRevaluation(models.Model):
    """A position brought to the mid of a day: its unrealised result, once a currency and day.

    `counter_minor` is the counter-value before, in euro cents.
    """

    currency = models.CharField(max_length=3)
    day = models.DateField()
    position_minor = models.BigIntegerField()
    counter_minor = models.BigIntegerField()
    rate = models.DecimalField(
        max_digits=18, decimal_places=8, null=True, help_text="None where there is no position."
    )
    rate_day = models.DateField(null=True)
    result_minor = models.BigIntegerField(help_text="Euro cents; a loss is negative.")
    txn_id = models.BigIntegerField(null=True, unique=True)
    revalued_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="payments_fxrevaluation_once"),
            models.CheckConstraint(
                condition=Q(result_minor=0, txn_id__isnull=True)
                | (~Q(result_minor=0) & Q(txn_id__isnull=False)),
                name="payments_fxrevaluation_booked",
            ),
            models.CheckConstraint(
                condition=Q(rate__gt=0, rate_day__isnull=False)
                | Q(rate__isnull=True, rate_day__isnull=True, position_minor=0),
                name="payments_fxrevaluation_rate",
            ),
        ]
        verbose_name = "exchange revaluation"

    def __str__(self) -> str:
        return f"{self.currency} on {self.day}"


class FxCoverDeal(models.Model):
    """A deal with the market that changes the bank's position, and the result it realised."""

    class Side(models.TextChoices):
        """What the bank did with the foreign currency."""

        BUY = "BUY"
        SELL = "SELL"

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    currency = models.CharField(max_length=3)
    side = models.CharField(max_length=4, choices=Side)
    amount_minor = models.BigIntegerField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    eur_minor = models.BigIntegerField()
    counter_minor = models.BigIntegerField(
        help_text="Euro cents taken off the counter-value: what was sold stood in the books at."
    )
    result_minor = models.BigIntegerField(help_text="Euro cents; a loss is negative.")
    reference = models.CharField(max_length=80)
    txn_id = models.BigIntegerField(unique=True)
    booking_date = models.DateField()
    dealt_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("cover_position", "Can enter covering deals"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0, eur_minor__gt=0, rate__gt=0)
                & ~Q(currency="EUR")
                & ~Q(reference=""),
                name="payments_fxcoverdeal_amounts",
            ),
            models.CheckConstraint(
                condition=Q(side="SELL", result_minor=F("eur_minor") - F("counter_minor"))
                | Q(side="BUY", result_minor=-F("eur_minor") - F("counter_minor")),
                name="payments_fxcoverdeal_result",
            ),
        ]
        verbose_name = "covering deal"

    def __str__(self) -> str:
        return f"{self.side} {self.currency}, {self.reference}"


class FxResultSale(models.Model):
    """A day's income less expense in a foreign currency, turned into euros at mid.

    From then on the foreign amount is part of the bank's position; once a currency and day.
    """

    currency = models.CharField(max_length=3)
    day = models.DateField()
    amount_minor = models.BigIntegerField()
    rate = models.DecimalField(max_digits=18, decimal_places=8)
    rate_day = models.DateField()
    eur_minor = models.BigIntegerField()
    txn_id = models.BigIntegerField(unique=True)
    sold_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["currency", "day"], name="payments_fxresultsale_once"),
            models.CheckConstraint(
                condition=Q(rate__gt=0) & ~Q(currency="EUR"), name="payments_fxresultsale_rate"
            ),
        ]
        verbose_name = "sale of foreign results"
        verbose_name_plural = "sales of foreign results"

    def __str__(self) -> str:
        return f"{self.currency} of {self.day}"
