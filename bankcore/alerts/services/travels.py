"""Log-ins of one person from places too far apart."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from django.conf import settings

from bankcore.alerts.domain import places
from bankcore.alerts.domain.places import Gazetteer
from bankcore.alerts.domain.rules import Severity
from bankcore.alerts.domain.travel import Sighting, is_impossible
from bankcore.audit import public as audit

LOGGED_IN: Final = "identity.login.succeeded"
_WINDOW: Final = timedelta(days=1)


def impossible(*, now: datetime) -> tuple[str, Severity, str, list[audit.Counted]]:
    """Return kind, severity and sentence of the alert, and whom it is about.

    Looks at log-ins of the last day. Without GEO_NETWORKS_FILE nobody is seen anywhere.
    """
    where = _gazetteer(settings.GEO_NETWORKS_FILE)
    found: dict[str, audit.Counted] = {}
    seen: dict[str, Sighting] = {}
    if where is not None:
        for line in audit.entries_of(action=LOGGED_IN, since=now - _WINDOW):
            place = where.place_of(line.address)
            if place is None:
                continue
            here = Sighting(line.at, place)
            before = seen.get(line.subject)
            if before is not None and is_impossible(before, here):
                found[line.subject] = audit.Counted(
                    group=line.subject,
                    count=2,
                    first_at=before.at,
                    last_at=here.at,
                    last_entry=line.entry_id,
                )
            seen[line.subject] = here
    sentence = "{group} logged in from two places that nobody travels between in that time."
    return "impossible_travel", Severity.HIGH, sentence, list(found.values())


@cache
def _gazetteer(path: str) -> Gazetteer | None:
    if not path:
        return None
    with Path(path).open(encoding="utf-8") as lines:
        return places.read(lines)
