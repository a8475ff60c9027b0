"""Cheque books, their leaves, and cheques of other banks in collection."""

from uuid import uuid4

from django.db import models

from payments.domain.cheques import ChequeState, CollectionState
from payments.models.drawers import DrawerSession


class ChequeBook(models.Model):
    """A range of cheques given out to an account; append-only."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    account_id = models.UUIDField(help_text="The account's public id.", db_index=True)
    first_number = models.BigIntegerField()
    last_number = models.BigIntegerField()
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(first_number__gt=0, last_number__gte=models.F("first_number")),
                name="payments_cheque_book_has_leaves",
            ),
        ]

    def __str__(self) -> str:
        return f"cheques {self.first_number} to {self.last_number}"


class Cheque(models.Model):
    """One leaf of a cheque book: its number is the account's only once."""

    book = models.ForeignKey(ChequeBook, on_delete=models.PROTECT, related_name="cheques")
    account_id = models.UUIDField()
    number = models.BigIntegerField()
    state = models.CharField(
        max_length=7, choices=[(each.value, each.value.lower()) for each in ChequeState]
    )
    stop_reason = models.CharField(max_length=300, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        permissions = [("handle_cheques", "Can take in, return, issue and stop cheques")]
        constraints = [
            models.UniqueConstraint(
                fields=["account_id", "number"], name="payments_cheque_number_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="STOPPED") | ~models.Q(stop_reason=""),
                name="payments_cheque_stopped_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"cheque {self.number}"


class ChequePayment(models.Model):
    """That a cheque was paid: once, by one transaction; append-only."""

    cheque = models.OneToOneField(Cheque, on_delete=models.PROTECT, related_name="payment")
    txn_id = models.BigIntegerField(unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.SmallIntegerField()
    payee = models.CharField(max_length=140)
    session = models.ForeignKey(
        DrawerSession, on_delete=models.PROTECT, related_name="+", null=True
    )
    credit_account_id = models.UUIDField(null=True)
    request_key = models.UUIDField()
    paid_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_cheque_amount_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(session=None, credit_account_id__isnull=False)
                | models.Q(session__isnull=False, credit_account_id=None),
                name="payments_cheque_paid_one_way",
            ),
        ]

    def __str__(self) -> str:
        return f"payment of cheque {self.cheque_id}"


class CollectedCheque(models.Model):
    """A cheque on another bank: credited under reservation until it is cleared."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    account_id = models.UUIDField(help_text="The credited account's public id.", db_index=True)
    ledger_account_id = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    currency = models.SmallIntegerField()
    drawn_on_bank = models.CharField(max_length=11)
    drawn_on_account = models.CharField(max_length=34)
    number = models.CharField(max_length=20)
    state = models.CharField(
        max_length=13, choices=[(each.value, each.value.lower()) for each in CollectionState]
    )
    deposited_at = models.DateTimeField()
    clears_on = models.DateField()
    credit_txn_id = models.BigIntegerField(unique=True)
    hold_id = models.BigIntegerField(unique=True)
    final_txn_id = models.BigIntegerField(unique=True, null=True)
    fee_txn_id = models.BigIntegerField(unique=True, null=True)
    return_reason = models.CharField(max_length=300, blank=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_minor__gt=0), name="payments_collected_amount_positive"
            ),
            models.CheckConstraint(
                condition=models.Q(state="IN_COLLECTION", final_txn_id=None, decided_at=None)
                | models.Q(
                    state__in=["CLEARED", "RETURNED"],
                    final_txn_id__isnull=False,
                    decided_at__isnull=False,
                ),
                name="payments_collected_by_a_transaction",
            ),
            models.CheckConstraint(
                condition=models.Q(state="RETURNED") & ~models.Q(return_reason="")
                | ~models.Q(state="RETURNED") & models.Q(return_reason="", fee_txn_id=None),
                name="payments_returned_for_a_reason",
            ),
            # The same paper is not credited twice; one that came back may be handed in again.
            models.UniqueConstraint(
                fields=["drawn_on_bank", "drawn_on_account", "number"],
                condition=~models.Q(state="RETURNED"),
                name="payments_cheque_collected_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["clears_on"],
                condition=models.Q(state="IN_COLLECTION"),
                name="payments_cheques_due",
            ),
        ]

    def __str__(self) -> str:
        return f"cheque {self.number} of {self.drawn_on_bank}"
