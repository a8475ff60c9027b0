"""Every report that the bank makes, by its name."""

from __future__ import annotations

from typing import Final

from bankcore.errors import BankError
from reporting.reports.domain.definitions import Report
from reporting.reports.services import (
    balance_sheet,
    capital_adequacy,
    credit_losses,
    crime_registers,
    customer_profitability,
    deposit_guarantee,
    interest_certificates,
    interest_rate_risk,
    large_exposures,
    ledger_detail,
    liquidity_coverage,
    maturity_ladder,
    operational_risk,
    payments_fraud,
    product_figures,
    profit_and_loss,
    tax_exchange,
    trial_balance,
)

CATALOGUE: Final[dict[str, Report]] = {
    each.name: each
    for each in (
        *balance_sheet.REPORTS,
        *capital_adequacy.REPORTS,
        *credit_losses.REPORTS,
        *crime_registers.REPORTS,
        *customer_profitability.REPORTS,
        *deposit_guarantee.REPORTS,
        *interest_certificates.REPORTS,
        *interest_rate_risk.REPORTS,
        *large_exposures.REPORTS,
        *ledger_detail.REPORTS,
        *liquidity_coverage.REPORTS,
        *maturity_ladder.REPORTS,
        *operational_risk.REPORTS,
        *payments_fraud.REPORTS,
        *product_figures.REPORTS,
        *profit_and_loss.REPORTS,
        *tax_exchange.REPORTS,
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
