"""Loans: the application, the contract and its states."""

from uuid import uuid4

from django.db import models

from accounts.domain.day_counts import DayCount
from accounts.domain.loans.allocation import AllocationOrder
from accounts.domain.loans.states import OWED, ApplicationState, Bucket, LoanState
from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.loan_terms import LoanConditions, choices
from accounts.models.product import Product

_KEY = 20
_ACTOR = 80


class LoanApplication(LoanConditions):
    """A customer asks for a loan of `amount` minor units; staff or a score decide."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    currency = models.SmallIntegerField(help_text="ISO 4217 number.")
    amount = models.BigIntegerField()
    purpose = models.CharField(max_length=140, blank=True)
    state = models.CharField(
        max_length=_KEY,
        choices=choices(ApplicationState),
        default=ApplicationState.SUBMITTED.value,
    )
    score = models.IntegerField(null=True, blank=True)
    registered_by = models.CharField(max_length=_ACTOR)
    registered_at = models.DateTimeField()
    decided_by = models.CharField(max_length=_ACTOR, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision_reason = models.CharField(max_length=500, blank=True)

    class Meta:
        permissions = [
            ("apply_for_loan", "May ask for loans on customers' behalf"),
            ("decide_loan", "May decide on applications for loans"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount__gt=0, instalments__gt=0, annual_rate__gte=0),
                name="accounts_loanapplication_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state=ApplicationState.SUBMITTED.value, decided_by="", decision_reason=""
                )
                | ~models.Q(state=ApplicationState.SUBMITTED.value)
                & ~models.Q(decided_by="")
                & ~models.Q(decision_reason="")
                & models.Q(decided_at__isnull=False),
                name="accounts_loanapplication_decided",
            ),
        ]

    def __str__(self) -> str:
        return f"loan application {self.public_id}"


class Loan(LoanConditions):
    """A loan contract: its terms are fixed. Amounts in minor units.

    `outstanding` is the principal that is owed and equals the loan account's balance;
    `interest_accrued` is all interest earned and booked so far, through `accrued_through`
    (exclusive).
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    application = models.OneToOneField(
        LoanApplication, on_delete=models.PROTECT, related_name="loan"
    )
    account = models.OneToOneField(Account, on_delete=models.PROTECT, related_name="+")
    repayment_account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    currency = models.SmallIntegerField(help_text="ISO 4217 number.")
    principal = models.BigIntegerField()
    day_count = models.CharField(max_length=12, choices=choices(DayCount))
    equal_periods = models.BooleanField()
    origination_fee = models.BigIntegerField()
    fee_deducted = models.BooleanField()
    penalty_rate = models.DecimalField(max_digits=9, decimal_places=6)
    grace_days = models.IntegerField()
    early_fee_rate = models.DecimalField(max_digits=9, decimal_places=6)
    allocation_order = models.CharField(max_length=_KEY, choices=choices(AllocationOrder))
    partial_collection = models.BooleanField()
    apr = models.DecimalField("annual percentage rate", max_digits=12, decimal_places=6)
    contracted_at = models.DateTimeField()
    state = models.CharField(
        max_length=_KEY, choices=choices(LoanState), default=LoanState.PENDING.value
    )
    disbursed_on = models.DateField(null=True, blank=True)
    current_version = models.IntegerField(default=0)
    outstanding = models.BigIntegerField(default=0)
    interest_accrued = models.BigIntegerField(default=0)
    accrued_through = models.DateField(null=True, blank=True)
    days_past_due = models.IntegerField(default=0)
    bucket = models.CharField(
        max_length=_KEY, choices=choices(Bucket), default=Bucket.CURRENT.value
    )

    class Meta:
        permissions = [
            ("disburse_loan", "May make contracts and pay loans out"),
            ("repay_loan", "May take repayments and recoveries"),
            ("write_off_loan", "May write loans off"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    principal__gt=0,
                    outstanding__gte=0,
                    origination_fee__gte=0,
                    origination_fee__lt=models.F("principal"),
                    days_past_due__gte=0,
                ),
                name="accounts_loan_amounts",
            ),
            models.CheckConstraint(
                condition=models.Q(state=LoanState.PENDING.value, disbursed_on__isnull=True)
                | models.Q(disbursed_on__isnull=False, accrued_through__isnull=False)
                & ~models.Q(state=LoanState.PENDING.value),
                name="accounts_loan_disbursed",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=sorted(state.value for state in OWED))
                | models.Q(outstanding=0),
                name="accounts_loan_settled_owes_nothing",
            ),
        ]
        indexes = [
            models.Index(
                fields=["currency", "id"],
                condition=models.Q(state__in=sorted(state.value for state in OWED)),
                name="accounts_loan_owed",
            )
        ]

    def __str__(self) -> str:
        return f"loan {self.public_id}"


class LoanStateChange(models.Model):
    """A loan came into a state, for a reason; rows are added, never changed."""

    loan = models.ForeignKey(Loan, on_delete=models.PROTECT, related_name="state_changes")
    from_state = models.CharField(max_length=_KEY)
    to_state = models.CharField(max_length=_KEY)
    reason = models.CharField(max_length=500)
    actor = models.CharField(max_length=_ACTOR)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_state=models.F("to_state")) & ~models.Q(reason=""),
                name="accounts_loanstatechange_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.from_state} -> {self.to_state}"
