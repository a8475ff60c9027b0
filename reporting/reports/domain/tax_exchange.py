"""Whom tax authorities exchange information about, and what of them: CRS and FATCA.

OECD, Standard for Automatic Exchange of Financial Account Information in Tax Matters, Common
Reporting Standard (CRS), Sections I and VIII; 26 U.S.C. 1471-1474 and the intergovernmental
agreements (FATCA).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from bankcore.money import Money

UNITED_STATES: Final = "US"
_LEFT_OUT: Final = frozenset({"FINANCIAL_INSTITUTION", "EXEMPT"})


class Standing(StrEnum):
    """What a holder is to an exchange; a joint account stands as its first holder below does."""

    REPORTED = "reported"
    UNDOCUMENTED = "undocumented"
    EXEMPT = "institution or exempt"
    HOME = "taxed at home"
    ELSEWHERE = "taxed where nothing is exchanged with"


@dataclass(frozen=True, slots=True, kw_only=True)
class Residence:
    """A country of tax residence, and the number there; empty where there is none."""

    country: str
    tin: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """An address; `kind` as the customer's file says: RESIDENTIAL, REGISTERED or POSTAL."""

    country: str
    street: str
    postcode: str
    city: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """Who holds an account. A person has given and family name, an entity its `name` alone."""

    public_id: str
    is_person: bool
    name: str
    given_name: str
    family_name: str
    born: date | None
    nationality: str
    residences: tuple[Residence, ...]
    home: Home | None
    crs_status: str | None
    is_us_person: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldAccount:
    """An account as it is told of: once for each holder who is reported, with its whole balance."""

    public_id: str
    number: str
    holder: Holder
    standing: Standing
    countries: tuple[str, ...]
    balance: Money
    interest: Money
    is_closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Institution:
    """Who reports: name, tax number, FATCA's number (GIIN) and category, address, country."""

    name: str
    tax_number: str
    giin: str
    filer_category: str
    country: str
    street: str
    postcode: str
    city: str


def crs_standing(
    holder: Holder, *, home: str, partners: frozenset[str] | None
) -> tuple[Standing, tuple[str, ...]]:
    """Return what a holder is to CRS, and the jurisdictions by which they are reportable.

    Section VIII(D): reportable persons are those resident in a reportable jurisdiction, but for
    institutions and the exempt. `partners` are the reportable jurisdictions; None: every country
    but the bank's own and the United States, which does not take part. A holder with neither a
    residence nor a declaration is undocumented (Section III(B)(5)) and told to the bank's own
    authority.
    """
    if not holder.residences and holder.crs_status is None:
        return Standing.UNDOCUMENTED, (home,)
    if holder.crs_status in _LEFT_OUT:
        return Standing.EXEMPT, ()
    abroad = [each.country for each in holder.residences if each.country != home]
    told = [
        country
        for country in abroad
        if (country != UNITED_STATES if partners is None else country in partners)
    ]
    if told:
        return Standing.REPORTED, tuple(sorted(told))
    return (Standing.ELSEWHERE if abroad else Standing.HOME), ()


def fatca_standing(holder: Holder, *, home: str) -> tuple[Standing, tuple[str, ...]]:
    """Return what a holder is to FATCA: specified US persons are reported.

    A US person is who declares to be one, or is resident there for tax. Accounts below the
    thresholds that an institution may leave out are told as well.
    """
    countries = {each.country for each in holder.residences}
    if holder.crs_status in _LEFT_OUT:
        return Standing.EXEMPT, ()
    if holder.is_us_person or UNITED_STATES in countries:
        return Standing.REPORTED, (UNITED_STATES,)
    if not holder.residences and holder.crs_status is None:
        return Standing.UNDOCUMENTED, ()
    return (Standing.HOME if countries <= {home} else Standing.ELSEWHERE), ()


def told_balance(balance: Money, *, is_closed: bool) -> Money:
    """Return the balance that is told: a closed account's closing, and a negative one, are nil.

    CRS Section I(A)(4): at the end of the year, or that the account was closed within it; a
    balance below zero is told as nil.
    """
    nothing = Money(0, balance.currency)
    return nothing if is_closed else max(balance, nothing)


def strongest(standings: Iterable[Standing]) -> Standing:
    """Return the standing that decides where an account is counted: the first in the list."""
    order = list(Standing)
    return min(standings, key=order.index)


def document_number(
    *, country: str, year: int, sender: str, account: str = "", holder: str = ""
) -> str:
    """Return the DocRefId of a record: the same for the same record of the same year.

    OECD CRS XML user guide: it begins with the sending country and the year and is unique for all
    time. A second message of the same records is known by it.
    """
    parts = [f"{country}{year}{country}", sender, *(each for each in (account, holder) if each)]
    return "-".join(parts)
