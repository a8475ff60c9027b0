"""Scorecards, and what was decided by them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q


class ScorecardVersion(models.Model):
    """A scorecard, from candidate to retirement; its content never changes."""

    name = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, default="CANDIDATE")
    card = models.JSONField()
    figures = models.JSONField()
    data_sha256 = models.CharField(max_length=64)
    cases = models.IntegerField()
    bads = models.IntegerField()
    expected_points = models.JSONField()
    made_by = models.CharField(max_length=80)
    made_at = models.DateTimeField()
    approval_id = models.BigIntegerField(null=True)
    in_use_since = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("make_scorecard", "Can make scorecards and ask for their use"),
            ("override_decision", "Can ask for another decision than the bank's own"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["name", "number"], name="credit_scorecard_number"),
            models.UniqueConstraint(
                fields=["name"], condition=Q(state="IN_USE"), name="credit_one_in_use"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["CANDIDATE", "IN_USE", "RETIRED"]), name="credit_state"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.number}"


class CreditDecisionRecord(models.Model):
    """What was decided about an application, and all that it was decided on. Never changed."""

    reference = models.CharField(max_length=80, db_index=True)
    subject = models.CharField(max_length=80)
    outcome = models.CharField(max_length=7)
    reasons = models.JSONField()
    lost = models.JSONField()
    points = models.IntegerField(null=True)
    pd = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    scorecard = models.CharField(max_length=60)
    facts = models.JSONField(default=dict)
    policy = models.JSONField(default=dict)
    decided_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.outcome} for {self.reference}"


class Referral(models.Model):
    """An application that waits for a person: the queue. Closed by the decision about it."""

    decision = models.OneToOneField(
        CreditDecisionRecord, on_delete=models.PROTECT, related_name="referral"
    )
    queued_at = models.DateTimeField()
    taken_by = models.CharField(max_length=80, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=80, default="")
    closed_as = models.CharField(max_length=20, default="")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at=None, closed_by="", closed_as="")
                | (Q(closed_at__isnull=False) & ~Q(closed_by="") & ~Q(closed_as="")),
                name="credit_referral_closed_by_somebody",
            )
        ]
        indexes = [
            models.Index(
                fields=["queued_at"], condition=Q(closed_at=None), name="credit_referral_queue"
            )
        ]

    def __str__(self) -> str:
        return f"referral of {self.decision.reference}"


class Override(models.Model):
    """Two people decided otherwise than the bank's own rules, for a reason. Never changed."""

    decision = models.OneToOneField(
        CreditDecisionRecord, on_delete=models.PROTECT, related_name="override"
    )
    to_outcome = models.CharField(max_length=7)
    reason = models.CharField(max_length=500)
    asked_by = models.CharField(max_length=80)
    approved_by = models.CharField(max_length=80)
    approval_id = models.BigIntegerField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(to_outcome__in=["APPROVE", "DECLINE"])
                & ~Q(reason="")
                & ~Q(asked_by=F("approved_by")),
                name="credit_override_by_two",
            )
        ]

    def __str__(self) -> str:
        return f"{self.to_outcome} in place of {self.decision}"
