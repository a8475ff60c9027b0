"""What merchants are owed: batches of their operations, reserves, and what is available to them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class MerchantBalance(models.Model):
    """What a merchant can be paid out in one currency; below zero is carried to later batches.

    It is the net of all batches and the reserves released, less payouts that were not given back.
    """

    merchant = models.ForeignKey("gateway.Merchant", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    available_minor = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "currency"], name="settlement_one_balance_a_currency"
            )
        ]

    def __str__(self) -> str:
        return f"merchant {self.merchant_id} in {self.currency}"


class SettlementBatch(models.Model):
    """Operations of one merchant in one currency that became available together. Never changed.

    Amounts are minor units. `returns_minor` is what payers' banks took back after it had
    succeeded. The reserve is booked by `reserve_txn_id` and released from `release_on` on.
    """

    merchant = models.ForeignKey("gateway.Merchant", on_delete=models.PROTECT, related_name="+")
    currency = models.CharField(max_length=3)
    business_date = models.DateField()
    seq = models.PositiveIntegerField()
    gross_minor = models.BigIntegerField()
    refunds_minor = models.BigIntegerField()
    chargebacks_minor = models.BigIntegerField()
    representments_minor = models.BigIntegerField()
    returns_minor = models.BigIntegerField()
    fees_minor = models.BigIntegerField()
    reserve_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    operations = models.PositiveIntegerField()
    reserve_txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    release_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "settlement batches"
        indexes = [
            models.Index(
                fields=["release_on"],
                condition=Q(reserve_minor__gt=0),
                name="settlement_batch_release",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["merchant", "currency", "business_date", "seq"],
                name="settlement_one_batch_a_number",
            ),
            models.CheckConstraint(
                condition=Q(
                    net_minor=F("gross_minor")
                    - F("refunds_minor")
                    - F("chargebacks_minor")
                    + F("representments_minor")
                    - F("returns_minor")
                    - F("fees_minor")
                    - F("reserve_minor")
                ),
                name="settlement_batch_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(reserve_minor__gte=0, reserve_minor__lte=F("gross_minor")),
                name="settlement_reserve_within_gross",
            ),
            models.CheckConstraint(
                condition=Q(operations__gt=0), name="settlement_batch_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.business_date} {self.currency} {self.seq}"


class SettlementLine(models.Model):
    """One operation in a batch: signed as the merchant sees it, in minor units, before its fee.

    `is_return` is the line of an operation that was taken back after it had succeeded.
    """

    batch = models.ForeignKey(SettlementBatch, on_delete=models.PROTECT, related_name="+")
    operation = models.ForeignKey(
        "gateway.Operation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    is_return = models.BooleanField(default=False)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["operation", "is_return"], name="settlement_settled_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.operation_id)


class ReserveRelease(models.Model):
    """The reserve of one batch, given to the merchant."""

    batch = models.OneToOneField(SettlementBatch, on_delete=models.PROTECT, related_name="+")
    amount_minor = models.BigIntegerField()
    txn_id = models.BigIntegerField(unique=True)
    released_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="settlement_release_positive"
            )
        ]

    def __str__(self) -> str:
        return str(self.batch_id)
