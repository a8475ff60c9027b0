"""Every report that the bank makes, by its name."""

from __future__ import annotations

from typing import Final

from bankcore.errors import BankError
from reporting.reports.domain.definitions import Report
from reporting.reports.services import (
    capital_adequacy,
    credit_losses,
    interest_rate_risk,
    large_exposures,
    liquidity_coverage,
    maturity_ladder,
    operational_risk,
    trial_balance,
)

CATALOGUE: Final[dict[str, Report]] = {
    each.name: each
    for each in (
        *capital_adequacy.REPORTS,
        *credit_losses.REPORTS,
        *interest_rate_risk.REPORTS,
        *large_exposures.REPORTS,
        *liquidity_coverage.REPORTS,
        *maturity_ladder.REPORTS,
        *operational_risk.REPORTS,
        *trial_balance.REPORTS,
    )
}


class ReportUnknown(BankError):
    """No report has this name."""

    code = "report_unknown"
    cure = "Choose one of the list of reports."
    status = 404


def report(name: str) -> Report:
    """Return a report of the catalogue; raises ReportUnknown."""
    found = CATALOGUE.get(name)
    if found is None:
        message = f"There is no report {name[:60]}."
        raise ReportUnknown(message)
    return found
