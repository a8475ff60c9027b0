"""Tax authorities are told of the right accounts, with what was on them and what they earned."""

from datetime import UTC, date, datetime

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from reporting.reports import public as reports
from reporting.reports.domain.definitions import Inputs
from reporting.reports.domain.tax_exchange import Standing
from reporting.reports.repositories.facts import LakeFacts
from reporting.reports.services.ledger_books import LedgerBooks
from reporting.reports.services.tax_accounts import YearNotOver
from reporting.warehouse import public as warehouse
from tests import factories
from tests.accounts import interest_days
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, people
from tests.reporting.reports import exchange_rules

AT = datetime(2027, 1, 4, 8, 0, 0, 5, tzinfo=UTC)
YEAR_END = date(2026, 12, 31)


def _resident(customer_id, country, *, tin="T1", is_us=False, status="INDIVIDUAL"):
    given = {"customer_id": customer_id, "actor": TESTER, "now": NOW}
    residence = accounts.TaxResidence(country=country, tin=tin, valid_from=OPENING_DAY)
    accounts.set_tax_residence(residence=residence, **given)
    accounts.record_self_certification(
        certification=accounts.SelfCertification(
            signed_on=OPENING_DAY, us_person=is_us, crs_status=accounts.CrsStatus(status)
        ),
        **given,
    )


@pytest.fixture
def year_of_many():
    """A year in which a Frenchman, an American, a company abroad and others had accounts."""
    interest_days.terms((0, "0.0365"), posting_period=accounts.PostingPeriod.YEARLY)
    french, american, german = (
        accounts.get_customer(customer_id=people.active()) for _ in range(3)
    )
    company = factories.customer("Demo Company", kind="COMPANY")
    _resident(french.customer_id, "FR", tin="FR1")
    _resident(american.customer_id, "US", tin="111223333", is_us=True)
    _resident(company.customer_id, "AT", status="PASSIVE_NFE")
    factories.account(owner=french, funds=10_000)
    closed = factories.account(owner=french, funds=25)
    shared = factories.account(owner=german, funds=2_000)
    accounts.add_holder(
        account_id=shared.account_id,
        customer_id=french.customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    factories.account(owner=american, funds=3_000)
    factories.account(owner=company, funds=1_000)
    factories.account(owner=german, funds=700)
    undocumented = factories.account(funds=500)
    order = accounts.ClosingOrder(
        account_id=closed.account_id, payout_account_id=undocumented.account_id, reason="Asked"
    )
    accounts.close_account(order=order, actor=TESTER, now=NOW)
    interest_days.leap_to(date(2027, 1, 1))
    ledger.summarise_closed_days()


def test_a_year_is_told_of_and_ties_to_the_ledger(load, year_of_many):
    load(day=YEAR_END, now=AT)
    crs = reports.make(name="crs", day=YEAR_END)
    assert crs.ties, crs.reconciliations
    found = {(row[1].value, row[7].value, row[8].value, row[6].value) for row in crs.tables[0].rows}
    # 304 days from 3 March on: 3.65 % a year is a hundredth of a percent a day.
    assert found == {
        ("Demo Person", eur(10_304), eur(304), ""),
        ("Demo Person", eur(0), eur(0), "yes"),
        ("Demo Person", eur("2060.80"), eur("60.80"), ""),
        ("Demo Company", eur("1030.40"), eur("30.40"), ""),
        ("Demo Customer", eur("540.96"), eur("15.96"), ""),
    }
    counted = {row[2].value: (row[3].value, row[4].value) for row in crs.tables[1].rows}
    assert counted[Standing.HOME] == (1, eur("721.28"))
    assert counted[Standing.ELSEWHERE] == (1, eur("3091.20"))
    content = _official("crs", crs)
    assert exchange_rules.faults(content) == []
    assert content == _official("crs", crs)
    assert content.count(b"<crs:AccountReport>") == 5

    fatca = reports.make(name="fatca", day=YEAR_END)
    assert fatca.ties
    assert [row[7].value for row in fatca.tables[0].rows if row[3].value == "reported"] == [
        eur("3091.20")
    ]
    content = _official("fatca", fatca)
    assert exchange_rules.faults(content) == []
    assert content.count(b"<ftc:AccountReport>") == 1
    assert b">111223333<" in content

    with pytest.raises(YearNotOver):
        reports.make(name="crs", day=YEAR_END, values={"year": 2027})


def _official(name, made):
    version = warehouse.version()
    with warehouse.opened(version) as connection:
        inputs = Inputs(
            day=YEAR_END,
            known_at=version.known_at,
            facts=LakeFacts(connection),
            books=LedgerBooks(),
        )
        return reports.report(name).official(inputs, made).content
