"""What is asked about an application for credit, and what is answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final


class CreditOutcome(StrEnum):
    """REFER is for a person; APPROVE and DECLINE are what the bank's own rules say."""

    APPROVE = "APPROVE"
    REFER = "REFER"
    DECLINE = "DECLINE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """The facts. Amounts are monthly, in major units of one currency; None is not known.

    `characteristics` are what a scorecard looks at, by the names that it was made with.
    `income_seen` is what the bank sees coming in; `owes_in_other_currency` that something is owed
    which `other_instalments` and `exposure` leave out; `is_over_limit` that a limit of the bank
    would be exceeded.
    """

    reference: str
    subject: str
    amount: Decimal
    instalment: Decimal
    income: Decimal | None = None
    income_seen: Decimal | None = None
    expenses: Decimal | None = None
    other_instalments: Decimal = Decimal(0)
    age: int | None = None
    days_past_due: int = 0
    is_bankrupt: bool = False
    has_loss: bool = False
    owes_in_other_currency: bool = False
    is_over_limit: bool = False
    exposure: Decimal = Decimal(0)
    characteristics: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """The bank's rules, beside any scorecard. Without a cut-off no score decides that way."""

    adult: int = 18
    oldest_at_end: int = 80
    most_service: Decimal = Decimal("0.40")  # instalments over income
    least_left: Decimal = Decimal(500)  # after expenses and instalments, a month
    most_exposure: Decimal = Decimal(75_000)
    approve_from: int | None = 600
    decline_below: int | None = 540
    most_above_seen: Decimal = Decimal("1.20")  # income stated over income seen


@dataclass(frozen=True, slots=True, kw_only=True)
class CreditDecision:
    """The answer: `reasons` are codes of REASONS, those that weigh most first.

    `lost` are the characteristics that cost most points. `record_id` is the decision as kept.
    """

    outcome: CreditOutcome
    reasons: tuple[str, ...]
    points: int | None = None
    pd: float | None = None
    scorecard: str = ""
    lost: tuple[str, ...] = ()
    record_id: int = 0

    @property
    def words(self) -> tuple[str, ...]:
        """The reasons in plain words; of a low score also what cost it most."""
        told = [REASONS[code] for code in self.reasons]
        if "score_low" in self.reasons:
            told += [LOST[name] for name in self.lost if name in LOST]
        return tuple(told)


# In plain words, as they are told to who asked (and as Regulation B and the CCD want reasons told).
REASONS: Final = {
    "under_age": "The applicant is not of age.",
    "bankrupt": "The applicant is bankrupt.",
    "loss": "A credit with us was written off.",
    "in_arrears": "A credit with us is more than 30 days past due.",
    "exposure": "Together with what is owed already it is more than we lend to one customer.",
    "service": "The instalments would take more than four tenths of the income.",
    "left_to_live": "Too little would be left to live on after expenses and instalments.",
    "income_unknown": "The income is not known.",
    "income_unproved": "The income is not seen on accounts with us.",
    "other_currency": "Something is owed in another currency, which a person must look at.",
    "limit": "It would be more than the bank lends of this kind at present.",
    "score_low": "The credit score is below what we lend at.",
    "score_between": "The credit score leaves the decision to a person.",
    "no_scorecard": "No scorecard is in use.",
}
# What cost most points of a low score, by the names of the bank's own retail card.
LOST: Final = {
    "months_with_bank": "The time as our customer is short.",
    "service": "The instalments are high against the income.",
    "loan_to_income": "The amount is high against the income.",
    "missed": "Instalments were not there on their day.",
    "repaid_loans": "No loan was repaid with us before.",
    "savings": "The balances on the accounts are low against the instalment.",
}
_DECLINES: Final = (
    *("under_age", "bankrupt", "loss", "in_arrears", "exposure", "service", "left_to_live"),
)
NEVER_OVERRIDDEN: Final = frozenset({"under_age"})
_PAST_DUE: Final = 30


def policy_reasons(application: Application, policy: Policy) -> list[str]:
    """Return what speaks against it whatever its score is, the gravest first."""
    hit = {
        "under_age": application.age is not None and application.age < policy.adult,
        "bankrupt": application.is_bankrupt,
        "loss": application.has_loss,
        "in_arrears": application.days_past_due > _PAST_DUE,
        "exposure": application.exposure + application.amount > policy.most_exposure,
        "service": _service(application) > policy.most_service,
        "left_to_live": _left(application) < policy.least_left,
    }
    return [code for code in _DECLINES if hit[code]]


def doubts(application: Application, policy: Policy) -> list[str]:
    """Return what a person must look at, whatever the score is."""
    stated, seen = application.income, application.income_seen
    hit = {
        "income_unknown": stated is None,
        "income_unproved": stated is not None
        and (seen is None or stated > seen * policy.most_above_seen),
        "other_currency": application.owes_in_other_currency,
        "limit": application.is_over_limit,
    }
    return [code for code, is_so in hit.items() if is_so]


def _service(application: Application) -> Decimal:
    if not application.income:
        return Decimal(0)
    return (application.instalment + application.other_instalments) / application.income


def _left(application: Application) -> Decimal:
    if application.income is None:
        return Decimal("Infinity")
    spent = application.instalment + application.other_instalments
    return application.income - spent - (application.expenses or Decimal(0))
