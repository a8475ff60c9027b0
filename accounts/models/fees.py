"""What the bank charges for, when it does not, and what it charged."""

from django.db import models
from django.db.models import F, Q

from accounts.domain.fees import FeeEvent
from accounts.models.account import Account
from accounts.models.customer import Customer
from accounts.models.product import Product

_EVENTS = [(event.value, event.value) for event in FeeEvent]


class FeeTerms(models.Model):
    """The fee of a product for an event from a day on; the newest such day counts.

    Amounts are minor units of `currency`; `percentage` is per hundred of the base.
    """

    class Basis(models.TextChoices):
        """Which balance of the month waives a periodic fee."""

        AVERAGE = "AVERAGE"
        MINIMUM = "MINIMUM"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="+")
    currency = models.SmallIntegerField(help_text="ISO 4217 number.")
    event = models.CharField(max_length=24, choices=_EVENTS)
    effective_from = models.DateField()
    fixed = models.BigIntegerField()
    percentage = models.DecimalField(max_digits=9, decimal_places=6)
    lowest = models.BigIntegerField(null=True)
    highest = models.BigIntegerField(null=True)
    waived_from = models.BigIntegerField(
        null=True, help_text="No periodic fee where the month's balance is at least this."
    )
    waived_basis = models.CharField(max_length=7, choices=Basis, default=Basis.AVERAGE)
    within_days = models.IntegerField(
        null=True, help_text="Early closing: charged within so many days of opening."
    )
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "fee terms"
        constraints = [
            models.UniqueConstraint(
                fields=["product", "currency", "event", "effective_from"],
                name="accounts_feeterms_once",
            ),
            models.CheckConstraint(
                condition=Q(fixed__gte=0, percentage__gte=0)
                & (Q(lowest=None) | Q(lowest__gte=0))
                & (Q(highest=None) | Q(highest__gte=0))
                & (Q(within_days=None) | Q(within_days__gt=0)),
                name="accounts_feeterms_not_negative",
            ),
            models.CheckConstraint(
                condition=Q(lowest=None) | Q(highest=None) | Q(highest__gte=F("lowest")),
                name="accounts_feeterms_floor_below_cap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} of product {self.product_id} from {self.effective_from}"


class FeeWaiver(models.Model):
    """That a customer, or one account, is not charged for an event between two days."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="+", null=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+", null=True)
    event = models.CharField(max_length=24, choices=_EVENTS)
    from_day = models.DateField()
    to_day = models.DateField(null=True, help_text="The last day; none means until further word.")
    reason = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.CharField(max_length=80)

    class Meta:
        permissions = [
            ("waive_fee", "May let customers off fees"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(customer=None, account__isnull=False)
                | Q(customer__isnull=False, account=None),
                name="accounts_feewaiver_for_one",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_feewaiver_reason"),
            models.CheckConstraint(
                condition=Q(to_day=None) | Q(to_day__gte=F("from_day")),
                name="accounts_feewaiver_days_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"waiver of {self.event} from {self.from_day}"


class FeeAssessment(models.Model):
    """That all accounts were looked at for a periodic fee, which happens once a period."""

    event = models.CharField(max_length=24, choices=_EVENTS)
    period = models.CharField(max_length=10)
    day = models.DateField()
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "period"], name="accounts_assessed_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event} of {self.period}"


class FeeCharge(models.Model):
    """A fee of an account: due, charged (with its transaction) or waived (with the reason).

    `period` is the month of a periodic fee, or the reference of what it is charged for; an
    account is charged once for an event and period.
    """

    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")
    event = models.CharField(max_length=24, choices=_EVENTS)
    period = models.CharField(max_length=80)
    day = models.DateField()
    base_minor = models.BigIntegerField()
    amount_minor = models.BigIntegerField()
    waived_reason = models.CharField(max_length=200, blank=True)
    txn_id = models.BigIntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("refund_fee", "May give fees back"),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                name="accounts_feecharge_due",
                condition=Q(txn_id=None, waived_reason=""),
            ),
            models.Index(fields=["txn_id"], name="accounts_feecharge_txn"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "event", "period"], name="accounts_charged_once"
            ),
            models.CheckConstraint(
                condition=Q(amount_minor__gt=0), name="accounts_feecharge_positive"
            ),
            models.CheckConstraint(
                condition=Q(waived_reason="") | Q(txn_id=None),
                name="accounts_feecharge_waived_is_not_booked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.period} of account {self.account_id}"


class FeeRefund(models.Model):
    """That a fee was given back, once, and why."""

    charge = models.OneToOneField(FeeCharge, on_delete=models.PROTECT, related_name="refund")
    txn_id = models.BigIntegerField(unique=True)
    reason = models.CharField(max_length=200)
    refunded_at = models.DateTimeField()
    refunded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="accounts_feerefund_reason"),
        ]

    def __str__(self) -> str:
        return f"refund of fee {self.charge_id}"
