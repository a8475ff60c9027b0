"""Events looked up, and sent again: one, those of a time, or an endpoint's dead letters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import QuerySet

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.webhooks.domain.states import DeliveryState, EndpointState
from payments.webhooks.models import Delivery, Endpoint, Event
from payments.webhooks.repositories import pages, replays
from payments.webhooks.repositories.replays import Replay
from payments.webhooks.services.bodies import endpoint_body
from payments.webhooks.services.endpoints import EndpointNotFound, found
from payments.webhooks.services.recording import record_for
from payments.webhooks.services.views import (
    DeliveryView,
    EventView,
    delivery_view,
    endpoint_view,
    event_view,
)

TEST: Final = "webhook_endpoint.test"
_LONGEST: Final = timedelta(days=31)


class EventNotFound(BankError):
    """There is no such event, or it is another merchant's."""

    code = "event_not_found"
    cure = "Look the event's id up in the list of your events."
    status = 404


class EndpointIsDisabled(BankError):
    """Nothing is sent to an endpoint that is disabled."""

    code = "webhook_endpoint_disabled"
    cure = "Enable the endpoint first."
    status = 409


class EndpointIsLive(BankError):
    """Nothing that has not happened is told where real money is."""

    code = "webhook_endpoint_live"
    cure = "Choose an endpoint of the sandbox."
    status = 409


class BadReplayTime(BankError):
    """A replay is of a time that has a length, of 31 days at most."""

    code = "bad_replay_time"
    cure = "Give a beginning and a later end, 31 days apart at most."
    status = 400


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFilter:
    """Which events are listed: by type (or a filter such as refund.*), object and time."""

    types: Sequence[str] = ()
    subject: str = ""
    since: datetime | None = None
    until: datetime | None = None


def get_event(*, merchant: str, event: str) -> EventView:
    """Return a merchant's event; raises EventNotFound."""
    return event_view(_event(merchant, event))


def list_events(
    *,
    merchant: str,
    filter: EventFilter | None = None,  # noqa: A002 - what it is
    after: str | None = None,
    before: str | None = None,
    limit: int = 10,
) -> tuple[list[EventView], bool]:
    """Return a page of a merchant's events, the newest first, and whether there are more.

    `after` and `before` are ids of events; raises EventNotFound for one that is not there.
    """
    chosen = filter or EventFilter()
    rows = replays.events_of(
        merchant=merchant,
        types=chosen.types,
        subject=chosen.subject,
        since=chosen.since,
        until=chosen.until,
    )
    older = _event(merchant, after).pk if after else None
    newer = _event(merchant, before).pk if before else None
    listed, has_more = pages.page(rows, after=older, before=newer, limit=limit)
    return [event_view(each) for each in listed], has_more


def deliveries_of_event(*, merchant: str, event: str) -> list[DeliveryView]:
    """Return where an event went, with every attempt; raises EventNotFound."""
    rows = replays.deliveries_of(event=_event(merchant, event)).order_by("id")
    return [delivery_view(each) for each in rows]


def page_of_deliveries(
    *,
    merchant: str,
    event: str,
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = 10,
) -> tuple[list[DeliveryView], bool]:
    """Return a page of where an event went, the newest first, and whether there are more.

    There are none where it happened before `since`, or not before `until`. A delivery is named by
    its endpoint in `after` and `before`. Raises EventNotFound, and EndpointNotFound for an endpoint
    that it did not go to.
    """
    row = _event(merchant, event)
    rows = replays.deliveries_of(event=row)
    older, newer = _delivery_to(rows, after), _delivery_to(rows, before)
    rows = replays.deliveries_of(event=row, since=since, until=until)
    listed, has_more = pages.page(rows, after=older, before=newer, limit=limit)
    return [delivery_view(each) for each in listed], has_more


def list_deliveries(
    *,
    merchant: str,
    endpoint: str,
    state: DeliveryState | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    after: str | None = None,
    before: str | None = None,
    limit: int = 10,
) -> tuple[list[DeliveryView], bool]:
    """Return a page of what went to an endpoint, the newest first, and whether there are more.

    Of those whose events happened from `since` until before `until`, each stands where its event
    does. A delivery is named by its event in `after` and `before`. Raises EndpointNotFound, and
    EventNotFound for an event that did not go there.
    """
    to = found(merchant, endpoint)
    rows = replays.deliveries_of(endpoint=to)
    older, newer = _delivery(rows, after), _delivery(rows, before)
    if since is not None or until is not None:
        rows = replays.deliveries_of(endpoint=to, since=since, until=until)
        rows = rows if state is None else rows.filter(state=state)
        listed, has_more = pages.page_of_events(
            rows,
            after=older.event if older else None,
            before=newer.event if newer else None,
            limit=limit,
        )
        return [delivery_view(each) for each in listed], has_more
    if state is not None:
        rows = rows.filter(state=state)
    listed, has_more = pages.page(
        rows, after=older.pk if older else None, before=newer.pk if newer else None, limit=limit
    )
    return [delivery_view(each) for each in listed], has_more


