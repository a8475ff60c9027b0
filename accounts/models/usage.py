"""Terms of use of a product, what was used of them, and whether an account sleeps."""

from django.db import models

from accounts.models.account import Account
from accounts.models.product import Product


def _positive(*names: str) -> models.Q:
    condition = models.Q()
    for name in names:
        condition &= models.Q(**{name: None}) | models.Q(**{f"{name}__gt": 0})
    return condition


class UsageTerms(models.Model):
    """What the customers of a product may do from a day on; the newest such day counts.

    Amounts are minor units of `currency`; none means no limit.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    currency = models.SmallIntegerField(help_text="ISO 4217 number.")
    effective_from = models.DateField()
    minimum_balance = models.BigIntegerField(null=True)
    transaction_limit = models.BigIntegerField(null=True)
    daily_limit = models.BigIntegerField(null=True)
    monthly_limit = models.BigIntegerField(null=True)
    dormancy_days = models.IntegerField(null=True)
    overdraft_cap = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "usage terms"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "currency", "effective_from"], name="accounts_usageterms_once"
            ),
            models.CheckConstraint(
                condition=_positive(
                    "transaction_limit", "daily_limit", "monthly_limit", "dormancy_days"
                ),
                name="accounts_usageterms_positive",
            ),
            models.CheckConstraint(
                condition=models.Q(overdraft_cap=None) | models.Q(overdraft_cap__gte=0),
                name="accounts_usageterms_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"use of product {self.product_id} from {self.effective_from}"


class Usage(models.Model):
    """What customers took from an account on a booking day, in minor units.

    Its row is locked by whoever adds to it, so that limits hold when many debit at once.
    """

    pk = models.CompositePrimaryKey("account_id", "day")
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    spent = models.BigIntegerField()
    debits = models.IntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(spent__gt=0, debits__gt=0), name="accounts_usage_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"use of account {self.account_id} on {self.day}"


class AccountState(models.Model):
    """That an account fell asleep or was woken; the newest row counts, none means active."""

    class State(models.TextChoices):
        """Whether its customer uses it."""

        ACTIVE = "ACTIVE"
        DORMANT = "DORMANT"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=7, choices=State)
    since = models.DateField()
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        indexes = [models.Index(fields=["account", "-id"], name="accounts_state_latest")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="accounts_accountstate_has_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"account {self.account_id} {self.state.lower()} since {self.since}"


class Overdraft(models.Model):
    """An agreed overdraft limit (minor units) between two days.

    Of the arrangements that cover a day the newest counts; one of zero ends those before it.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    limit_minor = models.BigIntegerField()
    from_day = models.DateField()
    to_day = models.DateField(null=True, help_text="The last day; none means until further word.")
    agreed_at = models.DateTimeField()
    agreed_by = models.CharField(max_length=80)

    class Meta:
        permissions = [
            ("agree_limits", "May agree on the limits of accounts"),
        ]
        indexes = [models.Index(fields=["account", "-id"], name="accounts_overdraft_latest")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(limit_minor__gte=0), name="accounts_overdraft_not_negative"
            ),
            models.CheckConstraint(
                condition=models.Q(to_day=None) | models.Q(to_day__gte=models.F("from_day")),
                name="accounts_overdraft_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"overdraft of account {self.account_id} from {self.from_day}"
