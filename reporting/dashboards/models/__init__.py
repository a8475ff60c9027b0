"""Filters that people keep, mails that they have asked for, and which of these went out."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q

_BOARD = 40


class Selection(models.Model):
    """A filter of the dashboards under a name: for one person, or for a role as well."""

    class Days(models.TextChoices):
        """Which days it is about, up to the business day of the newest figures."""

        DAY = "DAY", "the last day"
        WEEK = "WEEK", "the last 7 days"
        MONTH = "MONTH", "the last 30 days"
        QUARTER = "QUARTER", "the last 90 days"
        YEAR = "YEAR", "the last 365 days"
        FIXED = "FIXED", "from one day to another"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=60)
    days = models.CharField(max_length=7, choices=Days)
    first = models.DateField(null=True)
    last = models.DateField(null=True)
    branch = models.CharField(max_length=20, blank=True, help_text="Empty: every branch.")
    product = models.CharField(max_length=40, blank=True, help_text="Empty: every product.")
    currency = models.CharField(max_length=3)
    shared_with = models.CharField(
        max_length=20, blank=True, help_text="The role that sees it as well; empty: nobody."
    )
    kept_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = "filter", "dashboards"
        permissions = [("read_dashboards", "Can read the dashboards")]
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "name"],
                condition=Q(removed_at=None),
                name="dashboards_one_selection_by_name",
            ),
            models.CheckConstraint(
                condition=Q(days="FIXED", first__isnull=False, last__gte=F("first"))
                | ~Q(days="FIXED") & Q(first=None, last=None),
                name="dashboards_selection_days",
            ),
            models.CheckConstraint(
                condition=Q(currency__regex="^[A-Z]{3}$") & ~Q(name=""),
                name="dashboards_selection_sound",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Subscription(models.Model):
    """A dashboard that somebody wants by mail, until they end it."""

    class Rhythm(models.TextChoices):
        """How often a mail is due."""

        DAILY = "DAILY", "every day"
        WEEKLY = "WEEKLY", "every Monday"
        MONTHLY = "MONTHLY", "on the first of every month"

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    board = models.CharField(max_length=_BOARD)
    selection = models.ForeignKey(
        Selection, on_delete=models.PROTECT, null=True, related_name="+",
        help_text="Empty: the dashboard as it opens.",
    )  # fmt: skip
    rhythm = models.CharField(max_length=7, choices=Rhythm)
    begun_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "dashboards by mail"
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "board", "selection", "rhythm"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="dashboards_one_subscription_of_a_kind",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board}, {self.get_rhythm_display()}"


class Mailing(models.Model):
    """One mail of a subscription: planned once for each day on which it is due, and sent once."""

    subscription = models.ForeignKey(Subscription, on_delete=models.PROTECT, related_name="+")
    due = models.DateField()
    planned_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=120, blank=True, help_text="SENT, or why it was not; empty: it still waits."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "due"], name="dashboards_one_mail_a_due_day"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | Q(ended_at__isnull=False) & ~Q(outcome=""),
                name="dashboards_mail_ends_with_an_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["due"], condition=Q(ended_at=None), name="dashboards_mail_waiting")
        ]

    def __str__(self) -> str:
        return f"mail of {self.due}"
