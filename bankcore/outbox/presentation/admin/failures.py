"""What consumers failed on: looked at, tried again, or dropped with a reason."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from bankcore import clock
from bankcore.errors import BankError
from bankcore.outbox import public as outbox
from bankcore.outbox.models import Failure, FailureState
from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, RowAct
from bankcore.presentation.staff import actor_of

_REPLAY = "outbox.replay_dead_letter"
_DROP = "outbox.drop_dead_letter"


class DropForm(ActForm):
    reason = forms.CharField(
        max_length=500, help_text="Why nothing is to happen. The audit trail keeps it."
    )


def _is_dead(row: Failure) -> bool:
    return row.state == FailureState.DEAD


def _replay(row: Failure, asked: Asked) -> str:
    outbox.replay(failure_id=row.pk, actor=asked.actor, now=asked.now)
    return f"{row} is tried again."


def _drop(row: Failure, asked: Asked) -> str:
    outbox.drop(failure_id=row.pk, reason=asked["reason"], actor=asked.actor, now=asked.now)
    return f"{row} is dropped."


@admin.register(Failure)
class FailureAdmin(ActingAdmin):
    list_display = ("consumer", "name", "subject", "state", "cause", "tries", "first_at", "last_at")
    list_filter = ("state", "consumer")
    list_select_related = ("event",)
    ordering = ("-last_at",)
    fields = (
        *("consumer", "state", "tries", "cause", "sentence", "first_at", "last_at", "next_at"),
        *("reason", "event_id", "name", "subject", "sequence", "occurred_at", "payload"),
    )
    readonly_fields = ("event_id", "name", "subject", "sequence", "occurred_at", "payload")
    actions = ("replay_selected",)  # type: ignore[assignment]  # none elsewhere
    row_acts = {
        "replay": RowAct(
            title="Try again",
            form=ActForm,
            do=_replay,
            permission=_REPLAY,
            offered=_is_dead,
            explanation="The consumer hears of the event within a second or two.",
        ),
        "drop": RowAct(
            title="Drop",
            form=DropForm,
            do=_drop,
            permission=_DROP,
            offered=_is_dead,
            explanation="The event counts as handled: its consumer never hears of it again.",
        ),
    }

    def has_replay_permission(self, request: HttpRequest) -> bool:
        """Offer to try several again to whom that belongs."""
        return request.user.has_perm(_REPLAY)

    @admin.action(description="Try the selected again", permissions=["replay"])
    def replay_selected(self, request: HttpRequest, queryset: QuerySet[Failure]) -> None:
        """Try those of the selected again that were given up, in the order of their events."""
        actor, now, done = actor_of(request), clock.now(), 0
        for row in queryset.order_by("event__position"):
            try:
                outbox.replay(failure_id=row.pk, actor=actor, now=now)
            except BankError as error:
                messages.error(request, f"{error.message} {error.cure}")
            else:
                done += 1
        messages.success(request, f"{done} are tried again.")

    @admin.display(description="event id")
    def event_id(self, row: Failure) -> str:
        """Return the event's id."""
        return str(row.event_id)

    @admin.display(description="event", ordering="event__name")
    def name(self, row: Failure) -> str:
        """Return what happened."""
        return row.event.name

    @admin.display(ordering="event__subject")
    def subject(self, row: Failure) -> str:
        """Return to what it happened."""
        return row.event.subject

    def sequence(self, row: Failure) -> Any:
        """Return the event's number among those of its subject."""
        return row.event.sequence

    def occurred_at(self, row: Failure) -> Any:
        """Return when it happened."""
        return row.event.occurred_at

    def payload(self, row: Failure) -> str:
        """Return what the event tells: ids, amounts and dates."""
        return json.dumps(row.event.payload, indent=2, ensure_ascii=False, sort_keys=True)
