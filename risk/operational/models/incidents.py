"""Incidents, what they cost and what came back, and everything that was said about them."""

from django.db import models
from django.db.models import F, Q

from risk.operational.domain.taxonomy import BusinessLine, EventType, IncidentState

_ACTOR = 80
_TOLD = ~Q(cause="") & ~Q(title="")


class LossFile(models.Model):
    """A file of losses as it was given; a second person lets it in, or it stays a file."""

    content = models.TextField()
    lines = models.IntegerField()
    gross = models.BigIntegerField(help_text="Euro cents, of all its lines.")
    given_by = models.CharField(max_length=_ACTOR)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(lines__gt=0, gross__gt=0), name="operational_lossfile_sound"
            )
        ]

    def __str__(self) -> str:
        return f"file of losses {self.pk}"


class Incident(models.Model):
    """Something that went wrong, with or without a loss.

    What was reported never changes but for the findings, and the state goes only forward. What it
    cost is in its amounts, each by two people; `estimate` is one person's word and counts nowhere.
    """

    reference = models.CharField(max_length=40, unique=True, null=True)
    title = models.CharField(max_length=120)
    event_type = models.CharField(max_length=20, choices=[(each, each) for each in EventType])
    business_line = models.CharField(max_length=20, choices=[(each, each) for each in BusinessLine])
    cause = models.CharField(max_length=500)
    occurred_on = models.DateField()
    discovered_on = models.DateField()
    booked_on = models.DateField(null=True)
    estimate = models.BigIntegerField(help_text="Euro cents.")
    state = models.CharField(
        max_length=12, choices=[(each, each) for each in IncidentState], default=IncidentState.OPEN
    )
    findings = models.CharField(max_length=2_000, default="")
    reported_by = models.CharField(max_length=_ACTOR)
    reported_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_id = models.BigIntegerField(null=True, unique=True, help_text="The approval.")
    file = models.ForeignKey(LossFile, on_delete=models.PROTECT, null=True)

    class Meta:
        permissions = [
            ("report_incident", "Can report incidents"),
            ("settle_incident", "Can investigate incidents and ask for amounts and closing"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(discovered_on__gte=F("occurred_on"), estimate__gte=0)
                & (Q(booked_on=None) | Q(booked_on__gte=F("discovered_on")))
                & Q(event_type__in=[each.value for each in EventType])
                & Q(business_line__in=[each.value for each in BusinessLine])
                & _TOLD,
                name="operational_incident_sound",
            ),
            models.CheckConstraint(
                condition=Q(state=IncidentState.OPEN, closed_at=None, closing_id=None, findings="")
                | Q(state=IncidentState.INVESTIGATED, closed_at=None, closing_id=None)
                & ~Q(findings="")
                | Q(state=IncidentState.CLOSED, closed_at__isnull=False, closing_id__isnull=False)
                & ~Q(findings=""),
                name="operational_incident_state",
            ),
        ]

    def __str__(self) -> str:
        return f"incident {self.pk}: {self.title}"


class LossAmount(models.Model):
    """What an incident cost or what came back of it, as two people agreed.

    Of the losses the newest counts; what came back is added up.
    """

    class Kind(models.TextChoices):
        """GROSS is the whole loss; the others are what came back."""

        GROSS = "GROSS"
        RECOVERY = "RECOVERY"
        INSURANCE = "INSURANCE"

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="amounts")
    kind = models.CharField(max_length=9, choices=Kind)
    amount = models.BigIntegerField(help_text="Euro cents.")
    booked_on = models.DateField()
    txn_id = models.BigIntegerField(null=True, help_text="The ledger's transaction.")
    reason = models.CharField(max_length=500)
    set_by = models.CharField(max_length=_ACTOR)
    set_at = models.DateTimeField()
    approval_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="GROSS", amount__gte=0)
                | Q(kind__in=["RECOVERY", "INSURANCE"], amount__gt=0),
                name="operational_lossamount_sound",
            ),
            models.UniqueConstraint(
                fields=["txn_id", "kind"], name="operational_lossamount_booking_once"
            ),
            models.UniqueConstraint(
                fields=["approval_id", "incident", "kind"], name="operational_lossamount_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount} of {self.incident_id}"


class IncidentNote(models.Model):
    """What happened to an incident, by whom and when."""

    incident = models.ForeignKey(Incident, on_delete=models.PROTECT, related_name="notes")
    what = models.CharField(max_length=12)
    text = models.CharField(max_length=2_000)
    by = models.CharField(max_length=_ACTOR)
    at = models.DateTimeField()

    class Meta:
        verbose_name = "note"

    def __str__(self) -> str:
        return f"{self.what} {self.incident_id}"
