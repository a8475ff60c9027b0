"""What fraud rules have found."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models


class ScreeningDecision(models.Model):
    """What was decided about a payment, and all that it was decided on. Never changed.

    `values` are the features, those that were 0 left out; `shadow` what rules on trial would have
    found; `made_by` the edition of the rules and the model.
    """

    reference = models.CharField(max_length=80)
    channel = models.CharField(max_length=20)
    facts = models.JSONField()
    outcome = models.CharField(max_length=9)
    score = models.IntegerField()
    findings = models.JSONField()
    shadow = models.JSONField(default=list)
    values = models.JSONField(default=dict)
    made_by = models.JSONField(default=dict)
    is_fallback = models.BooleanField()
    milliseconds = models.DecimalField(max_digits=9, decimal_places=3)
    decided_at = models.DateTimeField(db_index=True)

    class Meta:
        indexes = [
            models.Index(fields=["reference", "-id"], name="risk_decision_of_payment"),
            # What staff look for among very many that were let through; these few cost no more.
            models.Index(
                fields=["outcome", "id"],
                condition=~models.Q(outcome="APPROVE"),
                name="risk_decision_not_approved",
            ),
            models.Index(
                fields=["id"], condition=models.Q(is_fallback=True), name="risk_decision_fallback"
            ),
            BrinIndex(
                fields=["channel"],
                opclasses=["text_bloom_ops"],
                pages_per_range=16,
                autosummarize=True,
                name="risk_decision_channel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} for {self.reference}"


class PaymentFlag(models.Model):
    """A payment that a rule found suspicious; the reference is the payment's own."""

    reference = models.CharField(max_length=80)
    rule = models.CharField(max_length=40)
    amount = models.DecimalField(max_digits=22, decimal_places=4)
    currency = models.CharField(max_length=3)
    threshold = models.DecimalField(max_digits=22, decimal_places=4)
    flagged_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "rule"], name="risk_flag_once"),
        ]

    def __str__(self) -> str:
        return f"{self.rule} on {self.reference}"
