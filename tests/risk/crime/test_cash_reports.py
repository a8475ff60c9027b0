"""Cash above the limit is reported: for each person, day and direction, in FinCEN's form."""

from datetime import timedelta
from pathlib import Path

import pytest
import xmlschema
from defusedxml import ElementTree

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.identity.public import Role
from bankcore.money import Money
from risk.crime import public as crime
from risk.crime.models import CashReport, CashReportParty, Filing
from tests import factories
from tests.colleagues import member
from tests.conftest import NOW
from tests.factories import TESTER, eur, people
from tests.risk.crime.books import DAY, account, at, bring, end_day, fetch, monitor, rate, send

pytestmark = pytest.mark.usefixtures("bank")
SCHEMA = xmlschema.XMLSchema(Path(__file__).parent / "fincen.xsd")
FC2 = "{www.fincen.gov/base}"


@pytest.fixture
def cora():
    return member("cora", Role.COMPLIANCE)


def reports() -> list[tuple[str, int]]:
    return [
        (each.direction, each.dollars) for each in CashReport.objects.order_by("direction", "id")
    ]


def filed(cora) -> ElementTree:
    """Make the file of what is due, and read it."""
    number = crime.file_cash(actor=cora, now=NOW)
    content = crime.download_filing(filing_id=number, actor=cora, now=NOW)
    SCHEMA.validate(content.decode())
    return ElementTree.fromstring(content)


def texts(tree, name: str) -> list[str]:
    return [each.text for each in tree.iter(f"{FC2}{name}")]


def test_cash_above_ten_thousand_dollars_of_a_day_is_reported():
    held = account()
    bring(held, 6_000)
    bring(held, 4_001)
    assert monitor()["cash reports"] == 1
    report = CashReport.objects.get()
    assert (report.direction, report.dollars, report.day) == ("IN", 10_001_00, DAY)
    assert report.due_on == DAY + timedelta(days=15)
    assert [each.customer_id for each in report.parties.all()] == [held.customer_id]
    assert report.rows.count() == 2


def test_ten_thousand_dollars_exactly_are_not_reported_and_a_cent_more_is():
    held, other = account(), account()
    bring(held, 10_000)
    bring(other, Money.of("10000.01", "USD"))
    monitor()
    assert [each.customer_id for each in CashReportParty.objects.all()] == [other.customer_id]


def test_what_comes_and_what_goes_count_by_themselves():
    held = account()
    bring(held, 9_000)
    fetch(held, 8_000)
    monitor()
    assert reports() == []


def test_both_directions_may_be_reported_of_one_day():
    held = account()
    bring(held, 12_000)
    fetch(held, 11_000)
    monitor()
    assert reports() == [("IN", 12_000_00), ("OUT", 11_000_00)]


def test_all_accounts_of_a_person_count_together_in_every_currency():
    rate("USD", "1.25")
    owner = factories.customer("Demo Person 01")
    bring(account(owner), 5_000)
    bring(account(owner, currency="EUR"), eur(4_001))
    monitor()
    assert reports() == [("IN", 5_000_00 + 5_001_25)]


def test_joint_holders_are_in_one_report_and_count_with_what_is_their_own():
    one = factories.customer("Demo Person 01")
    two = factories.customer("Demo Person 02")
    joint = account(one)
    accounts.add_holder(
        account_id=joint.account_id,
        customer_id=two.customer_id,
        valid_from=DAY,
        actor=TESTER,
        now=NOW,
    )
    bring(joint, 11_000)
    monitor()
    report = CashReport.objects.get()
    found = {each.customer_id for each in report.parties.all()}
    assert found == {one.customer_id, two.customer_id}


def test_a_joint_holder_with_more_cash_elsewhere_has_a_report_of_their_own():
    one = factories.customer("Demo Person 01")
    two = factories.customer("Demo Person 02")
    joint, own = account(one), account(two)
    accounts.add_holder(
        account_id=joint.account_id,
        customer_id=two.customer_id,
        valid_from=DAY,
        actor=TESTER,
        now=NOW,
    )
    bring(joint, 9_000)
    bring(own, 2_000)
    monitor()
    report = CashReport.objects.get()
    assert report.dollars == 11_000_00
    assert [each.customer_id for each in report.parties.all()] == [two.customer_id]


def test_transfers_are_no_cash():
    held, other = account(), account()
    bring(held, 9_000)
    bring(other, 9_000)
    send(held, other, 9_000)
    monitor()
    assert reports() == []


def test_looking_again_reports_nothing_twice(cora):
    bring(account(), 12_000)
    monitor()
    assert monitor()["cash reports"] == 0
    crime.file_cash(actor=cora, now=NOW)
    assert monitor()["cash reports"] == 0
    with pytest.raises(crime.NothingDue):
        crime.file_cash(actor=cora, now=NOW)
    assert Filing.objects.count() == 1


