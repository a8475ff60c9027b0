"""What is done about cases, and what each deed needs to be told."""

from __future__ import annotations

from datetime import UTC

from django import forms
from django.urls import reverse

from bankcore.presentation.acting import ActForm, Asked, Done
from risk.cases import public as cases
from risk.cases.models import Case


class NoteForm(ActForm):
    text = forms.CharField(max_length=4_000, widget=forms.Textarea(attrs={"rows": 6}))


class FileForm(ActForm):
    file = forms.FileField(help_text="A PDF, PNG or JPEG of up to 5 MiB.")


class PriorityForm(ActForm):
    priority = forms.TypedChoiceField(
        coerce=int, choices=[(each, each) for each in reversed(cases.PRIORITIES)]
    )


class AssignForm(ActForm):
    username = forms.CharField(
        label="Colleague", max_length=150, required=False,
        help_text="The user name; nothing gives the case back to nobody.",
    )  # fmt: skip


class TagForm(ActForm):
    name = forms.CharField(
        label="Tag", max_length=30,
        help_text="Up to 30 small letters, digits and hyphens. Name no customer.",
    )  # fmt: skip


class SnoozeForm(ActForm):
    until = forms.DateTimeField(
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text="In UTC, and no later than the case is due.",
    )


class EscalationForm(ActForm):
    reason = forms.CharField(
        max_length=500, widget=forms.Textarea(attrs={"rows": 4}),
        help_text="What the second level is to decide, and why not you. It stays on the case.",
    )  # fmt: skip


# Nothing is chosen for whoever decides: one click too many would let a payment go.
_CHOOSE = ("", "Choose")
_OUTCOMES = {
    cases.Outcome.RELEASE: "RELEASE: payments that wait for it go on",
    cases.Outcome.REJECT: "REJECT: payments that wait for it end",
    cases.Outcome.REPORT: "REPORT: they end, and the authorities are told",
    cases.Outcome.DISMISS: "DISMISS: there was nothing in it, and no payment waits",
}


class DecisionForm(ActForm):
    outcome = forms.ChoiceField(
        choices=[_CHOOSE, *((each.value, words) for each, words in _OUTCOMES.items())]
    )
    reason_code = forms.ChoiceField(
        label="Reason",
        choices=[_CHOOSE, *((code, each.words) for code, each in cases.REASONS.items())],
    )


def take_next(asked: Asked) -> Done:
    """Take the case that is due next, and lead to it."""
    number = cases.take_next(actor=asked.actor, now=asked.now)
    return Done(f"Case {number} is yours.", reverse("admin:cases_case_change", args=[number]))


def take(case: Case, asked: Asked) -> str:
    """Take the case."""
    cases.take(case_id=case.pk, actor=asked.actor, now=asked.now)
    return "The case is yours."


def note(case: Case, asked: Asked) -> str:
    """Write a note."""
    cases.note(case_id=case.pk, text=asked["text"], actor=asked.actor, now=asked.now)
    return "The note is kept."


def attach(case: Case, asked: Asked) -> str:
    """Attach a file."""
    file = asked["file"]
    cases.attach(
        case_id=case.pk, name=file.name, content=file.read(), actor=asked.actor, now=asked.now
    )
    return "The file is kept."


def press(case: Case, asked: Asked) -> str:
    """Change the priority."""
    cases.press(case_id=case.pk, priority=asked["priority"], actor=asked.actor, now=asked.now)
    return "Its time runs from now."


def decide(case: Case, asked: Asked) -> str:
    """Decide the case."""
    outcome = cases.Outcome(asked["outcome"])
    cases.decide(
        case_id=case.pk,
        outcome=outcome,
        reason_code=asked["reason_code"],
        actor=asked.actor,
        now=asked.now,
    )
    return f"Decided: {outcome}. Payments that wait for it go on or end now."


def assign(case: Case, asked: Asked) -> str:
    """Give the case to a colleague or back to nobody."""
    name = asked["username"].strip()
    cases.assign(case_id=case.pk, username=name, actor=asked.actor, now=asked.now)
    return f"The case is {name}'s." if name else "The case is nobody's."


def tag(case: Case, asked: Asked) -> str:
    """Tag the case."""
    cases.tag(case_id=case.pk, name=asked["name"].strip(), actor=asked.actor, now=asked.now)
    return "The case is tagged."


def untag(case: Case, asked: Asked) -> str:
    """Take a tag away."""
    cases.untag(case_id=case.pk, name=asked["name"].strip(), actor=asked.actor, now=asked.now)
    return "The tag is taken away."


def snooze(case: Case, asked: Asked) -> str:
    """Keep the case out of the queue for a while."""
    until = asked["until"].replace(tzinfo=UTC)
    cases.snooze(case_id=case.pk, until=until, actor=asked.actor, now=asked.now)
    return f"The case comes back by itself on {until:%d %B %Y at %H:%M} UTC."


def wake(case: Case, asked: Asked) -> str:
    """Have the case in the queue again."""
    cases.wake(case_id=case.pk, actor=asked.actor, now=asked.now)
    return "The case is in the queue again."


def escalate(case: Case, asked: Asked) -> str:
    """Give the case to the second level."""
    cases.escalate(case_id=case.pk, reason=asked["reason"], actor=asked.actor, now=asked.now)
    return "The case waits for the second level."
