"""Curves and holdings, limits, and what each day's end found. Amounts are minor units.

Results are of euro cents; they are added by the end of a day and never changed.
"""

from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import GreaterThan

from risk.market.domain.bonds import Issuer, Quality
from risk.market.domain.measures import Measure

_CODE = 3
_ACTOR = 80
# 15 % of Tier 1, in whole numbers.
_ABOVE = GreaterThan(F("value_loss") * 100, F("tier_one") * 15)
_ISSUERS = [each.value for each in Issuer]
_QUALITIES = [each.value for each in Quality]
_ISIN = "^[A-Z]{2}[A-Z0-9]{9}[0-9]$"


class ParYield(models.Model):
    """A par yield of a currency's market on a day, as a fraction a year, by one source."""

    currency = models.CharField(max_length=_CODE)
    day = models.DateField()
    months = models.SmallIntegerField(help_text="The tenor.")
    rate = models.DecimalField(max_digits=9, decimal_places=6)
    source = models.CharField(max_length=8)

    class Meta:
        permissions = [("keep_data", "Can load curves and keep the list of bonds")]
        constraints = [
            models.UniqueConstraint(
                fields=["currency", "day", "months", "source"], name="market_paryield_once"
            ),
            models.CheckConstraint(
                condition=Q(months__gt=0, months__lte=600, rate__gt=Decimal("-0.2"), rate__lt=1)
                & Q(currency__regex="^[A-Z]{3}$", source__regex="^[A-Z]{2,8}$"),
                name="market_paryield_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.months} months on {self.day}: {self.rate}"


class Bond(models.Model):
    """A bond that the bank holds: fixed coupons, so many a year, and redemption at its nominal."""

    isin = models.CharField(max_length=12)
    name = models.CharField(max_length=80)
    currency = models.CharField(max_length=_CODE)
    nominal = models.BigIntegerField(help_text="Minor units.")
    coupon = models.DecimalField(max_digits=9, decimal_places=6, help_text="A fraction a year.")
    coupons_a_year = models.SmallIntegerField()
    matures_on = models.DateField()
    bought_on = models.DateField()
    sold_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=_ACTOR)
    recorded_at = models.DateTimeField()
    ended_by = models.CharField(max_length=_ACTOR, default="")
    issuer = models.CharField(
        max_length=9, default="", blank=True, choices=[(each.value, each.value) for each in Issuer]
    )
    quality = models.CharField(
        max_length=7, default="", blank=True, choices=[(each.value, each.value) for each in Quality]
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(issuer__in=["", *_ISSUERS], quality__in=["", *_QUALITIES]),
                name="market_bond_rated",
            ),
            models.CheckConstraint(
                condition=Q(nominal__gt=0, coupon__gte=0, coupon__lt=1)
                & Q(coupons_a_year__in=[1, 2, 4])
                & Q(matures_on__gt=F("bought_on"))
                & Q(isin__regex=_ISIN, currency__regex="^[A-Z]{3}$"),
                name="market_bond_sound",
            ),
            models.CheckConstraint(
                condition=Q(sold_on=None, ended_by="")
                | Q(sold_on__gte=F("bought_on")) & ~Q(ended_by=""),
                name="market_bond_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.isin} {self.name}"


class Limit(models.Model):
    """The most that a measure may be from a day on, in euro cents; the newest in force counts."""

    measure = models.CharField(max_length=20, choices=[(each, each) for each in Measure])
    ceiling = models.BigIntegerField(help_text="Euro cents.")
    effective_from = models.DateField()
    reason = models.CharField(max_length=500)
    set_by = models.CharField(max_length=_ACTOR)
    set_at = models.DateTimeField()
    approval_id = models.BigIntegerField(unique=True)

    class Meta:
        permissions = [
            ("set_limits", "Can ask for limits of market risk"),
            ("raise_capital", "Can ask for what owners pay in to be booked"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ceiling__gte=0) & Q(measure__in=[each.value for each in Measure]),
                name="market_limit_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.measure} from {self.effective_from}"


class CurrencyDay(models.Model):
    """What currencies came to at a day's end: how large, how risky, and how the model has done.

    `result` is what the day before's positions made of the day's rates, against the value at risk
    that was told for them; both are null where the day before has none. `history` is how many days
    of returns there were; with too few there is no value at risk. `left_out` names currencies
    without a history, which are in the capital and in no value at risk.
    """

    day = models.DateField(unique=True)
    largest = models.BigIntegerField()
    gross = models.BigIntegerField()
    capital = models.BigIntegerField()
    history = models.IntegerField()
    left_out = models.CharField(max_length=200)
    result = models.BigIntegerField(null=True)
    foretold = models.BigIntegerField(null=True)
    exceeded = models.BooleanField(null=True)
    exceptions = models.IntegerField(help_text="In the last 250 days.")
    shortfall_975 = models.BigIntegerField(
        null=True, help_text="Expected shortfall at 97.5 %, filtered."
    )
    zone = models.CharField(max_length=6)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "day of currencies"
        verbose_name_plural = "days of currencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(largest__gte=0, gross__gte=F("largest"), capital__gte=0)
                & Q(zone__in=["GREEN", "YELLOW", "RED"]),
                name="market_currencyday_sound",
            ),
            models.CheckConstraint(
                condition=Q(result=None, foretold=None, exceeded=None)
                | Q(exceeded=True, result__lt=-F("foretold"))
                | Q(exceeded=False, result__gte=-F("foretold")),
                name="market_currencyday_exceeded",
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class Position(models.Model):
    """A position in a currency at a day's end, and its worth at mid in euro cents.

    The components of all positions sum to the day's value at risk; none is null but where the
    currency is left out of it.
    """

    day = models.ForeignKey(CurrencyDay, on_delete=models.PROTECT, related_name="positions")
    currency = models.CharField(max_length=_CODE)
    amount = models.BigIntegerField()
    worth = models.BigIntegerField()
    component = models.BigIntegerField(
        null=True, help_text="Its part of the value at risk: filtered, 99 %."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "currency"], name="market_position_once")
        ]

    def __str__(self) -> str:
        return f"{self.currency} on {self.day}"


class ValueAtRisk(models.Model):
    """The loss of one day that is exceeded in so many per cent of days, by one method."""

    day = models.ForeignKey(CurrencyDay, on_delete=models.PROTECT, related_name="figures")
    method = models.CharField(max_length=12)
    percent = models.SmallIntegerField(help_text="Confidence.")
    value_at_risk = models.BigIntegerField()
    expected_shortfall = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "values at risk"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "method", "percent"], name="market_valueatrisk_once"
            ),
            models.CheckConstraint(
                condition=Q(percent__in=[95, 99]) & Q(expected_shortfall__gte=F("value_at_risk")),
                name="market_valueatrisk_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.method} {self.percent} %"


class RateDay(models.Model):
    """What interest rates could do at a day's end, over all currencies.

    `value_loss` is the worst of the six shocks, `scenario`; `tier_one` is what the books have of
    it. `left_out` names currencies of which the bank knows no curve.
    """

    day = models.DateField(unique=True)
    scenario = models.CharField(max_length=13)
    value_loss = models.BigIntegerField()
    income_loss = models.BigIntegerField()
    tier_one = models.BigIntegerField()
    is_outlier = models.BooleanField()
    capital = models.BigIntegerField(help_text="For the bonds' delta risk.")
    left_out = models.CharField(max_length=200)
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "day of interest rates"
        verbose_name_plural = "days of interest rates"
        constraints = [
            models.CheckConstraint(
                condition=Q(value_loss__gte=0, income_loss__gte=0, capital__gte=0),
                name="market_rateday_sound",
            ),
            models.CheckConstraint(
                condition=Q(_ABOVE, is_outlier=True) | Q(~Q(_ABOVE), is_outlier=False),
                name="market_rateday_outlier",
            ),
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class Shock(models.Model):
    """What a shock does to the book in one currency: to its value, and to a year's interest."""

    day = models.ForeignKey(RateDay, on_delete=models.PROTECT, related_name="shocks")
    currency = models.CharField(max_length=_CODE)
    scenario = models.CharField(max_length=13)
    value_change = models.BigIntegerField()
    income_change = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "currency", "scenario"], name="market_shock_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.scenario}"


class Sensitivity(models.Model):
    """How the bonds in a currency move with the zero rate at a vertex, for a basis point."""

    day = models.ForeignKey(RateDay, on_delete=models.PROTECT, related_name="sensitivities")
    currency = models.CharField(max_length=_CODE)
    months = models.SmallIntegerField()
    of_a_point = models.BigIntegerField()

    class Meta:
        verbose_name_plural = "sensitivities"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "currency", "months"], name="market_sensitivity_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.currency} {self.months} months"


class Breach(models.Model):
    """A limit was exceeded at a day's end."""

    limit = models.ForeignKey(Limit, on_delete=models.PROTECT, related_name="breaches")
    day = models.DateField()
    measured = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "breaches"
        constraints = [models.UniqueConstraint(fields=["limit", "day"], name="market_breach_once")]

    def __str__(self) -> str:
        return f"{self.limit} exceeded on {self.day}"
