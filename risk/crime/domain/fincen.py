"""FinCEN's BSA E-Filing batches in XML 2.0: Currency Transaction and Suspicious Activity Reports.

Names of elements, their order and codes: FinCEN CTR XML Schema User Guide (version 1.8, August
2021) and FinCEN SAR XML Schema User Guide, namespace www.fincen.gov/base. docs/risk/crime.md says
which parts are made, and what they are validated against.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from xml.etree import ElementTree as ET

from risk.crime.domain.states import Direction, Form

_NAMESPACE: Final = "www.fincen.gov/base"
_SCHEMA_INSTANCE: Final = "http://www.w3.org/2001/XMLSchema-instance"
_SCHEMAS: Final = {Form.CASH: "EFL_CTRXBatchSchema.xsd", Form.SUSPICION: "EFL_SARXBatchSchema.xsd"}
_CENTS: Final = 100
_NARRATIVE_PART, _NARRATIVE_PARTS = 4_000, 5
LONGEST_NARRATIVE: Final = _NARRATIVE_PART * _NARRATIVE_PARTS
# ActivityPartyTypeCode
TRANSMITTER, CONTACT, FILER, OFFICE, LOCATION, HOLDER, SUBJECT = (
    "35",
    "37",
    "30",
    "8",
    "34",
    "23",
    "33",
)
_DEPOSIT, _WITHDRAWAL, _FOREIGN_IN, _FOREIGN_OUT = "55", "56", "53", "54"
_TIN, _EIN, _CONTROL_CODE = "1", "4", "28"


@dataclass(frozen=True, slots=True, kw_only=True)
class Filer:
    """The bank, as it files: its tax number, and the code by which FinCEN knows who transmits."""

    name: str
    tax_number: str
    control_code: str
    regulator: str
    institution_type: str
    contact: str
    phone: str
    street: str
    city: str
    state: str
    postcode: str
    country: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Party:
    """A customer as reports name one; what is not known is empty or None."""

    is_entity: bool
    last_name: str
    first_name: str = ""
    born: date | None = None
    street: str = ""
    city: str = ""
    postcode: str = ""
    country: str = ""
    phone: str = ""
    tax_number: str = ""
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cash:
    """Cash of a day in one direction, in cents of a dollar.

    `foreign` is what of it was in another country's currency, by that country.
    """

    day: date
    direction: Direction
    dollars: int
    count: int
    foreign: tuple[tuple[str, int], ...]
    parties: tuple[Party, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspicion:
    """A suspicion: whole dollars, FinCEN's (type, subtype) numbers, and what happened, in words."""

    first_day: date
    last_day: date
    dollars: int
    kinds: tuple[tuple[int, int], ...]
    narrative: str
    subjects: tuple[Party, ...]


class _Batch:
    """A batch as it grows: elements that hold others have numbers, in the order of the file."""

    def __init__(self, form: Form, *, total: int, activities: int) -> None:
        ET.register_namespace("fc2", _NAMESPACE)
        ET.register_namespace("xsi", _SCHEMA_INSTANCE)
        self._number = 0
        self.parties = 0
        self.root = ET.Element(
            f"{{{_NAMESPACE}}}EFilingBatchXML",
            {
                f"{{{_SCHEMA_INSTANCE}}}schemaLocation":
                    f"{_NAMESPACE} https://www.fincen.gov/base/{_SCHEMAS[form]}",
                "TotalAmount": str(total),
                "ActivityCount": str(activities),
            },
        )  # fmt: skip
        self.say(self.root, FormTypeCode=form)

    def within(self, parent: ET.Element, name: str) -> ET.Element:
        """Add an element that holds others."""
        self._number += 1
        return ET.SubElement(parent, f"{{{_NAMESPACE}}}{name}", SeqNum=str(self._number))

    def say(self, parent: ET.Element, **texts: str) -> None:
        """Add elements with texts, in this order; those without a text are left out."""
        for name, text in texts.items():
            if text:
                ET.SubElement(parent, f"{{{_NAMESPACE}}}{name}").text = text

    def party(self, parent: ET.Element, code: str, **texts: str) -> ET.Element:
        """Add a party."""
        self.parties += 1
        found = self.within(parent, "Party")
        self.say(found, ActivityPartyTypeCode=code, **texts)
        return found

    def written(self) -> bytes:
        """Return the file."""
        self.root.set("PartyCount", str(self.parties))
        text: bytes = ET.tostring(self.root, encoding="UTF-8", xml_declaration=True)
        return text


