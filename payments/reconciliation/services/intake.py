"""Taking in what banks have put into the exchange folders, and comparing what is due."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.conf import settings

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.processors import public as processors
from payments.reconciliation.domain.verdicts import RunView
from payments.reconciliation.models import ReportLine
from payments.reconciliation.repositories import reports
from payments.reconciliation.repositories.sources import SOURCES
from payments.reconciliation.services import comparing, exceptions, statements

logger = logging.getLogger(__name__)

# What the processor calls what we call otherwise: docs.stripe.com/api/balance_transactions.
_KINDS: Final = {
    "charge": "CAPTURE",
    "payment": "CAPTURE",
    "refund": "REFUND",
    "payment_refund": "REFUND",
    "adjustment": "CHARGEBACK",
    "payout": "PAYOUT",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciled:
    """What one round did: `refused` names the files that could not be taken, with the reason."""

    statements: int
    runs: tuple[RunView, ...]
    missing_payments: int
    refused: tuple[tuple[str, str], ...]


def reconcile(*, day: date, actor: Actor, now: datetime) -> Reconciled:
    """Take every new bank statement in, compare each network's day, and look for missing money.

    Each step is a use case of its own, so that a file that is wrong stops none of the others; it
    is tried again at the next round, and told of until then.
    """
    taken, refused = 0, []
    for network, path in _statement_files():
        try:
            found = statements.take_statement(
                network=network, content=path.read_bytes(), actor=actor, now=now
            )
        except BankError as error:
            logger.warning("bank statement %s refused: %s", path.name, error.code)
            refused.append((path.name, error.code))
        else:
            taken += not found.is_repeat
    if (unread := _take_report(day=day, now=now)) is not None:
        refused.append(unread)
    runs: list[RunView] = []
    missing = 0
    for network in SOURCES:
        runs += comparing.compare_day(network=network, day=day, actor=actor, now=now)
        statements.match_waiting_lines(network=network, actor=actor, now=now)
        missing += statements.look_for_missing_payments(
            network=network, until=day, actor=actor, now=now
        )
    exceptions.reopen_refused(actor=actor, now=now)
    return Reconciled(
        statements=taken, runs=tuple(runs), missing_payments=missing, refused=tuple(refused)
    )


def _take_report(*, day: date, now: datetime) -> tuple[str, str] | None:
    """Take in what the processor reports of the day; returns what stands against it."""
    if not processors.STRIPE.health(now=now).is_up:
        return None
    try:
        lines = processors.balance_transactions(day=day)
    except processors.ReportUnavailable as error:
        logger.warning("report of %s refused: %s", day, error.code)
        return ("stripe", error.code)
    keep_report(network="stripe", day=day, lines=lines, now=now)
    return None


@use_case
def keep_report(
    *, network: str, day: date, lines: Sequence[processors.BalanceLine], now: datetime
) -> None:
    """Keep a processor's lines of a day, each once however often it is reported."""
    reports.add(
        [
            ReportLine(
                network=network,
                line_id=each.line_id,
                day=day,
                kind=_KINDS.get(each.kind, each.kind.upper()[:14]),
                reference=str(each.operation_id or each.source)[:80],
                currency=each.gross.currency.code,
                amount_minor=each.gross.minor,
                fee_minor=each.fee.minor,
                taken_at=now,
            )
            for each in lines
        ]
    )


def _statement_files() -> Iterator[tuple[str, Path]]:
    folder = Path(settings.GATEWAY_EXCHANGE_FOLDER)
    for path in sorted(folder.glob("*/out/nostro-*.xml")):
        yield path.parent.parent.name, path
