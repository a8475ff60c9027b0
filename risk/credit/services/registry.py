"""Scorecards from the making to retirement; two people put one to use."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from risk.credit.domain import scorecards as cards
from risk.credit.domain import validation
from risk.credit.models import ScorecardVersion
from risk.credit.repositories import scorecards

KIND: Final = "credit.use_scorecard"
_KEPT_POINTS: Final = 2_000


class ScorecardNotFound(BankError):
    """There is no such scorecard."""

    code = "scorecard_not_found"
    cure = "Look the scorecard up in the list again."
    status = 404


class ScorecardNotCandidate(BankError):
    """Only a candidate is put to use."""

    code = "scorecard_not_candidate"
    cure = "Make a new version, and ask for that."
    status = 409


@needs("credit.make_scorecard")
@use_case
def make(
    *,
    name: str,
    columns: Mapping[str, Sequence[Any]],
    bads: Sequence[int],
    texts: frozenset[str],
    special: tuple[float, ...],
    actor: Actor,
    now: datetime,
) -> int:
    """Make a scorecard of three cases in four and validate it on the fourth; returns its id.

    Raises cards.TooFewCases. It decides nothing before two people put it to use.
    """
    learn = [number for number in range(len(bads)) if number % 4]
    rest = [number for number in range(len(bads)) if not number % 4]
    card = cards.fit(
        {key: [values[number] for number in learn] for key, values in columns.items()},
        [bads[number] for number in learn],
        texts=texts,
        special=special,
    )
    scored = [
        card.score({key: values[number] for key, values in columns.items()}) for number in rest
    ]
    figures = validation.validate([each.pd for each in scored], [bads[number] for number in rest])
    content = json.dumps([{key: list(map(str, values)) for key, values in columns.items()}, bads])
    version = scorecards.add(
        ScorecardVersion(
            name=name,
            number=scorecards.next_number(name),
            card=card.as_json(),
            figures={**asdict(figures), "gini": figures.gini},
            data_sha256=hashlib.sha256(content.encode()).hexdigest(),
            cases=len(bads),
            bads=sum(bads),
            expected_points=[each.points for each in scored[:_KEPT_POINTS]],
            made_by=str(actor),
            made_at=now,
        )
    )
    _record(version, "made", actor, now)
    return version.pk


@needs("credit.make_scorecard")
@use_case
def request_use(
    *, version_id: int, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to let a scorecard decide.

    Raises ScorecardNotFound, ScorecardNotCandidate, approvals.ReasonMissing and -AlreadyRequested.
    """
    version = _candidate(version_id)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"scorecard:{version.name}",
            payload={"version_id": version.pk, "auc": f"{version.figures['auc']:.4f}"},
            reason=reason,
            parties=(version.made_by,),
        ),
        actor=actor,
        now=now,
    )


def execute_use(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Let the scorecard decide in place of the one before, in the use case of who approves.

    Raises ScorecardNotFound and ScorecardNotCandidate.
    """
    version = _candidate(int(str(request.payload["version_id"])))
    before = scorecards.in_use(version.name, locked=True)
    if before is not None:
        before.state = "RETIRED"
        scorecards.save(before, "state")
    version.state, version.in_use_since = "IN_USE", now
    version.approval_id = request.request_id
    scorecards.save(version, "state", "in_use_since", "approval_id")
    _record(version, "in_use", actor, now)
    return f"scorecard:{version.name}/{version.number}"


def is_in_use(*, name: str = "retail") -> bool:
    """Tell whether a card of this name decides."""
    return scorecards.in_use(name) is not None


def stability(*, name: str, since: datetime) -> float | None:
    """Return the PSI of the points since a time against those at making; None without any."""
    version = scorecards.in_use(name)
    points = scorecards.points_since(name, since)
    if version is None or not points:
        return None
    return validation.stability(version.expected_points, points)


def _candidate(version_id: int) -> ScorecardVersion:
    version = scorecards.get_locked(version_id)
    if version is None:
        message = "There is no such scorecard."
        raise ScorecardNotFound(message)
    if version.state != "CANDIDATE":
        message = f"The scorecard is {version.state.lower().replace('_', ' ')}."
        raise ScorecardNotCandidate(message)
    return version


def _record(version: ScorecardVersion, what: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"credit.scorecard.{what}",
        subject=f"scorecard:{version.name}/{version.number}",
        detail={"auc": f"{version.figures['auc']:.4f}", "cases": version.cases},
        at=now,
    )
