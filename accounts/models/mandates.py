"""Who may use an account: joint holders, mandates, the signing rule, and what was signed.

Nothing here is changed: a newer row about the same account and customer takes the older one's
place, and the older stays as history.
"""

from django.db import models

from accounts.models.account import Account
from accounts.models.customer import Customer


class Holder(models.Model):
    """A customer who owns the account together with its primary holder, between two days."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="The last day; none means until further word.")
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        indexes = [
            models.Index(fields=["account", "customer", "-id"], name="accounts_holder_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_holder_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"holder {self.customer_id} of account {self.account_id}"


class Mandate(models.Model):
    """That a customer may use another's account, between two days and up to limits.

    Limits are minor units of the account's currency; none means no limit of the mandate's own.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, help_text="The last day; none means until further word.")
    transaction_limit = models.BigIntegerField(null=True)
    daily_limit = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        permissions = [
            ("manage_mandates", "May say who uses an account, and how many sign"),
        ]
        indexes = [
            models.Index(fields=["account", "customer", "-id"], name="accounts_mandate_latest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(valid_to=None) | models.Q(valid_to__gte=models.F("valid_from")),
                name="accounts_mandate_days_in_order",
            ),
            models.CheckConstraint(
                condition=(models.Q(transaction_limit=None) | models.Q(transaction_limit__gt=0))
                & (models.Q(daily_limit=None) | models.Q(daily_limit__gt=0)),
                name="accounts_mandate_limits_positive",
            ),
        ]

    def __str__(self) -> str:
        return f"mandate of {self.customer_id} on account {self.account_id}"


class SigningRule(models.Model):
    """How many must sign an order on the account; the newest row counts."""

    class Rule(models.TextChoices):
        """Any one alone, or all together."""

        ANY_ONE = "ANY_ONE"
        ALL_SIGN = "ALL_SIGN"

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    rule = models.CharField(max_length=8, choices=Rule)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    def __str__(self) -> str:
        return f"{self.rule} on account {self.account_id}"


class MandateUse(models.Model):
    """What a mandate was used for: counted once for each reference of an order."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    day = models.DateField()
    reference = models.CharField(max_length=80)
    amount_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account", "customer", "day"], name="accounts_use_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "customer", "reference"], name="accounts_mandate_used_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="accounts_mandate_use_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"use of account {self.account_id} by {self.customer_id}"


class Signature(models.Model):
    """A customer's signature under an order that others must sign too."""

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    reference = models.CharField(max_length=80)
    order_hash = models.BinaryField(help_text="SHA-256 of the order, so that all sign the same.")
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "reference", "customer"], name="accounts_signed_once"
            ),
        ]

    def __str__(self) -> str:
        return f"signature of {self.customer_id} under {self.reference}"
