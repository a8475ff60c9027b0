"""Who is told of to tax authorities, and the messages that say it."""

from dataclasses import replace
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

import pytest
import xmlschema

from bankcore.money import Money
from reporting.reports.domain import crs_xml, fatca_xml
from reporting.reports.domain import tax_exchange as rules
from reporting.reports.domain.tax_exchange import Standing
from tests.conftest import SHARED_DATA
from tests.factories import eur
from tests.reporting.reports import exchange_rules

AT = datetime(2027, 1, 4, 8, 0, 0, 5, tzinfo=UTC)
SCHEMAS = SHARED_DATA / "tax_exchange"
BANK = rules.Institution(
    name="Demo Bank",
    tax_number="123",
    giin="000000.00000.LE.276",
    filer_category="FATCA602",
    country="DE",
    street="Musterstrasse 1",
    postcode="12345",
    city="Musterstadt",
)
PERSON = rules.Holder(
    public_id="h1",
    is_person=True,
    name="Demo Person 01",
    given_name="Demo",
    family_name="Person\x0001",
    born=date(1984, 2, 29),
    nationality="DE",
    residences=(rules.Residence(country="FR", tin="FR1"), rules.Residence(country="DE", tin="D")),
    home=rules.Home(
        country="FR", street="Rue 1", postcode="", city="Musterville", kind="RESIDENTIAL"
    ),
    crs_status="INDIVIDUAL",
    is_us_person=False,
)
COMPANY = replace(
    PERSON, public_id="h2", is_person=False, name="Demo & Sons", crs_status="PASSIVE_NFE", home=None
)


def told(holder=PERSON, **changes):
    """Return an account that is told of."""
    report = rules.HeldAccount(
        public_id="a1",
        number="DE02999999991000000001",
        holder=holder,
        standing=Standing.REPORTED,
        countries=("FR",),
        balance=eur("1234.50"),
        interest=eur("3.21"),
        is_closed=False,
    )
    return replace(report, **changes)


@pytest.mark.parametrize(
    ("countries", "status", "standing", "reported_to"),
    [
        (("DE", "FR"), "INDIVIDUAL", Standing.REPORTED, ("FR",)),
        (("DE",), "INDIVIDUAL", Standing.HOME, ()),
        (("US",), "INDIVIDUAL", Standing.ELSEWHERE, ()),
        ((), None, Standing.UNDOCUMENTED, ("DE",)),
        (("FR",), "FINANCIAL_INSTITUTION", Standing.EXEMPT, ()),
        (("AT", "FR"), "ACTIVE_NFE", Standing.REPORTED, ("AT", "FR")),
    ],
)
def test_who_is_reportable_under_crs(countries, status, standing, reported_to):
    residences = tuple(rules.Residence(country=each) for each in countries)
    holder = replace(PERSON, residences=residences, crs_status=status)
    assert rules.crs_standing(holder, home="DE", partners=None) == (standing, reported_to)


def test_only_agreed_jurisdictions_are_reportable_where_they_are_named():
    partners = frozenset({"AT"})
    assert rules.crs_standing(PERSON, home="DE", partners=partners) == (Standing.ELSEWHERE, ())


def test_persons_of_the_united_states_are_told_under_fatca():
    there = replace(PERSON, residences=(rules.Residence(country="US", tin="9"),))
    declared = replace(PERSON, is_us_person=True)
    for holder in (there, declared):
        assert rules.fatca_standing(holder, home="DE") == (Standing.REPORTED, ("US",))
    assert rules.fatca_standing(PERSON, home="DE")[0] is Standing.ELSEWHERE
    nobody = replace(PERSON, residences=(), crs_status=None)
    assert rules.fatca_standing(nobody, home="DE")[0] is Standing.UNDOCUMENTED


def test_a_closed_or_overdrawn_account_is_told_with_nothing_on_it():
    assert rules.told_balance(eur(5), is_closed=False) == eur(5)
    assert rules.told_balance(eur(5), is_closed=True) == eur(0)
    assert rules.told_balance(eur(-5), is_closed=False) == eur(0)


def test_records_have_the_same_number_whenever_they_are_made():
    number = rules.document_number(country="DE", year=2026, sender="123", account="a", holder="h")
    assert number == "DE2026DE-123-a-h"


MESSAGES = {
    "crs": crs_xml.message(
        BANK,
        [
            told(),
            told(COMPANY, public_id="a2", is_closed=True, balance=eur(0)),
            told(
                replace(PERSON, residences=(), home=None),
                public_id="a3",
                standing=Standing.UNDOCUMENTED,
                countries=("DE",),
                interest=eur(0),
                balance=Money.of("7", "JPY"),
            ),
        ],
        year=2026,
        at=AT,
    ),
    "crs without accounts": crs_xml.message(BANK, [], year=2026, at=AT),
    "fatca": fatca_xml.message(
        BANK, [told(countries=("US",)), told(COMPANY, public_id="a2")], year=2026, at=AT
    ),
    "fatca without accounts": fatca_xml.message(BANK, [], year=2026, at=AT),
}


@pytest.mark.parametrize("which", MESSAGES)
def test_messages_have_the_elements_of_the_schemas_in_their_order(which):
    assert exchange_rules.faults(MESSAGES[which]) == []


def test_a_message_that_is_out_of_order_is_found_out():
    turned = MESSAGES["crs"].replace(b"AccountBalance", b"Balance")
    assert exchange_rules.faults(turned)
    assert exchange_rules.faults(MESSAGES["crs"].replace(b"-a2-", b"-a1-").replace(b"h2", b"h1"))


@pytest.mark.parametrize("which", ["crs", "crs without accounts"])
def test_messages_are_valid_by_the_official_schema(which):
    _valid(SCHEMAS / "CrsXML_v2.0.xsd", MESSAGES[which])


def test_messages_to_the_irs_are_valid_by_its_schema():
    _valid(SCHEMAS / "FatcaXML_v2.0.xsd", MESSAGES["fatca"])


def _valid(schema, content):
    if not schema.is_file():
        pytest.skip(f"there is no {schema}: the authority's schemas may not be copied here")
    xmlschema.XMLSchema(schema).validate(content.decode())


def test_what_a_message_says_of_an_account():
    root = ET.fromstring(MESSAGES["crs"])  # noqa: S314
    first, second, third = root.iter(f"{crs_xml.CRS}AccountReport")
    words = {exchange_rules.local(each): each.text for each in first.iter()}
    assert words["AccountBalance"] == "1234.50"
    assert words["PaymentAmnt"] == "3.21"
    assert words["TIN"] == "FR1"
    assert words["LastName"] == "Person 01"
    assert words["Street"] == "Rue 1"
    assert second.find(f"{crs_xml.CRS}AccountNumber").get("ClosedAccount") == "true"
    assert second.find(f".//{crs_xml.CRS}AcctHolderType").text == "CRS103"
    assert third.find(f"{crs_xml.CRS}AccountNumber").get("UndocumentedAccount") == "true"
    assert third.find(f"{crs_xml.CRS}AccountBalance").attrib == {"currCode": "JPY"}


def test_a_message_without_accounts_says_so():
    assert b"CRS703" in MESSAGES["crs without accounts"]
    assert b"NoAccountToReport" in MESSAGES["fatca without accounts"]
