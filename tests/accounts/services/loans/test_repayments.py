"""Paying what is due: by staff, by the customer, and at the close of a day."""

from datetime import date

import pytest

from accounts import public as accounts
from accounts.models import LoanAllocation
from accounts.repositories import loan_days
from accounts.services.loans.settlements import LoanRequestReused, NotAPayingAccount
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import CurrencyMismatch, Money
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
APRIL = date(2026, 4, 2)
pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def due_loan():
    """Return a loan of which one instalment (94.62 + 12.00) is due."""
    loan = lending.lent()
    lending.close_day(APRIL)
    return loan


def test_what_is_due_is_paid_interest_before_principal(due_loan):
    receipt = lending.repay(due_loan, "50.00")
    assert (receipt.interest, receipt.principal) == (eur(12), eur(38))
    assert receipt.outstanding == eur(1162)
    receipt = lending.repay(due_loan, "56.62")
    assert (receipt.interest, receipt.principal) == (eur(0), eur("56.62"))
    assert due_loan.view.due == eur(0)
    assert lending.clean()


def test_principal_is_paid_first_where_the_contract_says_so():
    lending.terms(allocation_order="PRINCIPAL_FIRST")
    loan = lending.lent()
    lending.close_day(APRIL)
    receipt = lending.repay(loan, "100.00")
    assert (receipt.principal, receipt.interest) == (eur("94.62"), eur("5.38"))


def test_more_than_is_due_is_refused_and_nothing_changes(due_loan):
    with pytest.raises(loans.MoreThanDue):
        lending.repay(due_loan, "106.63")
    assert due_loan.view.outstanding == eur(1200)
    assert due_loan.funds == eur(1188)
    assert LoanAllocation.objects.count() == 0


def test_more_than_is_due_repays_principal_early_when_asked(due_loan):
    receipt = lending.repay(due_loan, "207.62", surplus=loans.Surplus.EARLY)
    assert receipt.fees == eur(1)
    assert receipt.principal == eur("194.62")
    assert due_loan.view.outstanding == eur("1005.38")
    assert lending.clean()


def test_a_payment_sent_twice_is_made_once(due_loan):
    key = factories.request_key(body="pay")
    first = lending.repay(due_loan, "106.62", request=key)
    again = lending.repay(due_loan, "106.62", request=key)
    assert (first.replayed, again.replayed) == (False, True)
    assert first.payment_id == again.payment_id
    assert due_loan.view.outstanding == eur("1105.38")


def test_a_key_of_another_payment_is_refused(due_loan):
    key = factories.request_key(body="pay")
    lending.repay(due_loan, "10.00", request=key)
    other = ledger.RequestKey(key.source, key.key, b"x" * 32)
    with pytest.raises(LoanRequestReused):
        lending.repay(due_loan, "20.00", request=other)


def test_a_payment_without_money_is_refused_and_leaves_the_loan_alone(due_loan):
    poor = factories.account(funds=5, owner=due_loan.customer)
    with pytest.raises(loans.LoanNotBooked, match="not enough money"):
        lending.repay(due_loan, "106.62", from_account_id=poor.account_id)
    assert due_loan.view.outstanding == eur(1200)
    assert due_loan.view.due == eur("106.62")
    assert lending.clean()


def test_a_payment_in_another_currency_is_refused(due_loan):
    with pytest.raises(CurrencyMismatch):
        lending.repay(due_loan, Money.of(10, "USD"))


def test_a_loan_does_not_pay_itself(due_loan):
    with pytest.raises(NotAPayingAccount):
        lending.repay(due_loan, "106.62", from_account_id=due_loan.view.account_id)
    assert due_loan.view.outstanding == eur(1200)
    assert lending.clean()


def test_nothing_is_taken_for_a_loan_that_is_not_paid_out():
    view, _, _ = lending.contracted()
    order = loans.Repayment(loan_id=view.loan_id, amount=eur(1))
    with pytest.raises(loans.LoanNotOwed):
        loans.repay(order=order, request=factories.request_key(), actor=TESTER, now=NOW)


