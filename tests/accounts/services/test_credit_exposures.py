"""What customers owe and may draw, told to whoever provides for it."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories.loans import (
    APPROVER,
    clean,
    close_days_until,
    contracted,
    gl,
    lent,
    loans,
    steps,
    take_away,
)
from tests.payments.services.movements import deposit, withdraw

pytestmark = pytest.mark.usefixtures("bank")
NEXT_DAY = OPENING_DAY + timedelta(days=1)


def overdraft(account, limit) -> None:
    order = accounts.OverdraftOrder(
        account_id=account.account_id, limit=eur(limit), from_day=ledger.business_date()
    )
    accounts.agree_overdraft(order=order, actor=TESTER, now=NOW)


def only(day=OPENING_DAY) -> accounts.CreditExposure:
    (found,) = accounts.credit_exposures_on(day=day)
    return found


def test_a_loan_is_its_principal_its_schedule_and_its_effective_rate():
    loan = lent()
    found = only()
    assert (found.kind, found.reference) == (accounts.ExposureKind.LOAN, loan.loan_id)
    assert (found.drawn, found.undrawn) == (eur(1200), eur(0))
    assert found.annual_rate == loan.view.apr
    assert found.customer == loan.customer.customer_id
    assert (found.is_company, found.product) == (False, "LOAN")
    assert sum(part for _, part in found.flows) == 1200_00
    assert [due for due, _ in found.flows] == [each.due_date for each in loan.view.schedule]


def test_what_loans_owe_is_what_the_ledger_has_of_them():
    """Principal, interest and charges: 1200, 1210 and 1220, after two months behind."""
    late, better = lent(), lent(funds=5000, amount=2400)
    take_away(late)
    close_days_until(OPENING_DAY + timedelta(days=80))
    found = accounts.credit_exposures_on(day=ledger.business_date())
    in_books = sum(gl(code).minor for code in ("1210", "1220"))
    principal = sum(each.view.outstanding.minor for each in (late, better))
    assert sum(each.drawn.minor for each in found) == in_books + principal
    assert gl("1220").minor > 0
    assert max(each.days_past_due for each in found) == late.view.days_past_due > 40
    assert clean()


def test_a_contract_that_is_not_paid_out_may_still_be_drawn():
    view, _, _ = contracted()
    found = only()
    assert (found.kind, found.reference) == (accounts.ExposureKind.COMMITMENT, view.loan_id)
    assert (found.drawn, found.undrawn, found.flows) == (eur(0), eur(1200), ())


def test_other_terms_are_told_by_the_day_they_were_given():
    loan = lent()
    assert only().restructured_on is None
    order = loans.Restructuring(loan_id=loan.loan_id, reason="Less income", more_instalments=6)
    loans.restructure(order=order, actor=APPROVER, now=NOW)
    assert only().restructured_on == OPENING_DAY


def test_an_overdraft_is_what_is_drawn_and_what_is_left_of_what_is_agreed():
    anna = factories.account(funds=10, owner=factories.customer(kind="COMPANY"))
    assert accounts.credit_exposures_on(day=OPENING_DAY) == []
    overdraft(anna, 100)
    assert (only().drawn, only().undrawn, only().limit) == (eur(0), eur(100), eur(100))
    withdraw(anna, eur(40))
    found = only()
    assert (found.drawn, found.undrawn, found.limit) == (eur(30), eur(70), eur(100))
    assert (found.is_company, found.annual_rate, found.application) == (True, None, None)


def test_what_is_drawn_of_an_agreement_that_ended_is_beyond_it():
    anna = factories.account(funds=10)
    overdraft(anna, 100)
    withdraw(anna, eur(110))
    overdraft(anna, 0)
    assert (only().drawn, only().undrawn, only().limit) == (eur(100), eur(0), eur(0))


def test_an_account_is_told_as_it_was_at_the_end_of_the_day_that_closes():
    anna = factories.account(funds=10)
    overdraft(anna, 100)
    withdraw(anna, eur(40))
    use_case(ledger.cut_off)(next_day=NEXT_DAY)
    withdraw(anna, eur(50))
    deposit(anna, eur(20))
    assert only().drawn == eur(30)
    assert only(NEXT_DAY).drawn == eur(60)


def test_what_was_written_off_and_recovered_is_told_by_day():
    loan = lent(funds=50)
    owed = only().drawn
    loans.write_off(loan_id=loan.loan_id, reason="Insolvent", actor=APPROVER, now=NOW)
    assert accounts.credit_exposures_on(day=OPENING_DAY) == []
    (lost,) = accounts.loans_written_off(references=[loan.loan_id])
    assert (lost.reference, lost.day, lost.amount) == (loan.loan_id, OPENING_DAY, owed)
    assert accounts.loans_written_off(references=[]) == []
    steps(OPENING_DAY, NEXT_DAY)
    ledger.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
    loans.recover(
        loan_id=loan.loan_id, amount=eur(40), from_account_id=loan.account.account_id,
        request=factories.request_key(), actor=TESTER, now=NOW,
    )  # fmt: skip
    (came,) = accounts.loans_recovered(day=NEXT_DAY)
    assert (came.reference, came.amount) == (loan.loan_id, eur(40))
    assert accounts.loans_recovered(day=OPENING_DAY) == []
