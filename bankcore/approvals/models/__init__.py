"""Four-eyes requests and what happened to them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from bankcore.approvals.domain.views import State


class Request(models.Model):
    """Something that one person wants done and another must allow.

    What is asked never changes; a decision is made once (triggers in the first migration).
    """

    kind = models.CharField(max_length=80, help_text="What will be done, such as payments.reversal")
    subject = models.CharField(max_length=120)
    payload = models.TextField(help_text="Canonical JSON: keys sorted, no blanks.")
    reason = models.CharField(max_length=500)
    maker = models.CharField(max_length=80)
    requested_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    state = models.CharField(
        max_length=9, choices=[(each.value, each.value.lower()) for each in State]
    )
    checker = models.CharField(max_length=80, null=True)
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=500, blank=True)
    result = models.CharField(max_length=120, blank=True)
    amount_minor = models.BigIntegerField(null=True, help_text="In minor units of the currency.")
    currency = models.CharField(max_length=3, null=True)
    parties = ArrayField(
        models.CharField(max_length=80),
        default=list,
        help_text="Who gains by it or had a hand in it, and so cannot decide.",
    )
    chain = models.CharField(max_length=120, blank=True, default="", db_default="")

    class Meta:
        permissions = [("decide_request", "Can approve or refuse requests")]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(checker=models.F("maker")) | models.Q(checker=None),
                name="approvals_checker_is_not_maker",
            ),
            models.CheckConstraint(
                condition=models.Q(checker=None) | models.Q(checker__startswith="user:"),
                name="approvals_checker_is_a_person",
            ),
            models.CheckConstraint(
                condition=models.Q(state="REQUESTED", checker=None, decided_at=None)
                | models.Q(state="EXPIRED", checker=None, decided_at__isnull=False)
                | models.Q(
                    state__in=["APPROVED", "REFUSED", "EXECUTED"],
                    checker__isnull=False,
                    decided_at__isnull=False,
                ),
                name="approvals_decision_is_whole",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="REFUSED", decision_reason=""),
                name="approvals_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="") & ~models.Q(subject="") & ~models.Q(reason=""),
                name="approvals_says_what_and_why",
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("requested_at")),
                name="approvals_expires_later",
            ),
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=models.Q(state="REQUESTED"),
                name="approvals_asked_once_at_a_time",
            ),
            models.CheckConstraint(
                condition=models.Q(amount_minor=None, currency=None)
                | models.Q(amount_minor__gte=0, currency__isnull=False),
                name="approvals_amount_is_whole",
            ),
        ]
        indexes = [
            models.Index(
                fields=["expires_at"],
                condition=models.Q(state="REQUESTED"),
                name="approvals_due",
            ),
            models.Index(
                fields=["chain"], condition=~models.Q(chain=""), name="approvals_in_chain"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"


class RequestEvent(models.Model):
    """One step of a request's life: written by PostgreSQL itself, never changed."""

    request = models.ForeignKey(Request, on_delete=models.PROTECT, related_name="events")
    state = models.CharField(max_length=9)
    actor = models.CharField(max_length=80)
    at = models.DateTimeField()
    reason = models.CharField(max_length=500)

    def __str__(self) -> str:
        return f"{self.state} by {self.actor}"


class DecisionLimit(models.Model):
    """Up to what amount somebody with a role may decide alone; changed by two people only."""

    role = models.CharField(max_length=40)
    currency = models.CharField(max_length=3)
    up_to_minor = models.BigIntegerField(help_text="In minor units of the currency.")

    class Meta:
        permissions = [("manage_limits", "Can ask for other decision limits")]
        constraints = [
            models.UniqueConstraint(fields=["role", "currency"], name="approvals_limit_once"),
            models.CheckConstraint(
                condition=models.Q(up_to_minor__gte=0), name="approvals_limit_is_an_amount"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.currency}"