def cash_batch(*, filer: Filer, reports: Sequence[Cash], filed_on: date) -> bytes:
    """Return a batch of FinCEN CTRs, in UTF-8. Amounts are rounded up to whole dollars."""
    total = sum(amount for each in reports for _, amount, _ in _details(each))
    batch = _Batch(Form.CASH, total=total, activities=len(reports))
    for report in reports:
        activity = _begin(batch, filer, filed_on, report.day)
        amount = str(_whole(report.dollars))
        into = report.direction is Direction.IN
        told = f"IndividualEntityCash{'In' if into else 'Out'}AmountText"
        _bank(batch, activity, LOCATION, filer, **{told: amount})
        for party in report.parties:
            _customer(batch, activity, HOLDER, party, code="8" if into else "9", **{told: amount})
        _cash(batch, activity, report)
    return batch.written()


def suspicion_batch(*, filer: Filer, report: Suspicion, filed_on: date) -> bytes:
    """Return a batch of one FinCEN SAR, in UTF-8."""
    batch = _Batch(Form.SUSPICION, total=report.dollars, activities=1)
    activity = _begin(batch, filer, filed_on, None)
    _bank(batch, activity, LOCATION, filer)
    for party in report.subjects:
        _customer(batch, activity, SUBJECT, party, code="7")
    told = batch.within(activity, "SuspiciousActivity")
    batch.say(
        told,
        NoAmountInvolvedIndicator="" if report.dollars else "Y",
        SuspiciousActivityFromDateText=_day(report.first_day),
        SuspiciousActivityToDateText=_day(report.last_day),
        TotalSuspiciousAmountText=str(report.dollars or ""),
    )
    for type_id, subtype_id in report.kinds:
        kind = batch.within(told, "SuspiciousActivityClassification")
        batch.say(
            kind,
            SuspiciousActivitySubtypeID=str(subtype_id),
            SuspiciousActivityTypeID=str(type_id),
        )
    for number, part in enumerate(_parts(report.narrative), start=1):
        narrative = batch.within(activity, "ActivityNarrativeInformation")
        batch.say(
            narrative, ActivityNarrativeSequenceNumber=str(number), ActivityNarrativeText=part
        )
    return batch.written()


def _begin(batch: _Batch, filer: Filer, filed_on: date, covered: date | None) -> ET.Element:
    activity = batch.within(batch.root, "Activity")
    batch.say(activity, FilingDateText=_day(filed_on))
    batch.say(batch.within(activity, "ActivityAssociation"), InitialReportIndicator="Y")
    days = {} if covered is None else {
        "EFilingCoverageBeginningDateText": _day(covered),
        "EFilingCoverageEndDateText": _day(covered),
    }  # fmt: skip
    sender = batch.party(activity, TRANSMITTER, **days)
    _named(batch, sender, filer.name)
    _address(batch, sender, filer.street, filer.city, filer.postcode, filer.country, filer.state)
    batch.say(batch.within(sender, "PhoneNumber"), PhoneNumberText=text(filer.phone, 16))
    _identified(batch, sender, filer.tax_number, _EIN)
    _identified(batch, sender, filer.control_code, _CONTROL_CODE)
    _named(batch, batch.party(activity, CONTACT, **days), filer.contact)
    _bank(batch, activity, FILER, filer)
    office = batch.party(activity, OFFICE)
    _named(batch, office, filer.contact)
    batch.say(batch.within(office, "PhoneNumber"), PhoneNumberText=text(filer.phone, 16))
    return activity


def _bank(batch: _Batch, activity: ET.Element, code: str, filer: Filer, **amounts: str) -> None:
    party = batch.party(activity, code, **amounts, PrimaryRegulatorTypeCode=filer.regulator)
    _named(batch, party, filer.name)
    _address(batch, party, filer.street, filer.city, filer.postcode, filer.country, filer.state)
    _identified(batch, party, filer.tax_number, "2")
    kind = batch.within(party, "OrganizationClassificationTypeSubtype")
    batch.say(kind, OrganizationTypeID=filer.institution_type)


