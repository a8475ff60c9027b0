"""Files of many payments, and their lines."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from payments.domain.bulk_files import FileFormat, FileState, LineState
from payments.models.choices import choices_of
from payments.models.standing_orders import StandingOrder


class BulkFile(models.Model):
    """A file as it came in. What it says is in its lines; the file itself is not kept."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(
        "accounts.Customer",
        to_field="public_id",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The debtor.",
    )
    name = models.CharField(max_length=200, blank=True)
    format = models.CharField(
        max_length=15, choices=[(each.value, each.value) for each in FileFormat]
    )
    message_id = models.CharField(max_length=35, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64)
    state = models.CharField(max_length=9, choices=choices_of(FileState))
    refusal_code = models.CharField(max_length=40, blank=True)
    refusal_message = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField()
    received_from = models.CharField(max_length=80)
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        permissions = [
            ("submit_bulk_file", "Can hand in files of payments"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "sha256"],
                condition=~Q(state="REFUSED"),
                name="payments_file_same_content_once",
            ),
            models.UniqueConstraint(
                fields=["customer", "message_id"],
                condition=~Q(state="REFUSED") & ~Q(message_id=""),
                name="payments_file_same_message_once",
            ),
            models.CheckConstraint(
                condition=(Q(state="REFUSED") & ~Q(refusal_code=""))
                | (~Q(state="REFUSED") & Q(refusal_code="")),
                name="payments_file_refused_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.format} {self.message_id or self.name}"


class BulkLine(models.Model):
    """One payment of a file: booked, scheduled or refused once. A trigger keeps the outcome."""

    file = models.ForeignKey(BulkFile, on_delete=models.PROTECT, related_name="lines")
    number = models.IntegerField()
    payment_id = models.CharField(max_length=35, blank=True)
    instruction_id = models.CharField(max_length=35, blank=True)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    debtor_iban = models.CharField("debtor's IBAN", max_length=42, blank=True)
    creditor_iban = models.CharField("creditor's IBAN", max_length=42, blank=True)
    creditor_name = models.CharField("creditor", max_length=140, blank=True)
    amount_text = models.CharField(max_length=40, blank=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    currency = models.CharField(max_length=8, blank=True)
    execution_date = models.DateField(null=True, blank=True)
    remittance = models.CharField(max_length=140, blank=True)
    state = models.CharField(max_length=9, choices=choices_of(LineState))
    refusal_code = models.CharField(max_length=40, blank=True)
    refusal_message = models.CharField(max_length=200, blank=True)
    internal = models.BooleanField(default=False, help_text="Paid to an account of this bank.")
    txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    order = models.OneToOneField(
        StandingOrder, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "number"], name="payments_line_once_a_file"),
            models.CheckConstraint(
                condition=Q(state="BOOKED", txn_id__isnull=False, order__isnull=True)
                | Q(state="SCHEDULED", txn_id__isnull=True, order__isnull=False)
                | Q(
                    state__in=["PENDING", "HELD", "REFUSED"],
                    txn_id__isnull=True,
                    order__isnull=True,
                ),
                name="payments_line_came_to_one_thing",
            ),
            models.CheckConstraint(
                condition=(Q(state="REFUSED") & ~Q(refusal_code=""))
                | (~Q(state="REFUSED") & Q(refusal_code="")),
                name="payments_line_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(state="REFUSED") | Q(amount_minor__gt=0),
                name="payments_line_amount_positive",
            ),
        ]
        indexes = [
            models.Index(
                fields=["file", "number"],
                name="payments_line_pending",
                condition=Q(state="PENDING"),
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.number} of {self.file}"
