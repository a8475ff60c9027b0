"""Accounts of a year with their holders, as the exchanges of tax authorities take them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.conf import settings

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from reporting.reports.domain.definitions import Inputs, Row
from reporting.reports.domain.tax_exchange import (
    HeldAccount,
    Holder,
    Home,
    Institution,
    Residence,
    Standing,
    strongest,
    told_balance,
)
from reporting.reports.services import tying

Classified = Callable[[Holder], tuple[Standing, tuple[str, ...]]]
TOLD: Final = frozenset({Standing.REPORTED, Standing.UNDOCUMENTED})


class YearNotOver(BankError):
    """The day that was asked for lies before the end of the year that is told of."""

    code = "year_not_over"
    cure = "Ask for a year that has ended by the report's day."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOfYear:
    """A deposit account of the bank's lines: what it is to the exchange, and who is told of it."""

    code: str
    balance: Money
    interest: Money
    standing: Standing | None
    """None: the bank's own account."""

    reports: tuple[HeldAccount, ...]


def institution() -> Institution:
    """Return the bank as it reports."""
    return Institution(
        name=settings.BANK_NAME, country=settings.BANK_COUNTRY, **settings.TAX_REPORTING
    )


def year_of(inputs: Inputs) -> int:
    """Return the year that is told of: the one given, else the last that has ended by the day.

    Raises YearNotOver.
    """
    day = inputs.day
    ended = day.year if (day.month, day.day) == (12, 31) else day.year - 1
    year = int(str(inputs.values.get("year") or ended))
    if year > ended:
        message = f"The year {year} has not ended by {day}."
        raise YearNotOver(message, field="year")
    return year


def of_year(inputs: Inputs, *, year: int, classified: Classified) -> list[AccountOfYear]:
    """Return every account on the lines of customers' deposits, in the order of opening."""
    first, last = date(year, 1, 1), date(year, 12, 31)
    rows = inputs.facts.rows("tax_accounts", first=first, last=last)
    paid = inputs.facts.rows("interest_by_account", first=first, last=last)
    interest = {row["account_id"]: int(row["earned"]) for row in paid}
    ibans = tying.ibans_of(rows)
    holders = {key: _holder(each) for key, each in tying.customers_of(rows, last).items()}
    return [
        _account(row, ibans, interest.get(row["account_id"], 0), holders, classified)
        for row in rows
    ]


def _account(
    row: Row,
    ibans: dict[int, str],
    interest: int,
    holders: dict[str, Holder],
    classified: Classified,
) -> AccountOfYear:
    currency = Currency.of(row["currency"])
    balance, paid = Money(int(row["balance"]), currency), Money(interest, currency)
    ids = [row["customer"], *(row["others"] or ())] if row["customer"] else []
    found = [(each, *classified(each)) for each in (_of(key, holders) for key in ids)]
    reports = [
        HeldAccount(
            public_id=row["public_id"],
            number=str(ibans.get(row["account_id"], row["public_id"])),
            holder=holder,
            standing=standing,
            countries=countries,
            balance=told_balance(balance, is_closed=row["is_closed"]),
            interest=max(paid, Money(0, currency)),
            is_closed=row["is_closed"],
        )
        for holder, standing, countries in found
        if standing in TOLD
    ]
    return AccountOfYear(
        code=row["gl_code"],
        balance=balance,
        interest=paid,
        standing=strongest(each[1] for each in found) if found else None,
        reports=tuple(reports),
    )


def _of(public_id: str, holders: dict[str, Holder]) -> Holder:
    """Return a holder; one who was erased since is somebody of whom nothing is known."""
    return holders.get(public_id) or _holder_of_nothing(public_id)


def _holder(of: accounts.ReportedCustomer) -> Holder:
    person, lives = of.person, of.address
    return Holder(
        public_id=str(of.customer_id),
        is_person=of.kind == "PERSON",
        name=of.name,
        given_name=person.given_name if person else "",
        family_name=person.family_name if person else "",
        born=person.date_of_birth if person else None,
        nationality=person.nationality if person else "",
        residences=tuple(Residence(country=each.country, tin=each.tin) for each in of.residences),
        home=None
        if lives is None
        else Home(
            country=lives.country,
            street=lives.street,
            postcode=lives.postcode,
            city=lives.city,
            kind=str(lives.kind),
        ),
        crs_status=str(of.certified.crs_status) if of.certified else None,
        is_us_person=of.certified is not None and of.certified.us_person,
    )


def _holder_of_nothing(public_id: str) -> Holder:
    return Holder(
        public_id=public_id,
        is_person=True,
        name="not known",
        given_name="",
        family_name="",
        born=None,
        nationality="",
        residences=(),
        home=None,
        crs_status=None,
        is_us_person=False,
    )


def reports_of(of: Sequence[AccountOfYear]) -> list[HeldAccount]:
    """Return what is told of accounts, one for each holder who is reported."""
    return [report for each in of for report in each.reports]
