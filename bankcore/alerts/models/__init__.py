"""Alerts in the inbox."""

from django.db import models

from bankcore.alerts.domain.rules import Severity


class State(models.TextChoices):
    """Nobody has looked, somebody is looking, somebody has said what it was."""

    OPEN = "OPEN"
    TAKEN = "TAKEN"
    CLOSED = "CLOSED"


class SecurityAlert(models.Model):
    """Something that somebody should look at. The evidence is in the audit trail."""

    kind = models.CharField(max_length=60)
    severity = models.CharField(
        max_length=8, choices=[(each.value, each.value.lower()) for each in Severity]
    )
    subject = models.CharField(max_length=120, help_text="Whom or what it is about.")
    summary = models.CharField(max_length=300)
    count = models.IntegerField(help_text="Entries of the audit trail when last counted.")
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    last_entry = models.BigIntegerField(help_text="The newest audit entry that was counted.")
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    handler = models.CharField(max_length=80, blank=True)
    handled_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=500, blank=True, help_text="What it turned out to be.")

    class Meta:
        permissions = [("handle_alert", "Can take and close security alerts")]
        indexes = [models.Index(fields=["state", "-last_at"], name="alerts_inbox")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=~models.Q(state="CLOSED"),
                name="alerts_one_open_of_a_kind",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="CLOSED") | ~models.Q(finding=""),
                name="alerts_closed_with_a_finding",
            ),
            models.CheckConstraint(
                condition=models.Q(state="OPEN", handler="", handled_at=None)
                | (~models.Q(state="OPEN") & ~models.Q(handler="") & ~models.Q(handled_at=None)),
                name="alerts_handled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.summary
