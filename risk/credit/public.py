"""The door of credit: scorecards, and the decision about an application."""

from risk.credit.domain.applications import (
    REASONS,
    Application,
    CreditDecision,
    CreditOutcome,
    Policy,
)
from risk.credit.domain.sample import applicants
from risk.credit.domain.scorecards import CannotUseScorecard, TooFewCases
from risk.credit.services import decisions, referrals, registry, reports
from risk.credit.services.referrals import (
    KeptDecision,
    MayNotOverride,
    NothingToOverride,
    NothingToReview,
    OverrideReport,
    ReferralNotFound,
)
from risk.credit.services.registry import ScorecardNotCandidate, ScorecardNotFound

RETAIL = decisions.RETAIL
sample = applicants
is_in_use = registry.is_in_use
decide = decisions.decide  # in the caller's use case
latest_pds = decisions.latest_pds
decision_of = referrals.decision_of
decisions_about = referrals.decisions_about
take_referral = referrals.take  # a use case of its own
ask_for_review = referrals.ask_for_review  # in the caller's use case
was_referred = referrals.was_referred
uphold_decline = referrals.uphold  # a use case of its own
close_referral = referrals.close  # in the caller's use case
referrals_waiting = referrals.waiting
check_override = referrals.check_override  # in the caller's use case
override = referrals.override  # in the use case of who approves
override_report = referrals.report
make_scorecard = registry.make  # a use case of its own
request_use = registry.request_use  # a use case of its own
execute_use = registry.execute_use
stability = registry.stability
report_svg = reports.as_svg
report_pdf = reports.as_pdf

__all__ = [
    "REASONS",
    "RETAIL",
    "Application",
    "CannotUseScorecard",
    "CreditDecision",
    "CreditOutcome",
    "KeptDecision",
    "MayNotOverride",
    "NothingToOverride",
    "NothingToReview",
    "OverrideReport",
    "Policy",
    "ReferralNotFound",
    "ScorecardNotCandidate",
    "ScorecardNotFound",
    "TooFewCases",
    "ask_for_review",
    "check_override",
    "close_referral",
    "decide",
    "decision_of",
    "decisions_about",
    "execute_use",
    "is_in_use",
    "latest_pds",
    "make_scorecard",
    "override",
    "override_report",
    "referrals_waiting",
    "report_pdf",
    "report_svg",
    "request_use",
    "sample",
    "stability",
    "take_referral",
    "uphold_decline",
    "was_referred",
]
