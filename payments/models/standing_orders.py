"""Standing orders and scheduled payments, and what became of each of their dates."""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from bankcore.calendars import Convention
from payments.domain.recurrence import Unit
from payments.domain.standing_orders import AmountRule, ExecutionState, OrderState
from payments.models.choices import choices_of


class StandingOrder(models.Model):
    """An order to pay on dates of a rule; a scheduled payment is one with the unit ONCE."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    account = models.ForeignKey(
        "accounts.Account",
        to_field="public_id",
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The account that pays.",
    )
    credit_account = models.ForeignKey(
        "accounts.Account",
        to_field="public_id",
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        help_text="The account of this bank that is paid, if it is one.",
    )
    creditor_iban = models.CharField("creditor's IBAN", max_length=34, blank=True)
    creditor_name = models.CharField("creditor", max_length=140, blank=True)
    remittance = models.CharField(max_length=140, blank=True)
    end_to_end_id = models.CharField(max_length=35, blank=True)
    rule = models.CharField(max_length=5, choices=choices_of(AmountRule))
    amount_minor = models.BigIntegerField(help_text="Paid, or with SWEEP what stays.")
    currency = models.CharField(max_length=3)
    start = models.DateField()
    unit = models.CharField(max_length=5, choices=choices_of(Unit))
    every = models.SmallIntegerField(default=1)
    day_of_month = models.SmallIntegerField(null=True, blank=True)
    last_business_day = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)
    times = models.IntegerField(null=True, blank=True)
    convention = models.CharField(max_length=18, choices=choices_of(Convention))
    calendar = models.CharField(max_length=40)
    retries = models.SmallIntegerField()
    state = models.CharField(max_length=9, choices=choices_of(OrderState))
    next_number = models.IntegerField(default=0)
    next_nominal_date = models.DateField(null=True, blank=True)
    next_due_date = models.DateField(null=True, blank=True)
    request_key = models.UUIDField(unique=True, help_text="One request makes one order.")
    request_hash = models.BinaryField(max_length=32)
    created_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("give_standing_order", "Can give, change and end standing orders"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(rule="FIXED", amount_minor__gt=0)
                | Q(rule="SWEEP", amount_minor__gte=0),
                name="payments_order_amount",
            ),
            models.CheckConstraint(
                condition=(Q(credit_account__isnull=False) & Q(creditor_iban=""))
                | (Q(credit_account__isnull=True) & ~Q(creditor_iban="") & ~Q(creditor_name="")),
                name="payments_order_one_payee",
            ),
            models.CheckConstraint(
                condition=~Q(credit_account=models.F("account")), name="payments_order_two_accounts"
            ),
            models.CheckConstraint(
                condition=Q(next_due_date__isnull=True) | Q(state__in=["ACTIVE", "PAUSED"]),
                name="payments_order_over_has_no_next",
            ),
            models.CheckConstraint(
                condition=Q(next_due_date__isnull=True, next_nominal_date__isnull=True)
                | Q(next_due_date__isnull=False, next_nominal_date__isnull=False),
                name="payments_order_next_date",
            ),
            models.CheckConstraint(
                condition=Q(every__gt=0, retries__gte=0, next_number__gte=0)
                & (Q(day_of_month__isnull=True) | Q(day_of_month__range=(1, 31)))
                & (Q(times__isnull=True) | Q(times__gt=0)),
                name="payments_order_counts",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_due_date"],
                name="payments_order_next",
                condition=Q(next_due_date__isnull=False),
            ),
            # Those that end as soon as none of their dates is pending.
            models.Index(
                fields=["id"],
                name="payments_order_last",
                condition=Q(next_due_date__isnull=True, state__in=["ACTIVE", "PAUSED"]),
            ),
        ]

    def __str__(self) -> str:
        return f"standing order {self.public_id}"


class StandingOrderExecution(models.Model):
    """One date of an order: due once, done once. A trigger keeps what is over as it is."""

    order = models.ForeignKey(StandingOrder, on_delete=models.PROTECT, related_name="executions")
    nominal_date = models.DateField()
    due_date = models.DateField()
    try_on = models.DateField(help_text="The day of the next attempt.")
    state = models.CharField(
        max_length=8, choices=choices_of(ExecutionState), default=ExecutionState.PENDING.value
    )
    attempts = models.SmallIntegerField(default=0)
    txn_id = models.BigIntegerField(null=True, blank=True, unique=True)
    amount_minor = models.BigIntegerField(null=True, blank=True)
    last_refusal = models.CharField(max_length=40, blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["order", "nominal_date"], name="payments_execution_once_a_date"
            ),
            models.CheckConstraint(
                condition=Q(
                    state="EXECUTED",
                    txn_id__isnull=False,
                    amount_minor__gt=0,
                )
                | (~Q(state="EXECUTED") & Q(txn_id__isnull=True, amount_minor__isnull=True)),
                name="payments_execution_by_a_transaction",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["PENDING", "EXECUTED"]) | ~Q(last_refusal=""),
                name="payments_execution_says_why_not",
            ),
        ]
        indexes = [
            models.Index(
                fields=["try_on"],
                name="payments_execution_pending",
                condition=Q(state="PENDING"),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order} of {self.nominal_date}"
