"""CRS XML Schema 2.0 (OECD, Common Reporting Standard XML Schema: User Guide, version 3.0)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from xml.etree import ElementTree as ET

from reporting.reports.domain.exchange_xml import amount, child, moment, written
from reporting.reports.domain.tax_exchange import (
    HeldAccount,
    Holder,
    Home,
    Institution,
    Standing,
    document_number,
)

CRS: Final = "{urn:oecd:ties:crs:v2}"
_CFC: Final = "{urn:oecd:ties:commontypesfatcacrs:v2}"
_STF: Final = "{urn:oecd:ties:crsstf:v5}"
_NEW, _NOTHING_TO_TELL = "CRS701", "CRS703"
_NEW_RECORD: Final = "OECD1"
_LEGAL_NAME, _NAME_OF_PERSON, _IBAN = "OECD207", "OECD202", "OECD601"
_HOMES: Final = {"RESIDENTIAL": "OECD302", "REGISTERED": "OECD304"}
_REPORTABLE, _PASSIVE = "CRS102", "CRS103"
_INTEREST: Final = "CRS502"
_NO_FIRST_NAME: Final = "NFN"

for _prefix, _name in (("crs", CRS), ("cfc", _CFC), ("stf", _STF)):
    ET.register_namespace(_prefix, _name[1:-1])


def message(
    institution: Institution, reports: Sequence[HeldAccount], *, year: int, at: datetime
) -> bytes:
    """Write a message to the bank's own authority, which passes it on to the others."""
    root = ET.Element(f"{CRS}CRS_OECD", {"version": "2.0"})
    _head(root, institution, year=year, at=at, is_empty=not reports)
    if reports:
        body = child(root, f"{CRS}CrsBody")
        _institution(child(body, f"{CRS}ReportingFI"), institution, year)
        group = child(body, f"{CRS}ReportingGroup")
        for each in reports:
            _report(child(group, f"{CRS}AccountReport"), institution, each, year)
    return written(root)


def _head(
    root: ET.Element, institution: Institution, *, year: int, at: datetime, is_empty: bool
) -> None:
    head = child(root, f"{CRS}MessageSpec")
    country, sender = institution.country, institution.tax_number
    number = document_number(country=country, year=year, sender=sender)
    for name, words in (
        ("SendingCompanyIN", sender),
        ("TransmittingCountry", country),
        ("ReceivingCountry", country),
        ("MessageType", "CRS"),
        ("MessageRefId", f"{number}-{at:%Y%m%d%H%M%S}"),
        ("MessageTypeIndic", _NOTHING_TO_TELL if is_empty else _NEW),
        ("ReportingPeriod", date(year, 12, 31).isoformat()),
        ("Timestamp", moment(at)),
    ):
        child(head, f"{CRS}{name}", words)


def _institution(parent: ET.Element, of: Institution, year: int) -> None:
    child(parent, f"{CRS}ResCountryCode", of.country)
    child(parent, f"{CRS}IN", of.tax_number, issuedBy=of.country)
    child(parent, f"{CRS}Name", of.name, nameType=_LEGAL_NAME)
    home = Home(
        country=of.country, street=of.street, postcode=of.postcode, city=of.city, kind="REGISTERED"
    )
    _address(parent, home, of.country)
    number = document_number(country=of.country, year=year, sender=of.tax_number, account="FI")
    _document(parent, number)


def _report(parent: ET.Element, institution: Institution, of: HeldAccount, year: int) -> None:
    number = document_number(
        country=institution.country,
        year=year,
        sender=institution.tax_number,
        account=of.public_id,
        holder=of.holder.public_id,
    )
    _document(parent, number)
    marks = {"AcctNumberType": _IBAN}
    if of.standing is Standing.UNDOCUMENTED:
        marks["UndocumentedAccount"] = "true"
    if of.is_closed:
        marks["ClosedAccount"] = "true"
    child(parent, f"{CRS}AccountNumber", of.number, **marks)
    _holder(child(parent, f"{CRS}AccountHolder"), of, institution.country)
    amount(parent, f"{CRS}AccountBalance", of.balance)
    if of.interest.minor:
        payment = child(parent, f"{CRS}Payment")
        child(payment, f"{CRS}Type", _INTEREST)
        amount(payment, f"{CRS}PaymentAmnt", of.interest)


def _holder(parent: ET.Element, of: HeldAccount, country: str) -> None:
    holder = of.holder
    kind = "Individual" if holder.is_person else "Organisation"
    party = child(parent, f"{CRS}{kind}")
    for code in of.countries:
        child(party, f"{CRS}ResCountryCode", code)
    number = "TIN" if holder.is_person else "IN"
    for each in holder.residences:
        if each.tin and each.country in of.countries:
            child(party, f"{CRS}{number}", each.tin, issuedBy=each.country)
    if holder.is_person:
        _person(party, holder, country)
    else:
        child(party, f"{CRS}Name", holder.name, nameType=_LEGAL_NAME)
        _address(party, holder.home, country)
        is_passive = holder.crs_status == "PASSIVE_NFE"
        child(parent, f"{CRS}AcctHolderType", _PASSIVE if is_passive else _REPORTABLE)


def _person(party: ET.Element, holder: Holder, country: str) -> None:
    name = child(party, f"{CRS}Name", nameType=_NAME_OF_PERSON)
    child(name, f"{CRS}FirstName", holder.given_name or _NO_FIRST_NAME)
    child(name, f"{CRS}LastName", holder.family_name or holder.name)
    _address(party, holder.home, country)
    if holder.born is not None:
        birth = child(party, f"{CRS}BirthInfo")
        child(birth, f"{CRS}BirthDate", holder.born.isoformat())


def _address(parent: ET.Element, home: Home | None, country: str) -> None:
    """Write an address; where the bank has none, that it has none, in its own country."""
    if home is None:
        made = child(parent, f"{CRS}Address")
        child(made, f"{_CFC}CountryCode", country)
        child(made, f"{_CFC}AddressFree", "not on file")
        return
    made = child(parent, f"{CRS}Address", legalAddressType=_HOMES.get(home.kind, "OECD305"))
    child(made, f"{_CFC}CountryCode", home.country)
    fixed = child(made, f"{_CFC}AddressFix")
    for name, words in (("Street", home.street), ("PostCode", home.postcode), ("City", home.city)):
        if words:
            child(fixed, f"{_CFC}{name}", words)


def _document(parent: ET.Element, number: str) -> None:
    made = child(parent, f"{CRS}DocSpec")
    child(made, f"{_STF}DocTypeIndic", _NEW_RECORD)
    child(made, f"{_STF}DocRefId", number)
