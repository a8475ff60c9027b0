"""An errand that takes two people, for tests: executors that leave a trace or refuse."""

from __future__ import annotations

from datetime import datetime

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import RecordedRefusal, use_case
from tests.conftest import NOW

_DECIDING = Rights(permissions=frozenset({"approvals.decide_request"}))
MAKER = Actor(ActorKind.USER, "1", _DECIDING)
CHECKER = Actor(ActorKind.USER, "2", _DECIDING)
EXECUTORS = {
    "test.errand": approvals.Kind(executor="tests.bankcore.approvals.errands.run"),
    "test.refused": approvals.Kind(executor="tests.bankcore.approvals.errands.run_and_be_refused"),
}


class Unwilling(RecordedRefusal):
    """The errand cannot be run."""

    code = "unwilling"
    cure = "Wait."


def run(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Leave a trace in the audit trail."""
    audit.record(actor=actor, action="test.errand.run", subject=request.subject, at=now)
    return f"errand {request.payload['number']}"


def run_and_be_refused(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Leave a trace, then refuse: the trace must go as well."""
    run(request=request, actor=actor, now=now)
    message = "Not today."
    raise Unwilling(message)


@use_case
def ask(*, kind="test.errand", subject="errand:1", maker=MAKER, expires_at=None, now=NOW):
    """Ask for an errand."""
    return approvals.request(
        order=approvals.NewRequest(
            kind=kind,
            subject=subject,
            payload={"number": 1, "amount": "12.50"},
            reason="It must be run.",
            expires_at=expires_at,
        ),
        actor=maker,
        now=now,
    )
