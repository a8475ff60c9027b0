"""Files to card networks and from them, and what is in them. Card numbers are in none of these."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from payments.models.choices import choices_of
from payments.settlement.domain.records import ItemKind
from payments.settlement.domain.states import (
    ClearingNetwork,
    FileState,
    ReceivedKind,
    ReceivedState,
    RecordState,
)


class ClearingFile(models.Model):
    """One file of presentments for a network.

    Its records are claimed first; `sha256` is set when the file lies in the exchange folder. Until
    then it is written again, the same to the byte. Its records' number and sum are theirs.
    """

    network = models.CharField(max_length=16, choices=choices_of(ClearingNetwork))
    business_date = models.DateField()
    seq = models.PositiveIntegerField()
    name = models.CharField(max_length=80, unique=True)
    state = models.CharField(max_length=12, choices=choices_of(FileState), default=FileState.MADE)
    records = models.PositiveIntegerField()
    total_minor = models.BigIntegerField()
    sha256 = models.CharField(max_length=64, unique=True, null=True, blank=True)
    error = models.CharField(max_length=4, blank=True)
    claimed_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "business_date", "seq"], name="settlement_one_file_a_number"
            ),
            models.CheckConstraint(
                condition=Q(state="MADE") | Q(sha256__isnull=False),
                name="settlement_answered_after_written",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ClearingRecord(models.Model):
    """One operation in one file: message `number` of it, known to the network by its `arn`.

    The expected fees are what the network should keep, in minor units, told when the file is
    written.
    """

    file = models.ForeignKey(ClearingFile, on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    operation = models.ForeignKey(
        "gateway.Operation", on_delete=models.PROTECT, related_name="+", db_index=False
    )
    kind = models.CharField(max_length=14, choices=choices_of(ItemKind))
    arn = models.CharField(max_length=23)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(
        max_length=9, choices=choices_of(RecordState), default=RecordState.PRESENTED
    )
    error = models.CharField(max_length=4, blank=True)
    expected_interchange_minor = models.BigIntegerField(null=True, blank=True)
    expected_scheme_fee_minor = models.BigIntegerField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["operation"], name="settlement_record_operation"),
            models.Index(fields=["arn"], name="settlement_record_arn"),
            models.Index(
                fields=["file", "number"],
                condition=Q(state="REJECTED"),
                name="settlement_record_rejected",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["file", "number"], name="settlement_one_record_a_number"
            ),
            models.UniqueConstraint(
                fields=["operation"],
                condition=~Q(state="REFILED"),
                name="settlement_presented_once",
            ),
            models.UniqueConstraint(
                fields=["arn"],
                condition=~Q(state="REFILED") & ~Q(kind="REPRESENTMENT"),
                name="settlement_one_presentment_an_arn",
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="settlement_record_positive"
            ),
            models.CheckConstraint(
                condition=Q(error="") | Q(state__in=["REJECTED", "REFILED"]),
                name="settlement_error_of_a_rejected_record",
            ),
        ]

    def __str__(self) -> str:
        return self.arn


class ReceivedFile(models.Model):
    """A file of a network, by its name and content. One that was refused may come again, right."""

    network = models.CharField(max_length=16, choices=choices_of(ClearingNetwork))
    kind = models.CharField(max_length=8, choices=choices_of(ReceivedKind))
    name = models.CharField(max_length=120, unique=True)
    sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=choices_of(ReceivedState))
    error_code = models.CharField(max_length=60, blank=True)
    error = models.CharField(max_length=300, blank=True)
    items = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sha256"], condition=Q(state="TAKEN"), name="settlement_taken_once"
            ),
            models.CheckConstraint(
                condition=Q(state="TAKEN", error_code="")
                | (Q(state="REFUSED") & ~Q(error_code="")),
                name="settlement_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class NetworkAdvice(models.Model):
    """What a network says it pays for one day in one currency, in minor units.

    `fees_txn_id` books interchange and scheme fee, `payment_txn_id` the payment on the nostro
    account once that has been seen.
    """

    file = models.ForeignKey(ReceivedFile, on_delete=models.PROTECT, related_name="+")
    network = models.CharField(max_length=16, choices=choices_of(ClearingNetwork))
    business_date = models.DateField()
    currency = models.CharField(max_length=3)
    settlement_reference = models.CharField(max_length=40)
    amount_minor = models.BigIntegerField()
    interchange_minor = models.BigIntegerField()
    scheme_fee_minor = models.BigIntegerField()
    net_minor = models.BigIntegerField()
    fees_txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    payment_txn_id = models.BigIntegerField(null=True, blank=True, unique=True)

    class Meta:
        verbose_name_plural = "network advices"
        constraints = [
            models.UniqueConstraint(
                fields=["network", "settlement_reference"], name="settlement_advised_once"
            ),
            models.CheckConstraint(
                condition=Q(
                    net_minor=models.F("amount_minor")
                    - models.F("interchange_minor")
                    - models.F("scheme_fee_minor")
                ),
                name="settlement_advice_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.business_date} {self.currency}"


class NetworkAdviceLine(models.Model):
    """One item of an advice: positive amounts are due to the bank, positive fees the network's."""

    advice = models.ForeignKey(NetworkAdvice, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    arn = models.CharField(max_length=23)
    kind = models.CharField(max_length=14, choices=choices_of(ItemKind))
    amount_minor = models.BigIntegerField()
    interchange_minor = models.BigIntegerField()
    scheme_fee_minor = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["arn"], name="settlement_advice_arn")]
        constraints = [
            models.UniqueConstraint(
                fields=["advice", "number"], name="settlement_one_advice_line_a_number"
            )
        ]

    def __str__(self) -> str:
        return self.arn
