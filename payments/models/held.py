"""Payments that screening has not let go at once."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from payments.domain.held import HeldState
from payments.domain.movements import MovementKind
from payments.models.choices import choices_of

# The states in which it waits, with its money set aside: payments.domain.held.OPEN.
_OPEN = ["HELD", "READY", "UNDOABLE"]


class HeldPayment(models.Model):
    """A payment that waits for people of the bank, with its money set aside; kept as it ended.

    `reference` is risk's name for it. What was ordered never changes, and how it ended stays: see
    the table's trigger. With `undo_until` it waited for its payer alone, who could take it back
    until then, and not for the bank. `origin` is the line of a file that it is of, if it is of one.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    reference = models.CharField(max_length=80, unique=True)
    source = models.SmallIntegerField()
    request_key = models.UUIDField()
    request_hash = models.BinaryField()
    kind = models.CharField(max_length=10, choices=choices_of(MovementKind))
    channel = models.CharField(max_length=20)
    account_id = models.UUIDField(help_text="The paying account's public id.", db_index=True)
    credit_account_id = models.UUIDField(null=True, blank=True)
    creditor_iban = models.CharField("creditor's IBAN", max_length=34, blank=True)
    creditor_name = models.CharField("creditor", max_length=140, blank=True)
    remittance = models.CharField(max_length=140, blank=True)
    narrative = models.CharField(max_length=300, blank=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_instant = models.BooleanField(default=False, help_text="It is to go at once.")
    as_ordinary = models.BooleanField(
        default=False, help_text="It was to go at once, and went as an ordinary payment."
    )
    at_counter = models.BooleanField(default=False, help_text="Cash that its payer comes for.")
    origin = models.CharField(max_length=40, blank=True)
    ordered_by = models.CharField(max_length=80)
    held_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    undo_until = models.DateTimeField(
        null=True, blank=True, help_text="Until then its payer could take it back."
    )
    hold_id = models.BigIntegerField(null=True, blank=True, unique=True)
    state = models.CharField(max_length=8, choices=choices_of(HeldState), default=HeldState.HELD)
    txn_id = models.BigIntegerField(null=True, blank=True)
    refusal_code = models.CharField(max_length=40, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.CharField(max_length=80, blank=True)

    class Meta:
        permissions = [
            ("end_held_payment", "Can end payments that the bank has looked at"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["source", "request_key"], name="payments_held_once"),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="payments_held_amount_positive"
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, hold_id__isnull=False) | ~Q(state__in=_OPEN),
                name="payments_held_money_is_set_aside",
            ),
            models.CheckConstraint(
                condition=Q(state="BOOKED", txn_id__isnull=False)
                | (~Q(state="BOOKED") & Q(txn_id__isnull=True)),
                name="payments_held_booked_by_a_transaction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=_OPEN, ended_at__isnull=True)
                | (~Q(state__in=_OPEN) & Q(ended_at__isnull=False)),
                name="payments_held_ended_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(as_ordinary=False) | Q(is_instant=True, state="BOOKED"),
                name="payments_held_ordinary_was_instant",
            ),
            models.CheckConstraint(
                condition=Q(state="UNDOABLE", expires_at=F("undo_until"))
                | Q(state="UNDONE", ended_at__lt=F("undo_until"))
                | ~Q(state__in=["UNDOABLE", "UNDONE"]),
                name="payments_held_undone_in_time",
            ),
            models.CheckConstraint(
                condition=Q(undo_until__isnull=True)
                | Q(state__in=["UNDOABLE", "UNDONE"])
                | Q(state__in=["BOOKED", "REFUSED"], ended_at__gte=F("undo_until")),
                name="payments_held_booked_after_its_time",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=Q(state__in=["HELD", "READY"]),
                name="payments_held_waiting",
            ),
            models.Index(
                fields=["expires_at"],
                condition=Q(state="UNDOABLE"),
                name="payments_held_undoable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.account_id}"