def _customer(
    batch: _Batch, activity: ET.Element, role: str, party: Party, *, code: str, **amounts: str
) -> None:
    told = batch.party(
        activity,
        role,
        BirthDateUnknownIndicator="" if party.born or party.is_entity else "Y",
        IndividualBirthDateText=_day(party.born) if party.born else "",
        **amounts,
        PartyAsEntityOrganizationIndicator="Y" if party.is_entity else "",
    )
    name = batch.within(told, "PartyName")
    batch.say(
        name,
        FirstNameUnknownIndicator="" if party.first_name or party.is_entity else "Y",
        PartyNameTypeCode="L",
        RawEntityIndividualLastName=text(party.last_name, 150),
        RawIndividualFirstName=text(party.first_name, 35),
    )
    _address(batch, told, party.street, party.city, party.postcode, party.country, "")
    if party.phone:
        batch.say(batch.within(told, "PhoneNumber"), PhoneNumberText=text(party.phone, 16))
    if party.tax_number:
        _identified(batch, told, party.tax_number, _TIN)
    else:
        batch.say(batch.within(told, "PartyIdentification"), TINUnknownIndicator="Y")
    for account in party.accounts:
        held = batch.within(told, "Account")
        batch.say(held, AccountNumberText=text(account, 40))
        link = batch.within(held, "PartyAccountAssociation")
        batch.say(link, PartyAccountAssociationTypeCode=code)


def _cash(batch: _Batch, activity: ET.Element, report: Cash) -> None:
    told = batch.within(activity, "CurrencyTransactionActivity")
    amount = str(_whole(report.dollars))
    into = report.direction is Direction.IN
    batch.say(
        told,
        AggregateTransactionIndicator="Y" if report.count > 1 else "",
        TotalCashInReceiveAmountText=amount if into else "",
        TotalCashOutAmountText="" if into else amount,
        TransactionDateText=_day(report.day),
    )
    for code, part, country in _details(report):
        batch.say(
            batch.within(told, "CurrencyTransactionActivityDetail"),
            CurrencyTransactionActivityDetailTypeCode=code,
            DetailTransactionAmountText=str(part),
            OtherForeignCurrencyCountryText=country,
        )


def _details(report: Cash) -> list[tuple[str, int, str]]:
    """Return code, whole dollars and country of what a report's total is made of."""
    into = report.direction is Direction.IN
    own = report.dollars - sum(amount for _, amount in report.foreign)
    kind, foreign = (_DEPOSIT, _FOREIGN_IN) if into else (_WITHDRAWAL, _FOREIGN_OUT)
    found = [(kind, _whole(own), "")] if own else []
    return found + [(foreign, _whole(amount), country) for country, amount in report.foreign]


def _named(batch: _Batch, party: ET.Element, name: str) -> None:
    told = batch.within(party, "PartyName")
    batch.say(told, PartyNameTypeCode="L", RawPartyFullName=text(name, 150))


def _address(
    batch: _Batch, party: ET.Element, street: str, city: str, postcode: str, country: str,
    state: str,
) -> None:  # fmt: skip
    batch.say(
        batch.within(party, "Address"),
        CityUnknownIndicator="" if city else "Y",
        CountryCodeUnknownIndicator="" if country else "Y",
        RawCityText=text(city, 50),
        RawCountryCodeText=country,
        RawStateCodeText=state,
        RawStreetAddress1Text=text(street, 100),
        RawZIPCode=text(postcode, 9),
        StreetAddressUnknownIndicator="" if street else "Y",
        ZIPCodeUnknownIndicator="" if postcode else "Y",
    )


def _identified(batch: _Batch, party: ET.Element, number: str, code: str) -> None:
    told = batch.within(party, "PartyIdentification")
    batch.say(
        told,
        PartyIdentificationNumberText=text(_plain(number), 25),
        PartyIdentificationTypeCode=code,
    )


def text(value: str, longest: int) -> str:
    """Return a text as the schema takes it: printable, words one blank apart, not too long."""
    words = "".join(each if each.isprintable() else " " for each in value).split()
    return " ".join(words)[:longest].rstrip()


def _plain(number: str) -> str:
    return "".join(each for each in number if each.isalnum())


def _parts(narrative: str) -> Iterable[str]:
    """Return a narrative in parts of the length that one element holds, broken between words."""
    rest = text(narrative, LONGEST_NARRATIVE)
    while rest:
        end = len(rest) if len(rest) <= _NARRATIVE_PART else rest.rfind(" ", 1, _NARRATIVE_PART + 1)
        end = _NARRATIVE_PART if end < 1 else end
        yield rest[:end].rstrip()
        rest = rest[end:].lstrip()


def _whole(cents: int) -> int:
    return -(-cents // _CENTS)


def _day(day: date) -> str:
    return day.strftime("%Y%m%d")
