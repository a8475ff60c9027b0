"""Alerts gathered into cases, and what people decide about them."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedTextField
from risk.cases.domain.decisions import REASONS, CaseKind, CaseState, Level, Outcome
from risk.cases.domain.timeline import Deed


class Case(models.Model):
    """Everything about one subject of one kind until somebody decides.

    `subject` is whom it is about, by risk's own name for them, such as a payer. A snoozed case is
    out of the queue until a time, never past the one by which it must be decided, and then in it
    again. One of the second level is not decided by whoever brought it there.
    """

    kind = models.CharField(max_length=10)
    subject = models.CharField(max_length=80)
    state = models.CharField(max_length=7, default=CaseState.OPEN)
    priority = models.PositiveSmallIntegerField()
    assignee = models.CharField(max_length=80, default="")
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    overdue_told = models.DateTimeField(
        null=True, help_text="Which time, once past, the bank was told of."
    )
    snoozed_until = models.DateTimeField(null=True)
    level = models.PositiveSmallIntegerField(default=Level.FIRST)
    escalated_by = models.CharField(max_length=80, default="")
    outcome = models.CharField(max_length=7, default="")
    reason_code = models.CharField(max_length=30, default="")
    decided_by = models.CharField(max_length=80, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        permissions = [
            ("work_case", "Can take cases, note and attach, and decide them"),
            ("work_crime_case", "Can do so with cases of sanctions and laundering"),
            ("work_escalated_case", "Can do so with cases that were escalated"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(state=CaseState.OPEN),
                name="cases_one_open_case",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in CaseKind]), name="cases_kind"
            ),
            models.CheckConstraint(
                condition=Q(priority__gte=1, priority__lte=5), name="cases_priority"
            ),
            models.CheckConstraint(
                condition=Q(state=CaseState.OPEN, outcome="", decided_at=None)
                | Q(
                    state=CaseState.DECIDED,
                    outcome__in=[each.value for each in Outcome],
                    reason_code__in=list(REASONS),
                    decided_at__isnull=False,
                ),
                name="cases_decided_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(snoozed_until=None) | Q(snoozed_until__lte=F("due_at")),
                name="cases_sleeps_within_its_time",
            ),
            models.CheckConstraint(
                condition=Q(level=Level.FIRST, escalated_by="")
                | (Q(level=Level.SECOND) & ~Q(escalated_by="")),
                name="cases_level",
            ),
            models.CheckConstraint(
                condition=Q(escalated_by="") | ~Q(escalated_by=F("decided_by")),
                name="cases_escalated_to_another",
            ),
        ]
        indexes = [
            # Open ones come before those that are decided, and of each what is due first.
            models.Index(fields=["-state", "due_at", "id"], name="cases_shown"),
            # The same of each filter of the list, so that none is looked for among all.
            models.Index(fields=["kind", "-state", "due_at", "id"], name="cases_of_kind"),
            models.Index(fields=["priority", "-state", "due_at", "id"], name="cases_of_priority"),
            models.Index(fields=["outcome", "-state", "due_at", "id"], name="cases_of_outcome"),
            models.Index(
                fields=["-state", "due_at", "id"],
                condition=Q(level__gt=1),
                name="cases_of_second_level",
            ),
            # Whose an open one is, and which ones sleep.
            models.Index(
                fields=["assignee", "due_at", "id"],
                include=["level", "snoozed_until"],
                condition=Q(state=CaseState.OPEN),
                name="cases_of_assignee",
            ),
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state=CaseState.OPEN, snoozed_until__isnull=False),
                name="cases_asleep",
            ),
            models.Index(fields=["subject"], name="cases_about"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} case {self.pk}"


class Alert(models.Model):
    """One thing that somebody should look at: a payment, a name, a pattern."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="alerts")
    kind = models.CharField(max_length=10)
    source = models.CharField(max_length=40)
    reference = models.CharField(max_length=80)
    reason = models.CharField(max_length=300)
    priority = models.PositiveSmallIntegerField()
    raised_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "source", "reference"], name="cases_alert_once")
        ]
        indexes = [models.Index(fields=["reference"], name="cases_alert_of")]

    def __str__(self) -> str:
        return f"{self.source} on {self.reference}"


class CaseLink(models.Model):
    """What a case has to do with; cases with a link in common are near each other."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="links")
    entity = models.CharField(max_length=20)
    name = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "entity", "name"], name="cases_link_once")
        ]
        indexes = [models.Index(fields=["entity", "name"], name="cases_link_of")]

    def __str__(self) -> str:
        return f"{self.entity} {self.name}"


class CaseNote(models.Model):
    """What somebody wrote about a case. Added and never changed; encrypted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="notes")
    author = models.CharField(max_length=80)
    text = EncryptedTextField(purpose="cases.note.text")
    written_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.author} at {self.written_at}"


class CaseFile(models.Model):
    """A file about a case. Added and never changed; encrypted."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="files")
    name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    content = EncryptedBytesField(purpose="cases.file.content")
    added_by = models.CharField(max_length=80)
    added_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class CaseEvent(models.Model):
    """One thing that somebody did about a case. Added and never changed.

    `detail` names no person but staff; the words that somebody gave as a reason are encrypted.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="events")
    deed = models.CharField(max_length=10)
    actor = models.CharField(max_length=80)
    detail = models.CharField(max_length=120, default="")
    words = EncryptedTextField(purpose="cases.event.words", null=True)
    happened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deed__in=[each.value for each in Deed]), name="cases_event_deed"
            )
        ]

    def __str__(self) -> str:
        return f"{self.deed} by {self.actor}"


class CaseTag(models.Model):
    """A word by which staff find cases that belong together. It names no person."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="tags")
    name = models.CharField("tag", max_length=30)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "name"], name="cases_tag_once")]
        indexes = [models.Index(fields=["name"], name="cases_tag_name")]

    def __str__(self) -> str:
        return self.name