def test_nobody_else_books_on_a_loans_account(due_loan):
    other = factories.account(funds=50)
    loan_account = accounts.resolve(account_ids=[due_loan.view.account_id])
    ledger_id = loan_account[due_loan.view.account_id].ledger_account_id
    for minor in (100, -100):
        outcome = use_case(ledger.post)(
            postings=[
                factories.posting((ledger_id, minor), (other.ledger_account_id, -minor)),
            ],
            now=NOW,
        )[0]
        assert outcome.code == ledger.RefusalCode.ACCOUNT_BLOCKED


def test_what_is_due_is_collected_at_the_close_of_the_day_once(due_loan):
    counts = lending.steps(APRIL, date(2026, 4, 3))
    assert (counts["collected_from"], counts["collected_minor"]) == (1, 10662)
    before = due_loan.funds, lending.gl("1210"), lending.gl("4010")
    assert lending.steps(APRIL, date(2026, 4, 3))["tried"] == 0
    assert (due_loan.funds, lending.gl("1210"), lending.gl("4010")) == before
    assert lending.clean()


def test_a_loan_that_another_run_has_collected_from_is_left_alone(due_loan, monkeypatch):
    """Two runs may list the same loan; the second to lock it finds the first one's row."""
    listed = loan_days.due_for_collection(day=APRIL)
    lending.steps(APRIL, date(2026, 4, 3))
    monkeypatch.setattr(loan_days, "due_for_collection", lambda **_: listed)
    assert lending.steps(APRIL, date(2026, 4, 3))["tried"] == 0
    assert len(listed) == 1
    lending.take_away(due_loan, 0)
    lending.close_day(date(2026, 5, 2))
    late = loan_days.due_for_collection(day=date(2026, 5, 2))
    lending.steps(date(2026, 5, 2), date(2026, 5, 3))
    monkeypatch.setattr(loan_days, "due_for_collection", lambda **_: late)
    lending.pay_in(due_loan, 500)
    assert lending.steps(date(2026, 5, 2), date(2026, 5, 3))["tried"] == 0


def test_what_there_is_is_collected_where_the_contract_says_so(due_loan):
    lending.take_away(due_loan, "40")
    assert lending.steps(APRIL, date(2026, 4, 3))["collected_minor"] == 4000
    assert due_loan.view.due == eur("66.62")
    assert lending.clean()


def test_all_or_nothing_is_collected_where_the_contract_says_so():
    lending.terms(partial_collection=False)
    loan = lending.lent()
    lending.take_away(loan, "40")
    lending.close_day(APRIL)
    counts = lending.steps(APRIL, date(2026, 4, 3))
    assert (counts["tried"], counts["collected_minor"]) == (1, 0)
    assert loan.funds == eur(40)


def test_two_loans_share_what_their_account_has():
    first = lending.lent()
    view, _, _ = lending.contracted()
    lending.take_away(first, "150")
    application = loans.apply(request=lending.request(first.customer), actor=TESTER, now=NOW)
    loans.decide(
        application_id=application.application_id,
        decision=loans.Decision(state=loans.ApplicationState.APPROVED, reason="Good"),
        actor=TESTER,
        now=NOW,
    )
    second = loans.conclude(
        order=loans.ContractOrder(
            application_id=application.application_id,
            repayment_account_id=first.account.account_id,
        ),
        actor=TESTER,
        now=NOW,
    )
    loans.disburse(loan_id=second.loan_id, actor=TESTER, now=NOW)
    lending.take_away(first, "150")
    lending.close_day(APRIL)
    assert lending.steps(APRIL, date(2026, 4, 3))["collected_minor"] == 15000
    assert first.funds == eur(0)
    assert lending.clean()
    assert view.state == "PENDING"
