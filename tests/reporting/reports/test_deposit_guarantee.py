"""Each depositor's deposits are summed, shared, limited and left out as the Directive says."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.ledger import public as ledger
from reporting.reports import public as reports
from reporting.reports.domain import deposit_guarantee as rules
from tests import factories
from tests.accounts import interest_days
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, exchange, people

DAY = OPENING_DAY + timedelta(days=1)


@pytest.fixture
def day_of_many():
    """A day at whose end one has more than the limit, two share, and two are left out."""
    interest_days.terms((0, "0.0365"))
    anna, ben, institution = (accounts.get_customer(customer_id=people.active()) for _ in range(3))
    accounts.record_self_certification(
        customer_id=institution.customer_id,
        certification=accounts.SelfCertification(
            signed_on=OPENING_DAY,
            us_person=False,
            crs_status=accounts.CrsStatus.FINANCIAL_INSTITUTION,
        ),
        actor=TESTER,
        now=NOW,
    )
    factories.account(owner=anna, funds=150_000)
    shared = factories.account(owner=anna, funds="30000.01")
    accounts.add_holder(
        account_id=shared.account_id,
        customer_id=ben.customer_id,
        valid_from=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    accounts.add_holder(  # whose right has ended by the day
        account_id=shared.account_id,
        customer_id=institution.customer_id,
        valid_from=OPENING_DAY,
        valid_to=OPENING_DAY,
        actor=TESTER,
        now=NOW,
    )
    factories.account(owner=ben, funds=1_200, currency="USD")
    factories.account(owner=institution, funds=700)
    factories.account(funds=500)  # of somebody whom nobody has identified
    overdrawn = factories.account()
    interest_days.overdraft(overdrawn, 100)
    interest_days.book(overdrawn, -60_00)
    exchange.publish(OPENING_DAY, USD="1.20")
    interest_days.end_day()
    interest_days.end_day()
    ledger.summarise_closed_days()


def test_deposits_are_told_by_depositor_and_tie_to_the_ledger(load, day_of_many):
    load(day=DAY)
    made = reports.make(name="deposit_guarantee", day=DAY)
    assert made.ties, [each for each in made.reconciliations if not each.agrees]
    totals, depositors, held, items = made.tables
    # Interest of one day at 3.65 %: 15.00 on 150,000, 3.00 on what is shared, 0.05 and 0.07.
    assert [[cell.value for cell in row[-4:]] for row in depositors.rows] == [
        ["", eur("165016.51"), eur("165016.51"), eur(100_000)],
        ["", eur("16001.50"), eur("16001.50"), eur("16001.50")],
        [rules.Exclusion.FINANCIAL_INSTITUTION, eur("700.07"), eur(0), eur(0)],
        [rules.Exclusion.NOT_IDENTIFIED, eur("500.05"), eur(0), eur(0)],
    ]
    assert [[cell.value for cell in row] for row in totals.rows][:2] == [
        ["Depositors with eligible deposits", 2, eur("181018.01")],
        ["Covered deposits, Article 6(1)", 2, eur("116001.50")],
    ]
    assert totals.totals[0][-1].value == eur("182218.13")
    assert [row[5].value for row in held.rows] == [1, 2, 2, 1, 1, 1]
    named = {tuple(cell.value for cell in row[:3]): row[3].value for row in items.rows}
    assert named["2000", "EUR", "Deposits"] == eur("181200.01")
    assert named["2000", "EUR", "Overdrawn accounts"] == eur(-60)
    assert named["2200", "EUR", "Accrued interest"] == eur("18.12")
    lines = _official(made)
    assert lines[0] == ["H", "1", "2026-03-03", "EUR"]
    assert [line[0] for line in lines] == ["H", *"ACCD", *"ACCD", *"ACD", *"ACD", "T"]
    assert lines[-1] == ["T", "4", "6", "182218.13 EUR", "181018.01 EUR", "116001.50 EUR"]
    assert lines[1][5:7] == ["Person", "1984-02-29"]


def test_what_the_books_have_and_no_account_shows_is_told(load, day_of_many):
    load(day=DAY)
    interest_days.book(factories.account(), 1_00)
    interest_days.end_day()
    ledger.summarise_closed_days()
    made = reports.make(name="deposit_guarantee", day=DAY + timedelta(days=1))
    apart = {each.what: each.difference for each in made.reconciliations if not each.agrees}
    assert apart["line 2000 in EUR"] == eur(-1)
    assert apart["accrued interest, line 2200 in EUR"].minor < 0


def _official(made):
    report = reports.report("deposit_guarantee")
    inputs = type("Inputs", (), {"day": DAY})
    text = report.official(inputs, made).content.decode()
    return [line.split("|") for line in text.splitlines()]
