"""Looking after what nobody waits for any more: left behind, unknown, or never captured.

Time alone never turns what is not known into a failure: connectors are asked, again and again, at
ever longer intervals, and what they know is applied.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OperationState
from payments.gateway.models import Operation
from payments.gateway.repositories import intents, operations
from payments.gateway.services import bringing, cancelling, connectors, transitions

SWEEPER: Final = Actor.system("gateway-sweeper")
AUTHORISED_FOR: Final = timedelta(days=7)
_LEFT_BEHIND: Final = timedelta(seconds=30)
_FIRST: Final = timedelta(seconds=5)
_LONGEST: Final = timedelta(hours=1)
_SECONDS: Final = 5.0
_EXPIRED: Final = "authorisation_expired"

logger = logging.getLogger(__name__)


def sweep(*, now: datetime, limit: int = 200) -> int:
    """Ask about operations whose outcome is open, and bring what was left behind.

    An authorisation past its deadline is asked about: its connector says whether it left. Returns
    how many were looked after. A fault of one connector keeps none of the others.
    """
    count = 0
    for row in operations.to_sweep(now=now, stale=now - _LEFT_BEHIND, limit=limit):
        if not _take(row=row, now=now):
            continue
        count += 1
        try:
            _look_after(row, now)
        except Exception:
            logger.exception("operation %s could not be looked after", row.public_id)
    return count


def expire_authorisations(*, now: datetime, limit: int = 200) -> int:
    """Give back what was authorised seven days ago and not captured; returns how many.

    Networks take captures for about so long; what is kept longer keeps payers' money for nothing.
    """
    count = 0
    for row in operations.to_expire(before=now - AUTHORISED_FOR, limit=limit):
        count += _void(pk=row.pk, now=now)
    return count


def _look_after(row: Operation, now: datetime) -> None:
    left_behind = row.state == OperationState.QUEUED
    if left_behind and row.deadline is None:
        bringing.bring(row.public_id, seconds=_SECONDS)
    else:
        connectors.of(row.connector).inquire(row.public_id, now=now)
        bringing.bring(row.public_id, seconds=_SECONDS, all_but=row.public_id)


@use_case
def _take(*, row: Operation, now: datetime) -> bool:
    """Let one worker ask, and plan the next time: 5 s, 10 s, 20 s and so on up to an hour."""
    wait = min(_FIRST * 2 ** min(row.inquiries, 12), _LONGEST)
    return operations.plan_inquiry(row, tries=min(row.inquiries + 1, 1_000), at=now + wait)


@use_case
def _void(*, pk: int, now: datetime) -> int:
    row = intents.lock_by_pk(pk)
    if row.state != IntentState.REQUIRES_CAPTURE:
        return 0
    try:
        cancelling.void_rest(row, reason=_EXPIRED, idempotency=None, at=Moment(SWEEPER, now))
    except transitions.NotInThisState:
        return 0
    return 1
