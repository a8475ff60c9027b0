"""Merchants: who takes payments, and on what terms."""

from __future__ import annotations

from django.db import models

from payments.gateway.domain.merchants import MerchantState, PayoutSchedule
from payments.models.choices import choices_of


class Merchant(models.Model):
    """A business that takes payments; what it is owed lies on ledger accounts of its own.

    A sandbox merchant's payments go to the sandbox alone and are never booked.
    """

    object_id = models.CharField(max_length=40, unique=True, help_text="acct_ and random text.")
    customer_id = models.UUIDField(help_text="The customer of the bank that the business is.")
    payout_account_id = models.UUIDField(help_text="The account that payouts go to.")
    name = models.CharField(max_length=100)
    statement_name = models.CharField(max_length=22, help_text="As payers see it.")
    city = models.CharField(max_length=13)
    country = models.CharField(max_length=2)
    category = models.CharField(max_length=4, help_text="ISO 18245 merchant category code.")
    currency = models.CharField(max_length=3, help_text="What payouts are made in.")
    is_sandbox = models.BooleanField()
    state = models.CharField(
        max_length=12, choices=choices_of(MerchantState), default=MerchantState.ONBOARDING
    )
    payout_schedule = models.CharField(
        max_length=8, choices=choices_of(PayoutSchedule), default=PayoutSchedule.DAILY
    )
    reserve_bps = models.PositiveIntegerField(default=0, help_text="Of captures, held back.")
    reserve_days = models.PositiveSmallIntegerField(default=90)
    created_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("read_payments", "Can read a merchant's payments by the API"),
            ("take_payments", "Can take payments for a merchant by the API"),
            ("refund_payments", "Can refund a merchant's payments by the API"),
            ("manage_merchants", "Can take merchants on and change their terms"),
            ("handle_dispute", "Can handle disputes"),
            ("handle_conflict", "Can decide payments whose outcome is disputed or in review"),
            ("pay_out", "Can pay merchants out"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(reserve_bps__lte=10_000), name="gateway_reserve_at_most_all"
            )
        ]

    def __str__(self) -> str:
        return self.name


class MerchantClient(models.Model):
    """An API client through which a merchant takes payments."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    client_id = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.client_id


class MerchantAccount(models.Model):
    """The merchant's ledger accounts in one currency: what it is owed, and what is held back."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    payable_account = models.BigIntegerField(unique=True, help_text="Ledger account, line 2400.")
    reserve_account = models.BigIntegerField(unique=True, help_text="Ledger account, line 2410.")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "currency"], name="gateway_one_balance_per_currency"
            )
        ]

    def __str__(self) -> str:
        return f"{self.merchant_id} {self.currency}"


class MerchantFees(models.Model):
    """What a merchant pays from a day on: per hundred and fixed; the newest that holds counts."""

    merchant = models.ForeignKey(Merchant, on_delete=models.PROTECT, related_name="+")
    valid_from = models.DateField()
    capture_bps = models.PositiveIntegerField()
    capture_fixed_minor = models.PositiveIntegerField()
    refund_fixed_minor = models.PositiveIntegerField(default=0)
    dispute_fixed_minor = models.PositiveIntegerField(default=1_500)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "merchants' fees"
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "valid_from"], name="gateway_one_fee_version_a_day"
            )
        ]

    def __str__(self) -> str:
        return f"fees from {self.valid_from}"