@needs("webhooks.replay")
@use_case
def replay_event(
    *, merchant: str, event: str, endpoint: str | None = None, actor: Actor, now: datetime
) -> int:
    """Send an event again: to an endpoint, or to all that it is for; returns to how many.

    Raises EventNotFound, EndpointNotFound and EndpointIsDisabled.
    """
    row = _event(merchant, event)
    to = _able(merchant, endpoint).pk if endpoint else None
    count = replays.send_again(Replay(merchant=merchant, event=row.pk, endpoint=to), now=now)
    _record("event", f"event:{event}", count, actor, now)
    return count


@needs("webhooks.replay")
@use_case
def replay_range(
    *,
    merchant: str,
    endpoint: str,
    since: datetime,
    until: datetime,
    actor: Actor,
    now: datetime,
) -> int:
    """Send an endpoint what happened from `since` until before `until`; returns how many events.

    What its filters do not mean is left out; what happened before it existed is not.
    Raises EndpointNotFound, EndpointIsDisabled and BadReplayTime.
    """
    if not timedelta(0) < until - since <= _LONGEST:
        message = "The time to be replayed has no length, or is longer than 31 days."
        raise BadReplayTime(message, field="until")
    to = _able(merchant, endpoint).pk
    replay = Replay(merchant=merchant, endpoint=to, since=since, until=until)
    count = replays.send_again(replay, now=now)
    _record("range", f"webhook_endpoint:{endpoint}", count, actor, now)
    return count


@needs("webhooks.replay")
@use_case
def replay_dead(*, merchant: str, endpoint: str, actor: Actor, now: datetime) -> int:
    """Send an endpoint its dead letters again; returns how many.

    Raises EndpointNotFound and EndpointIsDisabled.
    """
    count = replays.revive(endpoint=_able(merchant, endpoint).pk, now=now)
    _record("dead", f"webhook_endpoint:{endpoint}", count, actor, now)
    return count


@needs("webhooks.manage_endpoints")
@use_case
def send_test(*, merchant: str, endpoint: str, actor: Actor, now: datetime) -> str:
    """Send an endpoint an event that says nothing but that it is there; returns the event's id.

    It goes to this endpoint alone, whatever its filters. Raises EndpointNotFound and
    EndpointIsDisabled.
    """
    row = _able(merchant, endpoint)
    event = record_for(row, type=TEST, object=endpoint_body(endpoint_view(row)), now=now)
    _record("test", f"webhook_endpoint:{endpoint}", 1, actor, now)
    return event


@needs("identity.manage_clients")
@use_case
def send_sample(
    *,
    merchant: str,
    endpoint: str,
    type: str,  # noqa: A002 - as the wire calls it
    object: Mapping[str, Any],  # noqa: A002 - as the wire calls it
    actor: Actor,
    now: datetime,
) -> str:
    """Send a sandbox endpoint an event that has not happened, as staff; returns the event's id.

    It goes to this endpoint alone, whatever its filters, and says livemode false. Raises
    EndpointNotFound, EndpointIsDisabled and EndpointIsLive.
    """
    row = _able(merchant, endpoint)
    if row.is_live:
        message = f"Webhook endpoint {endpoint} hears of real money."
        raise EndpointIsLive(message)
    event = record_for(row, type=type, object={**object, "livemode": False}, now=now)
    _record("sample", f"webhook_endpoint:{endpoint}", 1, actor, now)
    return event


def _able(merchant: str, endpoint: str) -> Endpoint:
    row = found(merchant, endpoint)
    if row.state == EndpointState.DISABLED:
        message = f"Webhook endpoint {endpoint} is disabled."
        raise EndpointIsDisabled(message)
    return row


def _event(merchant: str, event: str) -> Event:
    row = replays.event_of(merchant=merchant, object_id=event)
    if row is None:
        message = f"There is no event {event}."
        raise EventNotFound(message)
    return row


def _delivery(rows: QuerySet[Delivery], event: str | None) -> Delivery | None:
    if event is None:
        return None
    row = rows.filter(event__object_id=event).first()
    if row is None:
        message = f"There is no event {event} at this endpoint."
        raise EventNotFound(message)
    return row


def _delivery_to(rows: QuerySet[Delivery], endpoint: str | None) -> int | None:
    if endpoint is None:
        return None
    key = pages.key_of(rows, endpoint__object_id=endpoint)
    if key is None:
        message = f"The event did not go to an endpoint {endpoint}."
        raise EndpointNotFound(message)
    return key


def _record(what: str, subject: str, count: int, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"webhooks.replay.{what}",
        subject=subject,
        detail={"deliveries": count},
        at=now,
    )
