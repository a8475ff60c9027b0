"""Parameters and marks by two people, and what each day's end found. Amounts are minor units.

What a day's end found is added and never changed; probabilities and rates are fractions.
"""

from django.db import models
from django.db.models import Q

from risk.provisions.domain.lines import LINES, Cause

_CODE = 3
_ACTOR = 80
_REASON = 500


class ParameterVersion(models.Model):
    """What provisions are reckoned from, from a day on; the newest such day counts."""

    effective_from = models.DateField()
    content = models.JSONField()
    reason = models.CharField(max_length=_REASON)
    set_by = models.CharField(max_length=_ACTOR)
    set_at = models.DateTimeField()
    approval_id = models.BigIntegerField(unique=True)

    class Meta:
        permissions = [
            ("set_parameters", "Can ask for parameters of expected credit losses"),
            ("mark_customer", "Can ask for customers to be watched, or held unlikely to pay"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="provisions_parameters_reason")
        ]

    def __str__(self) -> str:
        return f"parameters {self.pk}"


class Mark(models.Model):
    """That a customer is watched or held unlikely to pay, or no longer is; the newest counts."""

    class Kind(models.TextChoices):
        """What is said of the customer."""

        WATCHED = "WATCHED", "on the watch list"
        UNLIKELY_TO_PAY = "UNLIKELY_TO_PAY", "unlikely to pay"

    customer = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=15, choices=Kind)
    is_on = models.BooleanField()
    from_day = models.DateField()
    reason = models.CharField(max_length=_REASON)
    set_by = models.CharField(max_length=_ACTOR)
    set_at = models.DateTimeField()
    approval_id = models.BigIntegerField(unique=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["WATCHED", "UNLIKELY_TO_PAY"]) & ~Q(reason=""),
                name="provisions_mark_sound",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of {self.customer}"


class Exposure(models.Model):
    """A credit as it was when it was first measured: who, what, and how likely to default then."""

    reference = models.UUIDField(unique=True, help_text="The loan or account.")
    customer = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=10)
    product = models.CharField(max_length=20)
    segment = models.CharField(max_length=10)
    currency = models.CharField(max_length=_CODE)
    originated_on = models.DateField(db_index=True)
    initial_pd = models.DecimalField(max_digits=9, decimal_places=8)
    scored_pd = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    pd_source = models.CharField(max_length=80)
    first_day = models.DateField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["LOAN", "COMMITMENT", "OVERDRAFT"])
                & Q(segment__in=["retail", "company"])
                & Q(initial_pd__gt=0, initial_pd__lte=1),
                name="provisions_exposure_sound",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind.lower()} {self.reference}"


class Schedule(models.Model):
    """The principal that was to come, by due day, as long as it stayed so."""

    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="schedules")
    digest = models.CharField(max_length=64)
    flows = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["exposure", "digest"], name="provisions_schedule_once")
        ]

    def __str__(self) -> str:
        return f"schedule of {self.exposure_id}"


class ProvisionDay(models.Model):
    """That provisions were reckoned at a day's end, and from which parameters."""

    day = models.DateField(unique=True)
    parameters = models.ForeignKey(ParameterVersion, on_delete=models.PROTECT, related_name="days")
    exposures = models.IntegerField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "day of provisions"
        verbose_name_plural = "days of provisions"

    def __str__(self) -> str:
        return self.day.isoformat()


class Loss(models.Model):
    """What a credit was expected to lose at a day's end, and what that was reckoned from.

    `pd` is of twelve months, before any outlook. `carried`: the loan was written off on the day
    that was open already, so that the figure of the day before stands until then.
    """

    day = models.ForeignKey(ProvisionDay, on_delete=models.PROTECT, related_name="losses")
    exposure = models.ForeignKey(Exposure, on_delete=models.PROTECT, related_name="losses")
    schedule = models.ForeignKey(Schedule, on_delete=models.PROTECT, related_name="+", null=True)
    stage = models.SmallIntegerField()
    reasons = models.JSONField()
    clear_since = models.DateField(null=True)
    days_past_due = models.IntegerField()
    drawn = models.BigIntegerField()
    undrawn = models.BigIntegerField()
    collateral = models.BigIntegerField()
    pd = models.DecimalField(max_digits=9, decimal_places=8)
    rate = models.DecimalField(max_digits=14, decimal_places=8)
    line = models.CharField(max_length=4)
    amount = models.BigIntegerField()
    carried = models.BooleanField(default=False)

    class Meta:
        verbose_name = "expected credit loss"
        verbose_name_plural = "expected credit losses"
        constraints = [
            models.UniqueConstraint(fields=["day", "exposure"], name="provisions_loss_once"),
            models.CheckConstraint(
                condition=Q(stage__in=[1, 2, 3], line__in=LINES)
                & Q(drawn__gte=0, undrawn__gte=0, collateral__gte=0, days_past_due__gte=0)
                & Q(pd__gt=0, pd__lte=1, amount__gte=0),
                name="provisions_loss_sound",
            ),
            models.CheckConstraint(
                condition=Q(amount__lte=models.F("drawn") + models.F("undrawn")),
                name="provisions_loss_within_exposure",
            ),
        ]
        indexes = [models.Index(fields=["exposure", "day"], name="provisions_loss_of")]

    def __str__(self) -> str:
        return f"loss of {self.exposure_id} on {self.day_id}"


class Movement(models.Model):
    """By how much a line moved on a day in a currency, for one cause; credit is positive.

    The movements of a line sum to what stands on it.
    """

    day = models.ForeignKey(ProvisionDay, on_delete=models.PROTECT, related_name="movements")
    currency = models.CharField(max_length=_CODE)
    line = models.CharField(max_length=4)
    cause = models.CharField(max_length=11, choices=[(each.value, each.value) for each in Cause])
    amount = models.BigIntegerField()
    txn_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["day", "currency", "line", "cause"], name="provisions_movement_once"
            ),
            models.CheckConstraint(
                condition=Q(line__in=LINES)
                & Q(cause__in=[each.value for each in Cause])
                & ~Q(amount=0),
                name="provisions_movement_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line} {self.cause}"
