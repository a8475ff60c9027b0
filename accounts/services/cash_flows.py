"""Cash flows of contracts with a term, for whoever measures what interest rates do to them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from accounts.domain.cash_flows import CashFlow, Contract
from accounts.repositories import cash_flows
from bankcore.money import Currency, Money


def after(*, day: date) -> list[CashFlow]:
    """Return what is due after a day on loans owed and deposits that run, as they stand now."""
    return [
        *_of(Contract.LOAN, cash_flows.of_loans(day=day)),
        *_of(Contract.TERM_DEPOSIT, cash_flows.of_deposits(day=day)),
    ]


def _of(contract: Contract, rows: list[cash_flows.FlowRow]) -> Iterator[CashFlow]:
    for row in rows:
        currency = Currency.numbered(row.currency)
        yield CashFlow(
            contract=contract,
            due=row.due,
            principal=Money(row.principal, currency),
            interest=Money(row.interest, currency),
        )
