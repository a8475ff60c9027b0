"""Repaying early: the whole loan by a quote, or a part of it."""

from datetime import date

import pytest

from accounts import public as accounts
from accounts.services.loans.early_repayments import (
    ArrearsFirst,
    NothingToRepayEarly,
    QuoteExpired,
    QuoteNotFound,
    QuoteOutdated,
)
from bankcore.ledger import public as ledger
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
MIDDLE = date(2026, 4, 17)
pytestmark = pytest.mark.usefixtures("bank")


def quote(loan, day=MIDDLE, **more):
    return loans.quote(loan_id=loan.loan_id, for_day=day, actor=TESTER, now=NOW, **more)


def repay(quoted, **more):
    request = more.pop("request", None) or factories.request_key()
    return loans.repay_early(
        quote_id=quoted.quote_id, request=request, actor=TESTER, now=NOW, **more
    )


@pytest.fixture
def loan():
    """Return a loan in the middle of its second month, its first instalment paid."""
    loan = lending.lent(funds=500)
    lending.close_day(date(2026, 4, 2))
    lending.close_day(MIDDLE)
    return loan


def test_a_quote_is_principal_interest_to_the_day_and_fee(loan):
    quoted = quote(loan)
    assert quoted.principal == eur("1105.38")
    # 15 of the 30 days of a period that earns 11.05, and 1 % of the principal.
    assert quoted.interest == eur("5.53")
    assert quoted.fees == eur("11.05")
    assert quoted.total == eur("1121.96")
    assert quoted.valid_until == MIDDLE


def test_the_whole_loan_is_repaid_by_its_quote(loan):
    quoted, before = quote(loan), loan.funds
    receipt = repay(quoted)
    assert receipt.amount == quoted.total
    assert before - loan.funds == quoted.total
    assert (loan.view.state, loan.view.outstanding) == ("REPAID", eur(0))
    assert lending.gl("1210") == lending.gl("1220") == eur(0)
    assert lending.gl("4010") == eur("17.53")
    assert lending.clean()


def test_a_loan_in_arrears_is_repaid_with_all_that_is_due():
    loan = lending.lent(funds=200)
    lending.take_away(loan)
    for day in (date(2026, 4, 2), date(2026, 4, 3), MIDDLE):
        lending.close_day(day)
    quoted = quote(loan)
    assert quoted.principal == eur(1200)
    assert quoted.interest == eur("17.53")
    lending.pay_in(loan, 1300)
    repay(quoted)
    assert loan.view.state == "REPAID"
    assert lending.clean()


def test_interest_that_would_join_the_principal_today_is_paid_with_it():
    loan = lending.lent(principal_grace=1, interest_grace=1, funds=500)
    day = date(2026, 4, 2)
    lending.close_day(day)
    quoted = quote(loan, day)
    assert (quoted.principal, quoted.interest) == (eur(1200), eur(12))
    repay(quoted)
    assert loan.view.state == "REPAID"
    assert lending.clean()


def test_an_early_repayment_sent_twice_is_made_once(loan):
    quoted, key = quote(loan), factories.request_key()
    first = repay(quoted, request=key)
    again = repay(quoted, request=key)
    assert (first.payment_id, again.replayed) == (again.payment_id, True)


def test_a_quote_is_for_its_day_only(loan):
    quoted = quote(loan)
    lending.close_day(date(2026, 4, 18))
    with pytest.raises(QuoteExpired):
        repay(quoted)
    with pytest.raises(QuoteExpired):
        quote(loan)
    with pytest.raises(QuoteExpired):
        repay(quote(loan, date(2026, 4, 20)))
    assert loan.view.state == "ACTIVE"


def test_a_quote_is_worth_nothing_once_the_loan_has_changed(loan):
    quoted = quote(loan)
    repay(quote(loan, principal=eur(100)))
    with pytest.raises(QuoteOutdated):
        repay(quoted)
    assert loan.view.outstanding == eur("1005.38")


def test_a_part_lowers_the_instalments(loan):
    receipt = repay(quote(loan, principal=eur(600)))
    assert (receipt.amount, receipt.fees) == (eur(606), eur(6))
    rest = [line for line in loan.view.schedule if line.due_date > MIDDLE]
    assert len(rest) == 11
    assert sum((line.principal for line in rest), eur(0)) == eur("505.38")
    assert rest[1].principal + rest[1].interest < eur(50)
    assert rest[0].interest == eur("5.53") + eur("2.53")
    assert lending.clean()


def test_a_part_shortens_the_loan_when_asked(loan):
    repay(quote(loan, principal=eur(600)), effect=loans.Effect.SHORTEN)
    rest = [line for line in loan.view.schedule if line.due_date > MIDDLE]
    assert len(rest) == 5
    assert rest[1].principal + rest[1].interest == eur("106.62")
    assert sum((line.principal for line in rest), eur(0)) == eur("505.38")
    assert lending.clean()


def test_a_loan_goes_on_to_its_end_after_a_part(loan):
    repay(quote(loan, principal=eur(1000)), effect=loans.Effect.SHORTEN)
    lending.pay_in(loan, 200)
    for day in (date(2026, 5, 2), date(2026, 5, 3)):
        lending.close_day(day)
    lending.close_day(date(2026, 6, 2))
    lending.close_day(date(2026, 6, 3))
    assert loan.view.state == "REPAID"
    assert lending.gl("1210") == eur(0)
    assert lending.clean()


def test_what_is_due_comes_before_a_part():
    loan = lending.lent()
    lending.take_away(loan)
    lending.close_day(date(2026, 4, 2))
    quoted = quote(loan, date(2026, 4, 2), principal=eur(100))
    with pytest.raises(ArrearsFirst):
        repay(quoted)


@pytest.mark.parametrize("principal", ["1105.38", "2000.00"])
def test_a_part_is_less_than_the_whole(loan, principal):
    with pytest.raises(NothingToRepayEarly):
        quote(loan, principal=eur(principal))


def test_there_is_no_early_repayment_without_money_and_nothing_changes(loan):
    quoted = quote(loan)
    lending.take_away(loan, 100)
    with pytest.raises(loans.LoanNotBooked):
        repay(quoted)
    assert loan.view.outstanding == eur("1105.38")
    assert {line.version for line in loan.view.schedule} == {1}
    assert lending.clean()


def test_there_is_no_early_repayment_without_a_quote():
    with pytest.raises(QuoteNotFound):
        repay(type("Quote", (), {"quote_id": factories.request_key().key}))
    assert ledger.business_date() == OPENING_DAY
