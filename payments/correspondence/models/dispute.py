"""Disputes of booked entries."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.correspondence.domain.disputes import (
    AGAINST,
    FOR_CUSTOMER,
    OPEN,
    DisputeReason,
    DisputeState,
    Ground,
)
from payments.correspondence.models import words
from payments.correspondence.models.thread import Thread


class Dispute(models.Model):
    """An entry that a customer did not want, until it is decided; kept as it was decided.

    `amount_minor` is what the entry took, positive. `request_id` is the request by which a second
    person decides on giving it back, `refund_txn_id` what gave it back.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey("accounts.Customer", on_delete=models.PROTECT, related_name="+")
    account = models.ForeignKey("accounts.Account", on_delete=models.PROTECT, related_name="+")
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="dispute")
    entry = models.BigIntegerField(help_text="The entry's number on the account.")
    transaction_id = models.BigIntegerField(help_text="The transaction in the journal.")
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    booked_on = models.DateField()
    value_date = models.DateField()
    narrative = EncryptedTextField(
        purpose="correspondence.dispute.narrative",
        subject="customer",
        null=True,
        help_text="Empty once the customer was erased.",
    )
    reason = models.CharField(max_length=12, choices=words.of(DisputeReason))
    state = models.CharField(
        max_length=12, choices=words.of(DisputeState), default=DisputeState.RECEIVED
    )
    received_at = models.DateTimeField()
    due_on = models.DateField()
    assignee = models.CharField(max_length=80, blank=True)
    request_id = models.BigIntegerField(null=True)
    ground = models.CharField(max_length=16, choices=words.of(Ground), blank=True)
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    refund_txn_id = models.BigIntegerField(null=True)

    class Meta:
        permissions = [
            ("dispute_entry", "May dispute entries of one's own accounts"),
            ("decide_dispute", "May look into disputes and decide them"),
        ]
        constraints = [
            words.only("reason", DisputeReason, name="correspondence_dispute_reason"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="correspondence_dispute_amount"
            ),
            models.UniqueConstraint(
                fields=["account", "entry"],
                condition=~Q(state=DisputeState.WITHDRAWN),
                name="correspondence_disputed_once",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[each.value for each in OPEN],
                    ground="",
                    decided_at=None,
                    refund_txn_id=None,
                )
                | Q(
                    state=DisputeState.WON,
                    ground__in=[each.value for each in FOR_CUSTOMER],
                    decided_at__isnull=False,
                    refund_txn_id__isnull=False,
                )
                | Q(
                    state=DisputeState.LOST,
                    ground__in=[each.value for each in AGAINST],
                    decided_at__isnull=False,
                    refund_txn_id=None,
                )
                | Q(
                    state=DisputeState.WITHDRAWN,
                    ground="",
                    decided_at__isnull=False,
                    refund_txn_id=None,
                ),
                name="correspondence_dispute_decided",
            ),
        ]
        indexes = [
            # What is to be decided comes first: PostgreSQL puts no day before all days.
            models.Index(
                fields=["-decided_at", "due_on", "id"], name="correspondence_dispute_queue"
            ),
        ]

    def __str__(self) -> str:
        return f"Dispute {self.pk}"
