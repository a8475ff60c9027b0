"""What each day's end found: indicators, capital, and what is overdue."""

from django.db import models
from django.db.models import F, Q

from risk.operational.domain.indicators import Colour, Indicator

_ACTOR = 80
_INDICATORS = [each.value for each in Indicator]


class Threshold(models.Model):
    """From where on an indicator is amber and red; of the newest in force counts."""

    indicator = models.CharField(max_length=16, choices=[(each, each) for each in Indicator])
    amber = models.DecimalField(max_digits=14, decimal_places=2)
    red = models.DecimalField(max_digits=14, decimal_places=2)
    effective_from = models.DateField()
    reason = models.CharField(max_length=500)
    set_by = models.CharField(max_length=_ACTOR)
    set_at = models.DateTimeField()
    approval_id = models.BigIntegerField(unique=True)

    class Meta:
        permissions = [("set_threshold", "Can ask for thresholds of indicators")]
        constraints = [
            models.CheckConstraint(
                condition=Q(amber__gt=0, red__gte=F("amber"), indicator__in=_INDICATORS),
                name="operational_threshold_sound",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indicator} from {self.effective_from}"


class Reading(models.Model):
    """What an indicator was at a day's end; null where nobody knows."""

    day = models.DateField()
    indicator = models.CharField(max_length=16, choices=[(each, each) for each in Indicator])
    value = models.DecimalField(max_digits=14, decimal_places=2, null=True)
    colour = models.CharField(max_length=5, choices=[(each, each) for each in Colour])
    threshold = models.ForeignKey(Threshold, on_delete=models.PROTECT, null=True)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "indicator"], name="operational_reading_once"),
            models.CheckConstraint(
                condition=Q(indicator__in=_INDICATORS)
                & (
                    Q(colour=Colour.NONE)
                    | Q(colour__in=[Colour.GREEN, Colour.AMBER, Colour.RED])
                    & Q(value__isnull=False, threshold__isnull=False)
                ),
                name="operational_reading_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} on {self.day}"


class CapitalDay(models.Model):
    """What operational risk asked for at a day's end, by the years and losses that there were."""

    day = models.DateField(unique=True)
    years = models.CharField(max_length=40, help_text="Whose income and expense were averaged.")
    indicator = models.BigIntegerField()
    bucket = models.SmallIntegerField()
    component = models.BigIntegerField()
    losses = models.BigIntegerField(help_text="15 times the mean annual loss.")
    loss_years = models.SmallIntegerField()
    multiplier = models.DecimalField(max_digits=12, decimal_places=6)
    capital = models.BigIntegerField()
    weighted = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "day of capital"
        verbose_name_plural = "days of capital"
        constraints = [
            models.CheckConstraint(
                condition=Q(indicator__gte=0, component__gte=0, losses__gte=0, capital__gte=0)
                & Q(bucket__in=[1, 2, 3], multiplier__gt=0),
                name="operational_capitalday_sound",
            )
        ]

    def __str__(self) -> str:
        return self.day.isoformat()


class Probe(models.Model):
    """Whether the bank found itself ready to serve at a moment."""

    at = models.DateTimeField(unique=True)
    is_ready = models.BooleanField()

    def __str__(self) -> str:
        return self.at.isoformat()


class Overdue(models.Model):
    """Something was not done by its day, and somebody was told, once."""

    class Kind(models.TextChoices):
        """An action, a process to test, a risk to assess anew."""

        ACTION = "ACTION"
        TEST = "TEST"
        REVIEW = "REVIEW"

    kind = models.CharField(max_length=6, choices=Kind)
    about_id = models.BigIntegerField()
    due_on = models.DateField()
    day = models.DateField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name = "overdue item"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "about_id", "due_on"], name="operational_overdue_once"
            ),
            models.CheckConstraint(
                condition=Q(day__gt=F("due_on"), kind__in=["ACTION", "TEST", "REVIEW"]),
                name="operational_overdue_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id}"
