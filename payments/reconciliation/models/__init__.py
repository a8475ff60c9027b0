"""Comparisons of our books, the networks' files and bank statements, and what they found."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from payments.models.choices import choices_of
from payments.reconciliation.domain.verdicts import ExceptionState, Verdict


class ReconRun(models.Model):
    """One comparison: never changed. The same day compared again is the next version.

    Amounts are minor units, signed: positive is due to the bank.
    """

    network = models.CharField(max_length=16)
    business_date = models.DateField()
    currency = models.CharField(max_length=3)
    version = models.PositiveIntegerField()
    items = models.PositiveIntegerField()
    matched_items = models.PositiveIntegerField()
    exceptions = models.PositiveIntegerField()
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    matched_minor = models.BigIntegerField()
    explained_minor = models.BigIntegerField()
    compared_at = models.DateTimeField()

    class Meta:
        verbose_name = "comparison"
        permissions = [
            ("reconcile", "Can compare, take bank statements in and look after exceptions"),
            ("request_adjustment", "Can ask for an exception to be booked away"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "business_date", "currency", "version"],
                name="reconciliation_one_run_a_version",
            ),
            models.CheckConstraint(
                condition=Q(items=F("matched_items") + F("exceptions")),
                name="reconciliation_every_item_has_a_verdict",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.network} {self.business_date} {self.currency} v{self.version}"


class ReconException(models.Model):
    """Something that does not agree. One that is over stays as it was then."""

    network = models.CharField(max_length=16)
    reference = models.CharField(max_length=80)
    kind = models.CharField(max_length=14)
    currency = models.CharField(max_length=3)
    verdict = models.CharField(max_length=18, choices=choices_of(Verdict))
    state = models.CharField(
        max_length=9, choices=choices_of(ExceptionState), default=ExceptionState.OPEN
    )
    ours_minor = models.BigIntegerField()
    theirs_minor = models.BigIntegerField()
    since = models.DateField(help_text="The business date on which it was first seen.")
    owner = models.CharField(max_length=80, blank=True)
    note = models.CharField(max_length=500, blank=True)
    approval_id = models.BigIntegerField(null=True, blank=True)
    txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    seen_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = "exception"
        indexes = [
            models.Index(
                fields=["network", "since"],
                condition=Q(state__in=["OPEN", "ADJUSTING"]),
                name="reconciliation_open_exception",
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "reference", "kind", "currency"],
                condition=Q(state__in=["OPEN", "ADJUSTING"]),
                name="reconciliation_open_once",
            ),
            models.CheckConstraint(
                condition=Q(state="ADJUSTED", txn_id__isnull=False)
                | (~Q(state="ADJUSTED") & Q(txn_id__isnull=True)),
                name="reconciliation_adjusted_by_a_transaction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["OPEN", "ADJUSTING"], closed_at__isnull=True)
                | Q(state__in=["CLEARED", "ADJUSTED"], closed_at__isnull=False),
                name="reconciliation_closed_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} {self.reference}"


class StatementFile(models.Model):
    """A bank statement that was taken in, by its content: the same is taken once."""

    sha256 = models.CharField(max_length=64, unique=True)
    network = models.CharField(max_length=16)
    account = models.CharField(max_length=40)
    statement_id = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    opening_minor = models.BigIntegerField(null=True, blank=True)
    closing_minor = models.BigIntegerField(null=True, blank=True)
    entries = models.PositiveIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = "bank statement"
        constraints = [
            models.UniqueConstraint(
                fields=["account", "statement_id", "currency"],
                name="reconciliation_one_statement_an_id",
            )
        ]

    def __str__(self) -> str:
        return self.statement_id


class StatementEntry(models.Model):
    """A line of a statement; `amount_minor` is signed. `txn_id` is the booking that it matches."""

    file = models.ForeignKey(StatementFile, on_delete=models.PROTECT, related_name="lines")
    number = models.PositiveIntegerField()
    reference = models.CharField(max_length=80)
    end_to_end_id = models.CharField(max_length=80, blank=True)
    amount_minor = models.BigIntegerField()
    booking_date = models.DateField()
    value_date = models.DateField()
    txn_id = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = "statement line"
        verbose_name_plural = "statement lines"
        indexes = [
            models.Index(
                fields=["booking_date"],
                condition=Q(txn_id__isnull=True),
                name="reconciliation_unmatched_line",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="reconciliation_one_line")
        ]

    def __str__(self) -> str:
        return self.reference


class ReportLine(models.Model):
    """A movement that a processor reports of the bank's balance with it. Never changed.

    `amount_minor` is signed: positive is due to the bank. `reference` is our operation's id where
    it is of one, else the processor's own name for what moved.
    """

    network = models.CharField(max_length=16)
    line_id = models.CharField(max_length=80)
    day = models.DateField()
    kind = models.CharField(max_length=14)
    reference = models.CharField(max_length=80)
    currency = models.CharField(max_length=3)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField()
    taken_at = models.DateTimeField()

    class Meta:
        verbose_name = "reported movement"
        indexes = [models.Index(fields=["network", "day"], name="reconciliation_report_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["network", "line_id"], name="reconciliation_reported_once"
            )
        ]

    def __str__(self) -> str:
        return self.line_id
