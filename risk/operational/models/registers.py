"""Risks and controls, processes and their tests, and what was promised to be done."""

from django.db import models
from django.db.models import F, Q

from risk.operational.domain.indicators import Indicator
from risk.operational.domain.taxonomy import BusinessLine, EventType
from risk.operational.models.incidents import Incident

_ACTOR, _OWNER = 80, 80


def _marks(*names: str) -> Q:
    """Return that each of these is from 1 to 5."""
    found = Q()
    for name in names:
        found &= Q(**{f"{name}__gte": 1, f"{name}__lte": 5})
    return found


class Risk(models.Model):
    """Something that could go wrong, and whose it is."""

    title = models.CharField(max_length=120, unique=True)
    description = models.CharField(max_length=1_000)
    event_type = models.CharField(max_length=20, choices=[(each, each) for each in EventType])
    business_line = models.CharField(max_length=20, choices=[(each, each) for each in BusinessLine])
    owner = models.CharField(max_length=_OWNER)
    recorded_by = models.CharField(max_length=_ACTOR)
    recorded_at = models.DateTimeField()

    class Meta:
        permissions = [("assess_risk", "Can record risks and controls and assess them")]
        constraints = [
            models.CheckConstraint(
                condition=Q(event_type__in=[each.value for each in EventType])
                & Q(business_line__in=[each.value for each in BusinessLine])
                & ~Q(title="")
                & ~Q(owner=""),
                name="operational_risk_sound",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Control(models.Model):
    """What keeps a risk from coming true, or shows that it has."""

    class Kind(models.TextChoices):
        """Before or after the fact."""

        PREVENTIVE = "PREVENTIVE"
        DETECTIVE = "DETECTIVE"

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="controls")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=_OWNER)
    recorded_by = models.CharField(max_length=_ACTOR)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["PREVENTIVE", "DETECTIVE"]) & ~Q(title="") & ~Q(owner=""),
                name="operational_control_sound",
            )
        ]

    def __str__(self) -> str:
        return self.title


class Assessment(models.Model):
    """How likely and how grave a risk is, from 1 to 5: by itself, and with its controls."""

    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, related_name="assessments")
    inherent_likelihood = models.SmallIntegerField()
    inherent_impact = models.SmallIntegerField()
    residual_likelihood = models.SmallIntegerField()
    residual_impact = models.SmallIntegerField()
    rationale = models.CharField(max_length=1_000)
    assessed_on = models.DateField()
    review_on = models.DateField()
    assessed_by = models.CharField(max_length=_ACTOR)
    assessed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=_marks(
                    *("inherent_likelihood", "inherent_impact"),
                    *("residual_likelihood", "residual_impact"),
                )
                & Q(residual_likelihood__lte=F("inherent_likelihood"))
                & Q(residual_impact__lte=F("inherent_impact"))
                & Q(review_on__gt=F("assessed_on")),
                name="operational_assessment_sound",
            )
        ]

    def __str__(self) -> str:
        return f"{self.risk_id} on {self.assessed_on}"


class BankProcess(models.Model):
    """Something that the bank must be able to go on with, and how soon after a disaster."""

    name = models.CharField(max_length=120, unique=True)
    owner = models.CharField(max_length=_OWNER)
    plan = models.CharField(max_length=2_000, help_text="How it goes on.")
    recovery_minutes = models.IntegerField("RTO, minutes")
    data_minutes = models.IntegerField("RPO, minutes")
    test_every_days = models.SmallIntegerField()
    first_test_due = models.DateField()
    recorded_by = models.CharField(max_length=_ACTOR)
    recorded_at = models.DateTimeField()

    class Meta:
        verbose_name = "process"
        verbose_name_plural = "processes"
        permissions = [("keep_continuity", "Can keep the plan of continuity and its tests")]
        constraints = [
            models.CheckConstraint(
                condition=Q(recovery_minutes__gt=0, data_minutes__gte=0)
                & Q(test_every_days__gte=1, test_every_days__lte=1_100)
                & ~Q(name="")
                & ~Q(owner="")
                & ~Q(plan=""),
                name="operational_bankprocess_sound",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ProcessTest(models.Model):
    """A test of a process's plan, what it took, and when the next is due."""

    process = models.ForeignKey(BankProcess, on_delete=models.PROTECT, related_name="tests")
    tested_on = models.DateField()
    recovery_minutes = models.IntegerField(help_text="What it took.")
    data_minutes = models.IntegerField(help_text="What was lost.")
    passed = models.BooleanField()
    findings = models.CharField(max_length=2_000)
    next_due = models.DateField()
    noted_by = models.CharField(max_length=_ACTOR)
    noted_at = models.DateTimeField()

    class Meta:
        verbose_name = "test"
        constraints = [
            models.CheckConstraint(
                condition=Q(recovery_minutes__gte=0, data_minutes__gte=0)
                & Q(next_due__gt=F("tested_on"))
                & ~Q(findings=""),
                name="operational_processtest_sound",
            ),
            models.UniqueConstraint(
                fields=["process", "tested_on"], name="operational_processtest_once"
            ),
        ]

    def __str__(self) -> str:
        return f"test of {self.process_id} on {self.tested_on}"


class Action(models.Model):
    """Something that somebody promised to do by a day, about one thing; done once."""

    class State(models.TextChoices):
        """DROPPED: it will not be done, and the outcome says why."""

        OPEN = "OPEN"
        DONE = "DONE"
        DROPPED = "DROPPED"

    title = models.CharField(max_length=200)
    owner = models.CharField(max_length=_OWNER)
    due_on = models.DateField()
    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, null=True)
    risk = models.ForeignKey(Risk, on_delete=models.PROTECT, null=True)
    test = models.ForeignKey(ProcessTest, on_delete=models.PROTECT, null=True)
    indicator = models.CharField(
        max_length=16, default="", choices=[(each, each) for each in Indicator]
    )
    state = models.CharField(max_length=7, choices=State, default=State.OPEN)
    outcome = models.CharField(max_length=500, default="")
    given_by = models.CharField(max_length=_ACTOR)
    given_at = models.DateTimeField()
    ended_by = models.CharField(max_length=_ACTOR, default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [("keep_action", "Can give actions and note what became of them")]
        constraints = [
            models.CheckConstraint(
                condition=Q(incident__isnull=False, risk=None, test=None, indicator="")
                | Q(incident=None, risk__isnull=False, test=None, indicator="")
                | Q(incident=None, risk=None, test__isnull=False, indicator="")
                | Q(incident=None, risk=None, test=None)
                & Q(indicator__in=[each.value for each in Indicator]),
                name="operational_action_about_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", outcome="", ended_by="", ended_at=None)
                | Q(state__in=["DONE", "DROPPED"], ended_at__isnull=False)
                & ~Q(outcome="")
                & ~Q(ended_by=""),
                name="operational_action_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(title="") & ~Q(owner=""), name="operational_action_sound"
            ),
        ]

    def __str__(self) -> str:
        return self.title
