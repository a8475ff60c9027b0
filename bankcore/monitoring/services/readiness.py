"""Looking at every part that serving needs."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from typing import Final

from bankcore.ledger import public as ledger
from bankcore.monitoring.domain.readiness import Readiness
from bankcore.monitoring.repositories import probes

_LOG = logging.getLogger(__name__)
# The broker carries what happens later; money moves without it.
_NEEDED: Final = frozenset({"database", "schema", "business_day"})


def check() -> Readiness:
    """Probe the database, its schema, the open business day and the broker, each for itself."""
    parts = {
        "database": _asked("database", probes.database_answers, otherwise="unreachable"),
        "schema": _asked("schema", _is_migrated, otherwise="not migrated"),
        "business_day": _asked("business day", _is_open, otherwise="none open"),
        "broker": _asked("broker", probes.broker_answers, otherwise="unreachable"),
    }
    return Readiness(parts=parts, needed=_NEEDED)


def _asked(name: str, probe: Callable[[], bool], *, otherwise: str) -> str:
    try:
        return "ok" if probe() else otherwise
    except Exception:  # noqa: BLE001 - whatever a part dies of is what this is here to tell
        _LOG.exception("The %s does not answer", name)
        return otherwise


def _is_open() -> bool:
    ledger.business_date()
    return True


def _is_migrated() -> bool:
    """Once a process has seen its own schema, nobody takes it away."""
    if not _once_migrated():
        _once_migrated.cache_clear()
        return False
    return True


@cache
def _once_migrated() -> bool:
    return probes.is_migrated()
