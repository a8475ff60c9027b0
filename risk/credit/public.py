"""The door of credit: scorecards, and the decision about an application."""

from risk.credit.domain.applications import (
    REASONS,
    Application,
    CreditDecision,
    CreditOutcome,
    Policy,
)
from risk.credit.domain.scorecards import CannotUseScorecard, TooFewCases
from risk.credit.services import decisions, registry, reports
from risk.credit.services.registry import ScorecardNotCandidate, ScorecardNotFound

RETAIL = decisions.RETAIL
decide = decisions.decide  # in the caller's use case
latest_pds = decisions.latest_pds
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
    "Policy",
    "ScorecardNotCandidate",
    "ScorecardNotFound",
    "TooFewCases",
    "decide",
    "execute_use",
    "latest_pds",
    "make_scorecard",
    "report_pdf",
    "report_svg",
    "request_use",
    "stability",
]