def test_the_file_has_fincens_names_and_the_customers_from_their_files(cora):
    rate("USD", "1.25")
    customer = people.active()
    owner = accounts.get_customer(customer_id=customer)
    bring(account(owner), 12_000)
    bring(account(owner, currency="EUR"), eur("0.81"))
    monitor()
    tree = filed(cora)
    assert texts(tree, "FormTypeCode") == ["CTRX"]
    assert texts(tree, "ActivityPartyTypeCode") == ["35", "37", "30", "8", "34", "23"]
    assert texts(tree, "TotalCashInReceiveAmountText") == ["12002"]  # rounded up to whole dollars
    assert texts(tree, "CurrencyTransactionActivityDetailTypeCode") == ["55", "53"]
    assert texts(tree, "DetailTransactionAmountText") == ["12000", "2"]
    assert texts(tree, "OtherForeignCurrencyCountryText") == ["DE"]
    assert texts(tree, "RawEntityIndividualLastName") == ["Person"]
    assert texts(tree, "RawIndividualFirstName") == ["Demo"]
    assert texts(tree, "IndividualBirthDateText") == ["19840229"]
    assert "Musterweg 5" in texts(tree, "RawStreetAddress1Text")
    assert "12345678903" in texts(tree, "PartyIdentificationNumberText")
    assert tree.get("TotalAmount") == "12002"
    assert (tree.get("ActivityCount"), tree.get("PartyCount")) == ("1", "6")
    assert len(texts(tree, "AccountNumberText")) == 2


def test_a_company_and_cash_that_went_are_told_so(cora):
    held = account(factories.customer("Demo Company 01", "COMPANY"))
    bring(held, 9_999)
    end_day()
    bring(held, 9_999, now=at(9, day=DAY + timedelta(days=1)))
    fetch(held, 15_000, now=at(10, day=DAY + timedelta(days=1)))
    monitor(DAY + timedelta(days=1))
    tree = filed(cora)
    assert texts(tree, "TotalCashOutAmountText") == ["15000"]
    assert texts(tree, "PartyAsEntityOrganizationIndicator") == ["Y"]
    assert texts(tree, "CurrencyTransactionActivityDetailTypeCode") == ["56"]


def test_a_file_is_acknowledged_once_with_its_reports(cora):
    bring(account(), 12_000)
    monitor()
    number = crime.file_cash(actor=cora, now=NOW)
    with pytest.raises(crime.TrackingInvalid):
        crime.acknowledge_filing(filing_id=number, tracking_id="<x>", actor=cora, now=NOW)
    assert CashReport.objects.get().state == "FILED"
    crime.acknowledge_filing(filing_id=number, tracking_id="BSA-0001", actor=cora, now=NOW)
    assert CashReport.objects.get().state == "ACKNOWLEDGED"
    with pytest.raises(crime.FilingAcknowledged):
        crime.acknowledge_filing(filing_id=number, tracking_id="BSA-0002", actor=cora, now=NOW)
    with pytest.raises(crime.FilingNotFound):
        crime.download_filing(filing_id=number + 1, actor=cora, now=NOW)


@pytest.mark.parametrize("role", [each for each in Role if each is not Role.COMPLIANCE])
def test_nobody_but_compliance_makes_files_or_takes_them(role):
    bring(account(), 12_000)
    monitor()
    somebody = member("eve", role)
    with pytest.raises(NotPermitted):
        crime.file_cash(actor=somebody, now=NOW)
    with pytest.raises(NotPermitted):
        crime.download_filing(filing_id=1, actor=somebody, now=NOW)
    with pytest.raises(NotPermitted):
        crime.acknowledge_filing(filing_id=1, tracking_id="BSA-1", actor=somebody, now=NOW)
    assert CashReport.objects.get().state == "DUE"


def test_a_report_that_is_due_soon_and_one_that_is_late_raise_an_alert_each(cora):
    bring(account(), 12_000)
    end_day(DAY + timedelta(days=1))
    due = DAY + timedelta(days=15)
    assert monitor(due - timedelta(days=4))["reports due soon or late"] == 0
    assert monitor(due - timedelta(days=3))["reports due soon or late"] == 1
    assert monitor(due - timedelta(days=2))["reports due soon or late"] == 0
    assert monitor(due)["reports due soon or late"] == 1
    assert monitor(due + timedelta(days=1))["reports due soon or late"] == 0
    alerts.raise_due(actor=TESTER, now=NOW)
    kinds = set(SecurityAlert.objects.values_list("kind", flat=True))
    assert {"report_due_soon", "report_late"} <= kinds


def test_a_report_that_is_filed_in_time_raises_none(cora):
    bring(account(), 12_000)
    monitor()
    crime.file_cash(actor=cora, now=NOW)
    assert monitor(DAY + timedelta(days=20))["reports due soon or late"] == 0
