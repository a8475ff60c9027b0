"""The queue of applications that wait for a person, and decisions that two people overrode."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from risk.credit.domain.applications import LOST, NEVER_OVERRIDDEN, REASONS, CreditOutcome
from risk.credit.models import CreditDecisionRecord, Override
from risk.credit.repositories import referrals, scorecards


class ReferralNotFound(BankError):
    """The application does not wait."""

    code = "credit_referral_not_found"
    cure = "Look at the queue again."
    status = 404


class NothingToOverride(BankError):
    """The bank's own rules have not decided so, or two people have overridden them already."""

    code = "credit_nothing_to_override"
    cure = "Look at the application again."
    status = 409


class MayNotOverride(BankError):
    """A reason of law is overridden by nobody."""

    code = "credit_may_not_override"
    cure = "Leave the decision as it is."
    status = 403


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptDecision:
    """What the bank's own rules said of an application, as it was kept."""

    outcome: str
    points: int | None
    reasons: tuple[str, ...]
    words: tuple[str, ...]
    scorecard: str
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class OverrideReport:
    """Decisions of a time, and how many of the approved and the declined were overridden."""

    approved: int
    referred: int
    declined: int
    approvals_overridden: int
    declines_overridden: int

    @property
    def rate(self) -> float:
        """The share of decisions of the bank's own that were overridden, 0 to 1."""
        overridden = self.approvals_overridden + self.declines_overridden
        return overridden / max(1, self.approved + self.declined)


@needs("accounts.decide_loan")
@use_case
def take(*, referral_id: int, actor: Actor, now: datetime) -> None:
    """Take a referral, from somebody else too; raises ReferralNotFound."""
    referral = referrals.get_locked(referral_id)
    if referral is None:
        message = "The application waits no more."
        raise ReferralNotFound(message)
    referrals.take(referral, by=str(actor))
    audit.record(
        actor=actor, action="credit.referral.taken", subject=referral.decision.reference, at=now
    )


class NothingToReview(BankError):
    """No rule of the bank's own declined it, or a person looks at it or has looked already."""

    code = "credit_nothing_to_review"
    cure = "Look at the application again, or ask the bank."
    status = 409


@requires_transaction
def ask_for_review(*, reference: str, now: datetime) -> None:
    """Have a person look at what the bank's own rules declined, once; in the caller's use case.

    Whoever a machine alone decides about may ask for a person (GDPR Art. 22(3)): the decision joins
    the queue. Raises NothingToReview.
    """
    decision = scorecards.decision_of(reference)
    if (
        decision is None
        or decision.outcome != CreditOutcome.DECLINE
        or referrals.was_referred(decision)
    ):
        message = "There is no decision of the bank's own that a person has not looked at."
        raise NothingToReview(message)
    referrals.add(decision, at=now)


def was_referred(*, reference: str) -> bool:
    """Return whether the newest decision about an application waits for a person, or did."""
    decision = scorecards.decision_of(reference)
    return decision is not None and referrals.was_referred(decision)


@needs("accounts.decide_loan")
@use_case
def uphold(*, referral_id: int, reason: str, actor: Actor, now: datetime) -> None:
    """Leave a declined application as it is, after a person has looked at it, for a reason.

    Raises ReferralNotFound, for one too that the rules have not declined.
    """
    referral = referrals.get_locked(referral_id)
    if referral is None or referral.decision.outcome != CreditOutcome.DECLINE:
        message = "No decline waits here to be looked at."
        raise ReferralNotFound(message)
    reference = referral.decision.reference
    referrals.close(reference=reference, as_what="UPHELD", by=str(actor), at=now)
    audit.record(
        actor=actor,
        action="credit.referral.upheld",
        subject=reference,
        detail={"reason": reason},
        at=now,
    )


@requires_transaction
def close(*, reference: str, as_what: str, actor: Actor, now: datetime) -> None:
    """Take an application out of the queue, in the use case that decides about it."""
    referrals.close(reference=reference, as_what=as_what, by=str(actor), at=now)


@requires_transaction
def check_override(*, reference: str, to: CreditOutcome) -> None:
    """Raise NothingToOverride or MayNotOverride where the decision cannot be overridden so."""
    _to_override(reference, to)


@requires_transaction
def override(
    *,
    reference: str,
    to: CreditOutcome,
    reason: str,
    asked_by: str,
    approval_id: int,
    actor: Actor,
    now: datetime,
) -> None:
    """Log that two people decided otherwise; in the use case of who approves.

    Raises NothingToOverride and MayNotOverride.
    """
    decision = _to_override(reference, to)
    referrals.add_override(
        Override(
            decision=decision,
            to_outcome=to,
            reason=reason,
            asked_by=asked_by,
            approved_by=str(actor),
            approval_id=approval_id,
            at=now,
        )
    )
    audit.record(
        actor=actor,
        action="credit.decision.overridden",
        subject=reference,
        detail={"from": decision.outcome, "to": to, "asked_by": asked_by},
        at=now,
    )


def decision_of(*, reference: str) -> KeptDecision | None:
    """Return the newest decision about an application."""
    found = scorecards.decision_of(reference)
    return None if found is None else _told(found)


def decisions_about(*, subject: str) -> list[KeptDecision]:
    """Return every decision about somebody, the oldest first."""
    return [_told(each) for each in scorecards.decisions_about(subject)]


def report(*, since: datetime, until: datetime) -> OverrideReport:
    """Return the override rate of the decisions of a time, the end left out."""
    made = referrals.outcomes(since=since, until=until)
    overridden = referrals.overrides(since=since, until=until)
    return OverrideReport(
        approved=made.get(CreditOutcome.APPROVE, 0),
        referred=made.get(CreditOutcome.REFER, 0),
        declined=made.get(CreditOutcome.DECLINE, 0),
        approvals_overridden=overridden.get(CreditOutcome.APPROVE, 0),
        declines_overridden=overridden.get(CreditOutcome.DECLINE, 0),
    )


def waiting() -> int:
    """Return how many applications wait for a person."""
    return referrals.waiting()


def _to_override(reference: str, to: CreditOutcome) -> CreditDecisionRecord:
    decision = scorecards.decision_of(reference)
    otherwise = {CreditOutcome.APPROVE: "DECLINE", CreditOutcome.DECLINE: "APPROVE"}
    if decision is None or decision.outcome != otherwise[to] or referrals.is_overridden(decision):
        message = "There is no decision of the bank's own to override."
        raise NothingToOverride(message)
    if NEVER_OVERRIDDEN.intersection(decision.reasons):
        message = "The law forbids this credit."
        raise MayNotOverride(message)
    return decision


def _told(found: CreditDecisionRecord) -> KeptDecision:
    words = [REASONS.get(code, code) for code in found.reasons]
    if "score_low" in found.reasons:
        words += [LOST[name] for name in found.lost if name in LOST]
    return KeptDecision(
        outcome=found.outcome,
        points=found.points,
        reasons=tuple(found.reasons),
        words=tuple(words),
        scorecard=found.scorecard,
        decided_at=found.decided_at,
    )
