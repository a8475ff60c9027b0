"""Restructuring, write-off and recovery."""

from datetime import date
from decimal import Decimal

import pytest

from accounts import public as accounts
from accounts.models import LoanInstalment, LoanSchedule, LoanStateChange
from accounts.services.loans.applications import ReasonMissing
from accounts.services.loans.restructurings import NothingRestructured
from accounts.services.loans.write_offs import MoreThanClaimed, NotWrittenOff
from bankcore.ledger import public as ledger
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def loan():
    """Return a loan in arrears: the first instalment of 106.62 is 14 days past due."""
    loan = lending.lent()
    lending.take_away(loan)
    for day in (date(2026, 4, 2), date(2026, 4, 3), date(2026, 4, 16), date(2026, 4, 17)):
        lending.close_day(day)
    return loan


def restructure(loan, **asked):
    order = loans.Restructuring(
        loan_id=loan.loan_id, reason=asked.pop("reason", "Lost work"), **asked
    )
    return loans.restructure(order=order, actor=TESTER, now=NOW)


def to_come(view):
    return [line for line in view.schedule if line.version == view.schedule[-1].version]


def test_more_time_makes_a_new_version_and_keeps_the_old(loan):
    view = restructure(loan, more_instalments=6)
    assert len(to_come(view)) == 17
    assert to_come(view)[-1].due_date == date(2027, 9, 2)
    assert LoanSchedule.objects.count() == 2
    assert LoanInstalment.objects.filter(superseded=True).count() == 11
    assert view.due == eur("106.62") + lending.gl("1220")
    assert view.state == "IN_ARREARS"
    assert lending.clean()


def test_arrears_that_join_the_principal_are_past_due_no_more(loan):
    charged = lending.gl("1220")
    view = restructure(loan, more_instalments=6, capitalise_arrears=True)
    assert view.state == "RESTRUCTURED"
    assert view.outstanding == eur(1212) + charged
    assert view.due == eur(0)
    assert sum((line.principal for line in to_come(view)), eur(0)) == view.outstanding
    assert lending.gl("1220") == eur(0)
    assert lending.clean()
    last = LoanStateChange.objects.latest("id")
    assert (last.to_state, last.reason) == ("RESTRUCTURED", "Lost work")


def test_another_rate_holds_from_the_day_on(loan):
    view = restructure(loan, annual_rate=Decimal("0.06"), capitalise_arrears=True)
    assert view.annual_rate == Decimal("0.06")
    lines = to_come(view)
    # Half of the month at 12 % is carried; the rest of the first period and all others bear 6 %.
    assert lines[1].interest < eur("6.10")
    assert lending.clean()


def test_interest_of_a_holiday_joins_the_principal_when_it_ends(loan):
    lending.pay_in(loan, 300)
    lending.repay(loan, loan.view.due)
    view = restructure(loan, holiday=3)
    lines = to_come(view)
    assert [line.capitalised for line in lines[:4]] == [True, True, True, False]
    assert all(line.principal == eur(0) for line in lines[:3])
    joined = sum((line.interest for line in lines[:3]), eur(0))
    assert sum((line.principal for line in lines), eur(0)) == eur("1105.38") + joined
    for line in lines[:3]:
        lending.close_day(line.due_date)
    lending.close_day(date(2026, 7, 3))
    assert loan.view.outstanding == eur("1105.38") + joined
    assert loan.view.days_past_due == 0
    assert lending.clean()


def test_a_loan_whose_time_is_over_gets_more():
    loan = lending.lent(instalments=1)
    lending.take_away(loan)
    for day in (date(2026, 4, 2), date(2026, 4, 3), date(2026, 5, 4)):
        lending.close_day(day)
    with pytest.raises(NothingRestructured):
        restructure(loan, capitalise_arrears=True)
    view = restructure(loan, capitalise_arrears=True, more_instalments=3)
    assert [line.due_date.month for line in to_come(view)] == [6, 7, 8]
    assert lending.clean()


def test_a_loan_is_restructured_before_its_interest_is_booked():
    loan = lending.lent()
    ledger.close_business_day(next_day=date(2026, 3, 20), actor=TESTER, now=NOW)
    restructure(loan, more_instalments=3)
    assert lending.gl("1210") == lending.gl("4010") == eur("6.97")
    assert lending.clean()


def test_a_restructured_loan_that_caught_up_is_still_called_so(loan):
    restructure(loan, more_instalments=3)
    lending.pay_in(loan, 300)
    lending.close_day(date(2026, 4, 18))
    lending.close_day(date(2026, 4, 19))
    assert (loan.view.state, loan.view.days_past_due) == ("RESTRUCTURED", 0)


@pytest.mark.parametrize("asked", [{}, {"more_instalments": -1, "holiday": 1}])
def test_a_restructuring_changes_something(loan, asked):
    with pytest.raises(NothingRestructured):
        restructure(loan, **asked)
    assert LoanSchedule.objects.count() == 1


def test_a_restructuring_has_a_reason(loan):
    with pytest.raises(ReasonMissing):
        restructure(loan, more_instalments=1, reason="")


def write_off(loan, reason="Bankrupt"):
    return loans.write_off(loan_id=loan.loan_id, reason=reason, actor=TESTER, now=NOW)


def recover(loan, amount, **more):
    return loans.recover(
        loan_id=loan.loan_id,
        amount=eur(amount),
        from_account_id=loan.account.account_id,
        request=more.pop("request", None) or factories.request_key(),
        actor=TESTER,
        now=NOW,
    )


def test_a_loan_written_off_is_a_loss_and_stays_a_claim(loan):
    charged = lending.gl("1220")
    view = write_off(loan)
    assert (view.state, view.outstanding) == ("WRITTEN_OFF", eur(0))
    assert view.claim == eur("1217.53") + charged
    assert lending.gl("5800") == view.claim
    assert lending.gl("1210") == lending.gl("1220") == eur(0)
    assert lending.clean()
    assert lending.steps(date(2026, 4, 17), date(2026, 5, 20))["accrued"] == 0


def test_what_comes_in_later_is_income_up_to_the_claim(loan):
    claim = write_off(loan).claim
    lending.pay_in(loan, 2000)
    key = factories.request_key()
    recover(loan, "500.00", request=key)
    assert recover(loan, "500.00", request=key).replayed
    assert lending.gl("4800") == eur(500)
    assert loan.view.claim == claim - eur(500)
    with pytest.raises(MoreThanClaimed):
        recover(loan, "900.00")
    assert lending.clean()


def test_only_a_loan_written_off_has_recoveries(loan):
    with pytest.raises(NotWrittenOff):
        recover(loan, 1)
    with pytest.raises(ReasonMissing):
        write_off(loan, " ")
    write_off(loan)
    with pytest.raises(loans.LoanNotOwed):
        write_off(loan)
    with pytest.raises(loans.LoanNotOwed):
        lending.repay(loan, 10)
