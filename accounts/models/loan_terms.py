"""What loans of a product may be agreed on."""

from enum import StrEnum

from django.db import models

from accounts.domain.day_counts import DayCount
from accounts.domain.loans.allocation import AllocationOrder
from accounts.domain.loans.conditions import Frequency, InterestGrace, Method
from accounts.models.product import Product

_KEY = 20


def choices(kind: type[StrEnum]) -> list[tuple[str, str]]:
    """Return a StrEnum's members as a field's choices."""
    return [(each.value, each.value) for each in kind]


class LoanTerms(models.Model):
    """A product's loan terms in one currency from a day on. Amounts in minor units, rates yearly.

    What a contract is made of is copied into it: later terms change no contract.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    currency = models.SmallIntegerField(help_text="ISO 4217 number.")
    effective_from = models.DateField()
    min_amount = models.BigIntegerField()
    max_amount = models.BigIntegerField()
    min_instalments = models.IntegerField()
    max_instalments = models.IntegerField()
    min_rate = models.DecimalField(max_digits=9, decimal_places=6)
    max_rate = models.DecimalField(max_digits=9, decimal_places=6)
    day_count = models.CharField(max_length=12, choices=choices(DayCount))
    equal_periods = models.BooleanField(help_text="Every month bears a twelfth of a year.")
    origination_fee_rate = models.DecimalField(max_digits=9, decimal_places=6)
    fee_deducted = models.BooleanField(help_text="The fee is kept back when the loan is paid out.")
    penalty_rate = models.DecimalField(max_digits=9, decimal_places=6)
    grace_days = models.IntegerField(help_text="Days past due that bear no penalty.")
    early_fee_rate = models.DecimalField(max_digits=9, decimal_places=6)
    allocation_order = models.CharField(max_length=_KEY, choices=choices(AllocationOrder))
    partial_collection = models.BooleanField(help_text="Collect what there is of what is due.")
    approve_from_score = models.IntegerField(null=True, blank=True)
    decline_below_score = models.IntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "loan terms"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "currency", "effective_from"], name="accounts_loanterms_once"
            ),
            models.CheckConstraint(
                condition=models.Q(min_amount__gt=0, max_amount__gte=models.F("min_amount"))
                & models.Q(min_instalments__gt=0)
                & models.Q(max_instalments__gte=models.F("min_instalments"))
                & models.Q(min_rate__gte=0, max_rate__gte=models.F("min_rate")),
                name="accounts_loanterms_ranges",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    origination_fee_rate__gte=0,
                    origination_fee_rate__lt=1,
                    penalty_rate__gte=0,
                    grace_days__gte=0,
                    early_fee_rate__gte=0,
                ),
                name="accounts_loanterms_rates",
            ),
        ]

    def __str__(self) -> str:
        return f"loan terms from {self.effective_from}"


class LoanConditions(models.Model):
    """The part that an application asks for and a contract fixes."""

    method = models.CharField(max_length=_KEY, choices=choices(Method))
    frequency = models.CharField(max_length=_KEY, choices=choices(Frequency))
    instalments = models.IntegerField()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    first_due = models.DateField(null=True, blank=True)
    end_of_month = models.BooleanField(default=False)
    business_days = models.BooleanField(default=False)
    principal_grace = models.IntegerField(default=0)
    interest_grace = models.IntegerField(default=0)
    interest_grace_rule = models.CharField(
        max_length=_KEY, choices=choices(InterestGrace), default=InterestGrace.CAPITALISED.value
    )

    class Meta:
        abstract = True
