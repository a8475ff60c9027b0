"""What crime's parts came to, for pages and for the day's figures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from bankcore.money import Currency, Money
from risk.crime.repositories import flows, hits, names, reports

_DOLLAR = Currency.of("USD")


@dataclass(frozen=True, slots=True, kw_only=True)
class CrimeFigures:
    """A day's movements, hits by scenario and reported cash; and the reports of suspicions."""

    movements: int
    hits: dict[str, int]
    cash_reports: int
    cash: Money
    suspicions: dict[str, int]
    reports_due: int
    customers_compared: int
    names_found: int


def figures_of(*, day: date) -> CrimeFigures:
    """Return what monitoring and reporting came to on a day."""
    count, cents = reports.counts(day=day)
    run = names.newest_run()
    return CrimeFigures(
        movements=flows.counts(day=day)[0],
        hits=hits.count(day=day),
        cash_reports=count,
        cash=Money(cents, _DOLLAR),
        suspicions=reports.suspicion_counts(),
        reports_due=sum(reports.count_due().values()),
        customers_compared=run.screened if run else 0,
        names_found=run.found if run else 0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFigures:
    """What is known of one customer, for compliance alone."""

    screened_at: datetime | None
    names: dict[str, int]
    hits: int


def of_customer(*, customer_id: UUID) -> CustomerFigures:
    """Return when a customer was compared with the lists, and what was found."""
    return CustomerFigures(
        screened_at=names.screened_at(customer_id),
        names=names.states_of(customer_id),
        hits=hits.count_of(customer_id=customer_id),
    )
