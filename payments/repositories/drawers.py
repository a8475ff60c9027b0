"""Tellers' drawers in the database."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import connection

from bankcore.db.transactions import requires_transaction
from bankcore.money import Money
from payments.domain.drawers import CashReason, SessionState
from payments.models import CashMovement, DrawerSession, TellerDrawer

_TELLERS_LOCK = 7302


@requires_transaction
def lock_teller(teller_id: int) -> None:
    """Let one session at a time make or open this teller's drawers."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_TELLERS_LOCK, teller_id])


def find(*, teller_id: int, branch: str, currency: int) -> TellerDrawer | None:
    """Return the teller's drawer at this branch in this currency."""
    return TellerDrawer.objects.filter(
        teller_id=teller_id, branch=branch, currency=currency
    ).first()


def get(drawer_id: UUID) -> TellerDrawer | None:
    """Return the drawer with its teller."""
    return TellerDrawer.objects.select_related("teller").filter(public_id=drawer_id).first()


@requires_transaction
def add(*, teller_id: int, branch: str, currency: int, ledger_account_id: int) -> TellerDrawer:
    """Add a drawer."""
    return TellerDrawer.objects.create(
        teller_id=teller_id,
        branch=branch,
        currency=currency,
        ledger_account_id=ledger_account_id,
    )


def unclosed_of_teller(*, teller_id: int, currency: int) -> DrawerSession | None:
    """Return the teller's session in this currency that is not closed."""
    return (
        DrawerSession.objects.filter(teller_id=teller_id, currency=currency)
        .exclude(state=SessionState.CLOSED)
        .first()
    )


@requires_transaction
def add_session(*, drawer: TellerDrawer, opening: Money, at: datetime) -> DrawerSession:
    """Open the drawer's session."""
    return DrawerSession.objects.create(
        drawer=drawer,
        teller_id=drawer.teller_id,
        currency=drawer.currency,
        state=SessionState.OPEN,
        opened_at=at,
        opening_minor=opening.minor,
    )


@requires_transaction
def lock_unclosed(drawer_id: UUID) -> DrawerSession | None:
    """Return the drawer's session that is not closed, locked, with its drawer."""
    return (
        DrawerSession.objects.select_for_update(no_key=True, of=("self",))
        .select_related("drawer", "drawer__teller")
        .filter(drawer__public_id=drawer_id)
        .exclude(state=SessionState.CLOSED)
        .first()
    )


@requires_transaction
def lock_session(session_id: UUID) -> DrawerSession:
    """Return the session, locked, with its drawer."""
    return (
        DrawerSession.objects.select_for_update(no_key=True, of=("self",))
        .select_related("drawer", "drawer__teller")
        .get(public_id=session_id)
    )


def latest(drawer: TellerDrawer) -> DrawerSession:
    """Return the drawer's latest session."""
    return drawer.sessions.select_related("drawer", "drawer__teller").latest("pk")


@requires_transaction
def lock_by_ledger_accounts(ids: Sequence[int]) -> dict[int, DrawerSession | None]:
    """Return the drawers among these ledger accounts, each with its open session, locked."""
    drawers = TellerDrawer.objects.filter(ledger_account_id__in=ids).order_by("pk")
    found = {drawer.ledger_account_id: drawer.public_id for drawer in drawers}
    return {account: lock_unclosed(drawer_id) for account, drawer_id in found.items()}


@requires_transaction
def save_session(session: DrawerSession) -> None:
    """Write the session's state, count and closing."""
    session.save(
        update_fields=[
            "state",
            "count",
            "counted_minor",
            "expected_minor",
            "difference_minor",
            "difference_reason",
            "counted_at",
            "approval",
            "closed_at",
            "closed_by",
        ]
    )


@requires_transaction
def add_movement(
    *, session: DrawerSession, reason: CashReason, minor: int, txn_id: int, at: datetime
) -> None:
    """Keep that cash moved: into the drawer where `minor` is positive."""
    CashMovement.objects.create(
        session=session, reason=reason, amount_minor=minor, txn_id=txn_id, at=at
    )


def movements(session: DrawerSession) -> list[CashMovement]:
    """Return the session's movements, oldest first."""
    return list(session.movements.order_by("pk"))


def unclosed() -> list[DrawerSession]:
    """Return every session that is not closed, oldest first, with drawer and teller."""
    return list(
        DrawerSession.objects.select_related("drawer", "drawer__teller")
        .exclude(state=SessionState.CLOSED)
        .order_by("pk")
    )
