"""The log of programs' requests, with a replay; and samples of events for sandbox endpoints."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from bankcore.developers.models import LoggedRequest
from bankcore.developers.presentation import replays
from bankcore.developers.services import replaying, samples, sending_samples
from bankcore.presentation.acting import ActForm, ActingAdmin, Asked, ListAct, RowAct

_MANAGE: Final = "identity.manage_clients"
_SHOWN: Final = 1_000
# As long as somebody looks at a page that does not come yet.
_PATIENCE: Final = 2.0


def _endpoints() -> list[tuple[str, str]]:
    return [
        (each.object_id, f"{each.object_id} {each.url} ({each.merchant})")
        for each in sending_samples.endpoints()
    ]


def _types() -> list[tuple[str, str]]:
    every = (*samples.of_clients(), *samples.of_merchants())
    return sorted((each.type, f"{each.type}: {each.when}") for each in every)


class SampleForm(ActForm):
    endpoint = forms.ChoiceField(
        choices=_endpoints,
        help_text="Without real money; programs make them by /api/v1/webhook-endpoints.",
    )
    type = forms.ChoiceField(choices=_types, label="Event")


def _send_sample(asked: Asked) -> str:
    told = sending_samples.send(
        endpoint=asked["endpoint"],
        type=asked["type"],
        seconds=_PATIENCE,
        actor=asked.actor,
        now=asked.now,
    )
    attempt = told.attempt
    if attempt is None:
        return f"Event {told.event} is on its way; its deliveries tell what was answered."
    heard = attempt.status or attempt.error
    after = f"after {attempt.milliseconds} ms"
    return f"Event {told.event} was answered {heard} {after}: {attempt.answer}"


def _replay(row: LoggedRequest, asked: Asked) -> str:
    done = replaying.replay(pk=row.pk, send=replays.send, actor=asked.actor, now=asked.now)
    return f"Answered {done.status} as request {done.request_id}: {done.body[:_SHOWN]}"


@admin.register(LoggedRequest)
class LoggedRequestAdmin(ActingAdmin):
    list_display = ("at", "client_id", "method", "path", "status", "code", "milliseconds")
    list_display_links = ("at", "path")
    list_filter = ("status", "method", "is_test")
    search_fields = ("request_id__exact", "client_id__exact", "code__exact")
    search_help_text = "X-Request-ID, a client's id or an error's code."
    ordering = ("-id",)
    fields = (
        *("request_id", "at", "client_id", "is_test", "method", "path", "query", "status", "code"),
        *("milliseconds", "idempotency_key", "content_type", "body", "answer", "is_whole"),
    )
    readonly_fields = ("query", "idempotency_key", "body", "answer")
    list_acts = {
        "sample": ListAct(
            title="Send a sample event",
            form=SampleForm,
            do=_send_sample,
            permission=_MANAGE,
            explanation="The endpoint is told, signed, of something that has not happened.",
        ),
    }
    row_acts = {
        "replay": RowAct(
            title="Send it again",
            form=ActForm,
            do=_replay,
            permission=_MANAGE,
            offered=replaying.is_replayable,
            explanation="It is sent in the program's name, and does what it says.",
        ),
    }

    def get_queryset(self, request: HttpRequest) -> Any:
        """Leave what is long for the page of one request."""
        found = super().get_queryset(request)
        match = request.resolver_match
        is_list = match is not None and (match.url_name or "").endswith("_changelist")
        return found.defer("content") if is_list else found
