"""What is asked of whoever scores applications for loans, and the least that may answer.

The setting LOAN_SCORING is the dotted name of a function that takes `asked` and `now`, and returns
a ScoringAnswer. `no_score` leaves everything to staff.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from accounts.domain.loans.states import ApplicationState
from accounts.domain.loans.views import ApplicationView
from bankcore.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringRequest:
    """An application, what the applicant says of themselves, and the cut-offs of the product.

    Income and expenses are monthly, in the currency of the loan.
    """

    application: ApplicationView
    income: Money | None
    expenses: Money | None
    approve_from: int | None
    decline_below: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoringAnswer:
    """The score, and what it decides: nothing where `state` is None."""

    score: int | None = None
    state: ApplicationState | None = None
    reason: str = ""


def no_score(*, asked: ScoringRequest, now: datetime) -> ScoringAnswer:
    """Return no score."""
    del asked, now
    return ScoringAnswer()


def by_cut_offs(score: int, asked: ScoringRequest) -> ScoringAnswer:
    """Return what a score decides by the product's cut-offs alone."""
    state = None
    if asked.approve_from is not None and score >= asked.approve_from:
        state = ApplicationState.APPROVED
    elif asked.decline_below is not None and score < asked.decline_below:
        state = ApplicationState.DECLINED
    return ScoringAnswer(score=score, state=state, reason=f"Credit score {score}")
