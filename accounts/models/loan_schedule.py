"""Schedules of loans: versions, instalments, and penalties on them."""

from uuid import uuid4

from django.db import models

from accounts.domain.loans.states import ScheduleReason
from accounts.models.loan import Loan
from accounts.models.loan_terms import choices


class LoanSchedule(models.Model):
    """One version of a loan's schedule; a new one is added, the old stays as it was.

    It schedules `principal` minor units from `starts_on`; `interest_before` was earned by then.
    """

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="schedules")
    version = models.IntegerField()
    reason = models.CharField(max_length=20, choices=choices(ScheduleReason))
    explanation = models.CharField(max_length=500)
    starts_on = models.DateField()
    principal = models.BigIntegerField()
    annual_rate = models.DecimalField(max_digits=9, decimal_places=6)
    interest_before = models.BigIntegerField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["loan", "version"], name="accounts_loanschedule_once"),
            models.CheckConstraint(
                condition=models.Q(version__gt=0, principal__gte=0, interest_before__gte=0)
                & ~models.Q(explanation=""),
                name="accounts_loanschedule_amounts",
            ),
        ]

    def __str__(self) -> str:
        return f"schedule {self.version}"


class LoanInstalment(models.Model):
    """What is due on a day, in minor units, and what is paid of it.

    `earned` is the interest that arises in its period, `interest` what is due; `capitalised`
    interest joins the principal on the day. A superseded instalment is due no more: a later
    version took it over.
    """

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="lines")
    schedule = models.ForeignKey(LoanSchedule, on_delete=models.PROTECT, related_name="lines")
    number = models.IntegerField()
    period_start = models.DateField()
    period_end = models.DateField()
    due_date = models.DateField()
    principal = models.BigIntegerField()
    interest = models.BigIntegerField()
    earned = models.BigIntegerField()
    fee = models.BigIntegerField(default=0)
    capitalised = models.BooleanField(default=False)
    principal_paid = models.BigIntegerField(default=0)
    interest_paid = models.BigIntegerField(default=0)
    fee_paid = models.BigIntegerField(default=0)
    penalty = models.BigIntegerField(default=0)
    penalty_paid = models.BigIntegerField(default=0)
    superseded = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["schedule", "number"], name="accounts_loaninstalment_once"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    number__gt=0,
                    principal__gte=0,
                    interest__gte=0,
                    earned__gte=0,
                    fee__gte=0,
                    period_end__gte=models.F("period_start"),
                    due_date__gte=models.F("period_end"),
                ),
                name="accounts_loaninstalment_amounts",
            ),
            *(
                models.CheckConstraint(
                    condition=models.Q(
                        **{f"{part}_paid__gte": 0, f"{part}_paid__lte": models.F(part)}
                    ),
                    name=f"accounts_loaninstalment_{part}",
                )
                for part in ("principal", "interest", "fee", "penalty")
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_date", "loan"],
                condition=models.Q(superseded=False)
                & (
                    models.Q(principal_paid__lt=models.F("principal"))
                    | models.Q(interest_paid__lt=models.F("interest"))
                    | models.Q(fee_paid__lt=models.F("fee"))
                    | models.Q(penalty_paid__lt=models.F("penalty"))
                ),
                name="accounts_loaninstalment_unpaid",
            )
        ]

    def __str__(self) -> str:
        return f"instalment {self.number} due {self.due_date}"


class LoanCharge(models.Model):
    """The penalty of one calendar day on one overdue instalment.

    `exact` is the day's penalty in minor units; `amount` is what it adds to the whole units
    charged so far, so that rounding never loses more than half a unit in all.
    """

    instalment = models.ForeignKey(LoanInstalment, on_delete=models.PROTECT, related_name="charges")
    day = models.DateField()
    exact = models.DecimalField(max_digits=24, decimal_places=8)
    amount = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["instalment", "day"], name="accounts_loancharge_once"),
            models.CheckConstraint(
                condition=models.Q(exact__gte=0, amount__gte=0), name="accounts_loancharge_amounts"
            ),
        ]

    def __str__(self) -> str:
        return f"penalty of {self.day}"


class LoanQuote(models.Model):
    """What early repayment costs on one day; `whole` ends the loan."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="quotes")
    whole = models.BooleanField()
    for_day = models.DateField(help_text="The business day on which it can be paid.")
    principal = models.BigIntegerField()
    interest = models.BigIntegerField()
    fees = models.BigIntegerField(help_text="Fees and penalties unpaid, and the early fee.")
    early_fee = models.BigIntegerField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    principal__gt=0,
                    interest__gte=0,
                    early_fee__gte=0,
                    fees__gte=models.F("early_fee"),
                ),
                name="accounts_loanquote_amounts",
            )
        ]

    def __str__(self) -> str:
        return f"quote {self.public_id}"
