"""Rules that analysts write, try and put to work without code."""

from django.db import models
from django.db.models import Q

from risk.rules.domain.lives import VersionState
from risk.terms.verdicts import Verdict


class Rule(models.Model):
    """A rule by its name for ever; what it says is in its versions."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=80)
    created_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("write_rule", "Can write rules, try them and ask for them to go live"),
            ("keep_lists", "Can keep the lists that rules look at"),
        ]

    def __str__(self) -> str:
        return self.title


class RuleVersion(models.Model):
    """What a rule says, from draft to retirement; its content never changes.

    `most_per_hour` is how often it may stop a payment in an hour; above it, it only flags: a rule
    with a slip must not stop a bank. Null is without limit.
    """

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    condition = models.TextField()
    outcome = models.CharField(max_length=9)
    points = models.IntegerField(default=0)
    reason = models.CharField(max_length=200)
    most_per_hour = models.PositiveIntegerField(null=True)
    state = models.CharField(max_length=8, default=VersionState.DRAFT)
    author = models.CharField(max_length=80)
    approval_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    shadow_since = models.DateTimeField(null=True)
    live_since = models.DateTimeField(null=True)
    retired_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rules_version_number"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state=VersionState.LIVE), name="rules_one_live"
            ),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state=VersionState.SHADOW), name="rules_one_shadow"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[each.value for each in Verdict]), name="rules_outcome"
            ),
            models.CheckConstraint(
                condition=Q(points__gte=-1000, points__lte=1000), name="rules_points"
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in VersionState]), name="rules_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rule.code} {self.number}"


class BackTest(models.Model):
    """What a version would have done to past payments. Added and never changed."""

    version = models.ForeignKey(RuleVersion, on_delete=models.PROTECT, related_name="back_tests")
    first_day = models.DateField()
    last_day = models.DateField()
    payments = models.IntegerField()
    frauds = models.IntegerField()
    hits = models.IntegerField()
    caught = models.IntegerField()
    already_stopped = models.IntegerField()
    examples = models.JSONField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.version} from {self.first_day} to {self.last_day}"


class RuleList(models.Model):
    """A list that rules look things up in."""

    name = models.CharField(max_length=60, unique=True)
    purpose = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class ListEntry(models.Model):
    """A text on a list, until a time or for good; who took it off, and when, stays to be seen."""

    list = models.ForeignKey(RuleList, on_delete=models.PROTECT, related_name="entries")
    value = models.CharField(max_length=120)
    note = models.CharField(max_length=200)
    until = models.DateTimeField(null=True)
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()
    removed_by = models.CharField(max_length=80, default="")
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["list", "value"],
                condition=Q(removed_at=None),
                name="rules_entry_once",
            )
        ]
        verbose_name_plural = "list entries"

    def __str__(self) -> str:
        return self.value


class Snooze(models.Model):
    """A payer whom one rule leaves alone until a time: somebody has looked, and knows why."""

    rule = models.ForeignKey(Rule, on_delete=models.PROTECT, related_name="snoozes")
    payer = models.CharField(max_length=80)
    until = models.DateTimeField()
    reason = models.CharField(max_length=200)
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.rule} for {self.payer} until {self.until}"


class Stop(models.Model):
    """One payment that a version with a limit an hour has stopped. Added and never changed."""

    version = models.ForeignKey(
        RuleVersion, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version", "-at"], name="rules_stops_of_version")]

    def __str__(self) -> str:
        return f"{self.version} at {self.at}"


class Edition(models.Model):
    """One row for each change to what is at work: its number tells readers to read anew."""

    number = models.BigAutoField(primary_key=True)

    class Meta:
        db_table = "rules_edition"

    def __str__(self) -> str:
        return str(self.number)
