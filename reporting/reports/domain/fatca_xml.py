"""FATCA XML Schema 2.0 (IRS Publication 5124, FATCA XML v2.0 User Guide)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree as ET

from reporting.reports.domain.exchange_xml import amount, child, moment, written
from reporting.reports.domain.tax_exchange import (
    UNITED_STATES,
    HeldAccount,
    Home,
    Institution,
)

FTC: Final = "{urn:oecd:ties:fatca:v2}"
SFA: Final = "{urn:oecd:ties:stffatcatypes:v2}"
_NEW_RECORD: Final = "FATCA1"
_US_PERSON: Final = "FATCA104"
_INTEREST: Final = "FATCA502"
_IBAN: Final = "OECD601"
_NO_TIN: Final = "AAAAAAAAA"
_NO_FIRST_NAME: Final = "NFN"

for _prefix, _name in (("ftc", FTC), ("sfa", SFA)):
    ET.register_namespace(_prefix, _name[1:-1])


def message(
    institution: Institution, reports: Sequence[HeldAccount], *, year: int, at: datetime
) -> bytes:
    """Write a message to the Internal Revenue Service; without accounts, that there are none."""
    root = ET.Element(f"{FTC}FATCA_OECD", {"version": "2.0"})
    _head(root, institution, year, at)
    body = child(root, f"{FTC}FATCA")
    _institution(child(body, f"{FTC}ReportingFI"), institution, year)
    group = child(body, f"{FTC}ReportingGroup")
    for each in reports:
        _report(child(group, f"{FTC}AccountReport"), institution, each, year)
    if not reports:
        nil = child(group, f"{FTC}NilReport")
        _document(nil, _number(institution, year, "NIL"))
        child(nil, f"{FTC}NoAccountToReport", "yes")
    return written(root)


def _head(root: ET.Element, institution: Institution, year: int, at: datetime) -> None:
    head = child(root, f"{FTC}MessageSpec")
    for name, words in (
        ("SendingCompanyIN", institution.giin),
        ("TransmittingCountry", institution.country),
        ("ReceivingCountry", UNITED_STATES),
        ("MessageType", "FATCA"),
        ("MessageRefId", f"{_number(institution, year)}.{at:%Y%m%d%H%M%S}"),
        ("ReportingPeriod", date(year, 12, 31).isoformat()),
        ("Timestamp", moment(at)),
    ):
        child(head, f"{SFA}{name}", words)


def _institution(parent: ET.Element, of: Institution, year: int) -> None:
    child(parent, f"{SFA}ResCountryCode", of.country)
    child(parent, f"{SFA}TIN", of.giin, issuedBy=UNITED_STATES)
    child(parent, f"{SFA}Name", of.name)
    home = Home(
        country=of.country, street=of.street, postcode=of.postcode, city=of.city, kind="REGISTERED"
    )
    _address(parent, home, of.country)
    child(parent, f"{FTC}FilerCategory", of.filer_category)
    _document(parent, _number(of, year, "FI"))


def _report(parent: ET.Element, institution: Institution, of: HeldAccount, year: int) -> None:
    _document(parent, _number(institution, year, of.public_id, of.holder.public_id))
    child(parent, f"{FTC}AccountNumber", of.number, AcctNumberType=_IBAN)
    if of.is_closed:
        child(parent, f"{FTC}AccountClosed", "true")
    _holder(child(parent, f"{FTC}AccountHolder"), of, institution.country)
    amount(parent, f"{FTC}AccountBalance", of.balance)
    if of.interest.minor:
        payment = child(parent, f"{FTC}Payment")
        child(payment, f"{FTC}Type", _INTEREST)
        amount(payment, f"{FTC}PaymentAmnt", of.interest)


def _holder(parent: ET.Element, of: HeldAccount, country: str) -> None:
    holder = of.holder
    party = child(parent, f"{FTC}{'Individual' if holder.is_person else 'Organisation'}")
    for code in sorted({each.country for each in holder.residences}):
        child(party, f"{SFA}ResCountryCode", code)
    tins = [each.tin for each in holder.residences if each.country == UNITED_STATES and each.tin]
    # Nine letters A stand for a number that the bank does not have.
    child(party, f"{SFA}TIN", tins[0] if tins else _NO_TIN, issuedBy=UNITED_STATES)
    if not holder.is_person:
        child(party, f"{SFA}Name", holder.name)
        _address(party, holder.home, country)
        child(parent, f"{FTC}AcctHolderType", _US_PERSON)
        return
    name = child(party, f"{SFA}Name")
    child(name, f"{SFA}FirstName", holder.given_name or _NO_FIRST_NAME)
    child(name, f"{SFA}LastName", holder.family_name or holder.name)
    _address(party, holder.home, country)
    if holder.born is not None:
        birth = child(party, f"{SFA}BirthInfo")
        child(birth, f"{SFA}BirthDate", holder.born.isoformat())


def _address(parent: ET.Element, home: Home | None, country: str) -> None:
    made = child(parent, f"{SFA}Address")
    child(made, f"{SFA}CountryCode", home.country if home else country)
    if home is None:
        child(made, f"{SFA}AddressFree", "not on file")
        return
    fixed = child(made, f"{SFA}AddressFix")
    for name, words in (("Street", home.street), ("PostCode", home.postcode), ("City", home.city)):
        if words:
            child(fixed, f"{SFA}{name}", words)


def _document(parent: ET.Element, number: str) -> None:
    made = child(parent, f"{FTC}DocSpec")
    child(made, f"{FTC}DocTypeIndic", _NEW_RECORD)
    child(made, f"{FTC}DocRefId", number)


def _number(institution: Institution, year: int, *parts: str) -> str:
    """Return a DocRefId: the sender's GIIN, a point, and what names the record and the year."""
    return ".".join((institution.giin, "-".join((str(year), *parts))))
