"""The ledger's figures by line and currency, for reports that are held against them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from uuid import UUID

from accounts import public as accounts
from bankcore.money import Money
from reporting.reports.domain.definitions import BookLine, Inputs, Row
from reporting.reports.domain.documents import Reconciliation

Lines = Mapping[tuple[str, str], Money]


def standing(inputs: Inputs, day: date | None = None) -> Lines:
    """Return what stands on each line in each currency at the end of a day, credits less debits."""
    return _by_line(inputs.books.lines(day or inputs.day))


def moved(inputs: Inputs, first: date, last: date) -> Lines:
    """Return what each line of income and expense moved by, both days included."""
    return _by_line(inputs.books.results(first, last))


def held_against(what: str, reported: Money, lines: Lines, code: str) -> Reconciliation:
    """Hold a figure against a line in its currency: nothing, where the ledger has no such line."""
    currency = reported.currency
    return Reconciliation(what, reported, lines.get((code, currency.code), Money(0, currency)))


def customers_of(rows: Iterable[Row], day: date) -> dict[str, accounts.ReportedCustomer]:
    """Return the customers of rows, and who holds accounts with them, by their public ids."""
    found = {row["customer"] for row in rows if row["customer"]}
    for row in rows:
        found.update(row.get("others") or ())
    ids = [UUID(each) for each in sorted(found)]
    known = accounts.reported_customers_on(customer_ids=ids, day=day)
    return {str(key): each for key, each in known.items()}


def ibans_of(rows: Iterable[Row]) -> dict[int, str]:
    """Return the account numbers of rows by the ledger account."""
    ids = [row["account_id"] for row in rows if row["public_id"]]
    found: dict[int, str] = {}
    for start in range(0, len(ids), 1_000):
        some = accounts.of_ledger_accounts(ledger_ids=ids[start : start + 1_000])
        found.update({key: each.iban for key, each in some.items()})
    return found


def _by_line(found: Iterable[BookLine]) -> Lines:
    return {(line.gl_code, line.balance.currency.code): line.balance for line in found}
