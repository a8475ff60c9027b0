"""Endpoints and their secrets, in the database."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from bankcore.db.transactions import requires_transaction
from payments.webhooks.domain.states import EndpointState
from payments.webhooks.models import Endpoint, EndpointSecret
from payments.webhooks.repositories.events import MEANT


def of_merchant(*, merchant: str) -> QuerySet[Endpoint]:
    """Return a merchant's endpoints that are not deleted."""
    return Endpoint.objects.filter(merchant=merchant, deleted_at__isnull=True)


def of_sandbox(*, most: int) -> QuerySet[Endpoint]:
    """Return the newest endpoints without real money that something can be sent to."""
    able = Endpoint.objects.filter(is_live=False, deleted_at__isnull=True)
    return able.exclude(state=EndpointState.DISABLED).order_by("-pk")[:most]


_HEARERS = f"""
SELECT DISTINCT e.merchant FROM webhooks_endpoint e, (SELECT %s::text AS type) AS v
WHERE starts_with(e.merchant, %s) AND e.state <> 'DISABLED' AND {MEANT} ORDER BY 1"""  # noqa: S608


def owners_that_hear(*, type: str, prefix: str) -> list[str]:  # noqa: A002 - as the wire calls it
    """Return who has an endpoint for events of this type, of those whose name begins so."""
    with connection.cursor() as cursor:
        cursor.execute(_HEARERS, [type, prefix])
        return [owner for (owner,) in cursor.fetchall()]


def find(*, merchant: str, object_id: str) -> Endpoint | None:
    """Return a merchant's endpoint, if it has this one."""
    return of_merchant(merchant=merchant).filter(object_id=object_id).first()


@requires_transaction
def find_locked(*, merchant: str, object_id: str) -> Endpoint | None:
    """Return a merchant's endpoint, locked, if it has this one."""
    return of_merchant(merchant=merchant).select_for_update().filter(object_id=object_id).first()


@requires_transaction
def locked(*, pk: int) -> Endpoint:
    """Return an endpoint, locked."""
    return Endpoint.objects.select_for_update().get(pk=pk)


@requires_transaction
def lock_merchant(*, merchant: str) -> None:
    """Let others who add endpoints for this merchant wait for this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"endpoints:{merchant}"]
        )


def made_by(*, idempotency: UUID) -> Endpoint | None:
    """Return the endpoint that this request made."""
    return Endpoint.objects.filter(idempotency=idempotency).first()


def rolled_by(*, endpoint: Endpoint, idempotency: UUID) -> bool:
    """Return whether this request made the endpoint's current secret."""
    return endpoint.secrets.filter(idempotency=idempotency, valid_until__isnull=True).exists()


def current_secret(*, endpoint: Endpoint) -> str:
    """Return the endpoint's secret."""
    return endpoint.secrets.get(valid_until__isnull=True).secret


@requires_transaction
def add(endpoint: Endpoint, *, secret: str) -> None:
    """Add an endpoint with its first secret."""
    endpoint.save(force_insert=True)
    _add_secret(endpoint, secret, endpoint.created_at)


@requires_transaction
def replace_secret(
    *,
    endpoint: Endpoint,
    secret: str,
    old_until: datetime,
    idempotency: UUID | None,
    now: datetime,
) -> None:
    """Give an endpoint a new secret; the one before is valid until then, those before no more."""
    EndpointSecret.objects.filter(endpoint=endpoint, valid_until__gt=now).update(valid_until=now)
    current = EndpointSecret.objects.filter(endpoint=endpoint, valid_until__isnull=True)
    current.update(valid_until=old_until)
    _add_secret(endpoint, secret, now, idempotency)


@requires_transaction
def note_failure(*, pk: int, at: datetime) -> None:
    """Note that an endpoint has failed; one that fails already is left alone."""
    Endpoint.objects.filter(pk=pk, state=EndpointState.ENABLED).update(
        state=EndpointState.FAILING, failing_since=at
    )


@requires_transaction
def note_success(*, pk: int) -> None:
    """Note that an endpoint is well; one that was is left alone."""
    Endpoint.objects.filter(pk=pk, state=EndpointState.FAILING).update(
        state=EndpointState.ENABLED, failing_since=None
    )


def failing_before(*, pk: int, moment: datetime) -> bool:
    """Return whether an endpoint has failed since before this moment."""
    return Endpoint.objects.filter(
        pk=pk, state=EndpointState.FAILING, failing_since__lte=moment
    ).exists()


def _add_secret(
    endpoint: Endpoint, secret: str, now: datetime, idempotency: UUID | None = None
) -> None:
    EndpointSecret(endpoint=endpoint, secret=secret, created_at=now, idempotency=idempotency).save(
        force_insert=True
    )
