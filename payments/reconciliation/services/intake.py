"""Taking in what banks have put into the exchange folders, and comparing what is due."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings

from bankcore.actor import Actor
from bankcore.errors import BankError
from payments.reconciliation.domain.verdicts import RunView
from payments.reconciliation.repositories.sources import SOURCES
from payments.reconciliation.services import comparing, exceptions, statements

logger = logging.getLogger(__name__)


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


def _statement_files() -> Iterator[tuple[str, Path]]:
    folder = Path(settings.GATEWAY_EXCHANGE_FOLDER)
    for path in sorted(folder.glob("*/out/nostro-*.xml")):
        yield path.parent.parent.name, path
