"""What was paid on loans, and what the bank booked of them; rows are added, never changed."""

from uuid import uuid4

from django.db import models

from accounts.domain.loans.allocation import Part
from accounts.domain.loans.states import PaymentKind
from accounts.models.loan import Loan
from accounts.models.loan_schedule import LoanInstalment
from accounts.models.loan_terms import choices


class LoanPayment(models.Model):
    """An amount that settled what was owed, by the transaction of the ledger that booked it."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="payments")
    kind = models.CharField(max_length=20, choices=choices(PaymentKind))
    amount = models.BigIntegerField()
    booked_on = models.DateField()
    txn_id = models.BigIntegerField()
    key_source = models.SmallIntegerField()
    key = models.UUIDField()
    request_hash = models.BinaryField()
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key_source", "key"], name="accounts_loanpayment_once"),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="accounts_loanpayment_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.booked_on}"


class LoanAllocation(models.Model):
    """So much of a payment went to this part of this instalment."""

    payment = models.ForeignKey(LoanPayment, on_delete=models.PROTECT, related_name="allocations")
    instalment = models.ForeignKey(LoanInstalment, on_delete=models.PROTECT, related_name="+")
    part = models.CharField(max_length=9, choices=choices(Part))
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "instalment", "part"], name="accounts_loanallocation_once"
            ),
            models.CheckConstraint(
                condition=models.Q(amount__gt=0), name="accounts_loanallocation_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.part} {self.amount}"


class LoanCollection(models.Model):
    """At the close of a day this much was due and this much was taken from the customer."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="collections")
    day = models.DateField()
    due = models.BigIntegerField()
    collected = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "day"], name="accounts_loancollection_once"),
            models.CheckConstraint(
                condition=models.Q(due__gt=0, collected__gte=0, collected__lte=models.F("due")),
                name="accounts_loancollection_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"collection of {self.day}"


class LoanAccrual(models.Model):
    """What one run of a closing day booked for all loans of a currency, in minor units."""

    class What(models.TextChoices):
        """What was accrued."""

        INTEREST = "INTEREST"
        PENALTY = "PENALTY"

    what = models.CharField(max_length=8, choices=What)
    currency = models.SmallIntegerField()
    day = models.DateField()
    run = models.IntegerField()
    amount = models.BigIntegerField()
    txn_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["what", "currency", "day", "run"], name="accounts_loanaccrual_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} of {self.day}"
