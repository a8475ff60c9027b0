"""Deciding otherwise than the bank's own rules did: for a reason, by two people, logged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.loans.states import ApplicationState
from accounts.services.loans import applications, scoring
from accounts.services.loans.applications import BY_SCORE, AlreadyDecided, Decision
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case
from risk.credit import public as credit

KIND = "credit.override"
_OUTCOMES = {
    ApplicationState.APPROVED: credit.CreditOutcome.APPROVE,
    ApplicationState.DECLINED: credit.CreditOutcome.DECLINE,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideOrder:
    """What an application that the bank's own rules decided is to become, and why."""

    application_id: UUID
    state: ApplicationState
    reason: str


@needs("credit.override_decision")
@use_case
def ask_for_override(*, order: OverrideOrder, actor: Actor, now: datetime) -> approvals.RequestView:
    """Ask a second person to override a decision of the bank's own rules.

    Who registered the application does not approve it. Raises LoanApplicationNotFound,
    AlreadyDecided, credit.NothingToOverride, credit.MayNotOverride, approvals.ReasonMissing and
    approvals.AlreadyRequested.
    """
    reason = approvals.stated(order.reason)
    application = applications.lock(application_id=order.application_id)
    _check(order, application.state, application.decided_by)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=scoring.reference_of(order.application_id),
            payload={
                "application_id": str(order.application_id),
                "before": {"state": application.state, "reason": application.decision_reason},
                "after": {"state": order.state, "reason": reason},
            },
            reason=reason,
            amount=applications.view(application).amount,
            parties=(application.registered_by,),
        ),
        actor=actor,
        now=now,
    )


def execute_override(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Decide otherwise, in the use case of who approves; raises what ask_for_override raises.

    Limits hold for an override as for every approval.
    """
    after = request.payload["after"]
    assert isinstance(after, dict)  # noqa: S101 - as ask_for_override wrote it
    order = OverrideOrder(
        application_id=UUID(str(request.payload["application_id"])),
        state=ApplicationState(str(after["state"])),
        reason=str(after["reason"]),
    )
    application = applications.lock(application_id=order.application_id)
    _check(order, application.state, application.decided_by)
    reference = scoring.reference_of(order.application_id)
    credit.override(
        reference=reference,
        to=_OUTCOMES[order.state],
        reason=order.reason,
        asked_by=request.maker,
        approval_id=request.request_id,
        actor=actor,
        now=now,
    )
    applications.settle(
        application, Decision(state=order.state, reason=order.reason), actor=actor, now=now
    )
    return reference


def _check(order: OverrideOrder, state: str, decided_by: str) -> None:
    """Raise AlreadyDecided where people decided, or nothing would change."""
    changes = {ApplicationState.APPROVED: "DECLINED", ApplicationState.DECLINED: "APPROVED"}
    if changes.get(order.state) != state or decided_by != str(BY_SCORE):
        message = "Only what the bank's own rules have decided is overridden."
        raise AlreadyDecided(message)
    credit.check_override(
        reference=scoring.reference_of(order.application_id), to=_OUTCOMES[order.state]
    )
