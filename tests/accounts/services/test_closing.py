"""Closing an account."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from accounts.services import closing, fee_postings
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import interest_days, use
from tests.accounts.services.test_fees import charge
from tests.accounts.services.test_overdrafts import agree
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.payments.services.movements import left, own, picture, set_status, withdraw

pytestmark = pytest.mark.usefixtures("bank")


def close(account, payout=None) -> accounts.AccountClosing:
    order = accounts.ClosingOrder(
        account_id=account.account_id,
        payout_account_id=None if payout is None else payout.account_id,
        reason="Moves abroad",
    )
    return accounts.close_account(order=order, actor=TESTER, now=NOW)


def status(account) -> accounts.AccountStatus:
    return accounts.get_account(account_id=account.account_id).status


def test_what_is_left_is_paid_to_another_account_and_the_account_is_closed():
    anna, ben = factories.account(funds="12.34"), factories.account()
    closed = close(anna, ben)
    assert closed.paid_out == eur("12.34")
    assert (left(anna), left(ben)) == (eur(0), eur("12.34"))
    assert status(anna) is accounts.AccountStatus.CLOSED


def test_an_empty_account_needs_no_account_to_pay_to():
    anna = factories.account()
    assert close(anna).transaction_id is None
    assert status(anna) is accounts.AccountStatus.CLOSED


def test_due_fees_are_collected_first(monkeypatch):
    use.fee(use.EVENTS.STATEMENT_COPY, fixed=500)
    anna, ben = factories.account(funds=20), factories.account()
    with monkeypatch.context() as before_booking:
        before_booking.setattr(fee_postings, "book_each", lambda *_, **__: 0)
        charge(anna)
    assert use.charges(anna) == [("STATEMENT_COPY", "due", 500)]
    assert close(anna, ben).paid_out == eur(15)
    assert (use.charges(anna)[0][1], own("4100")) == ("charged", 500)


def test_closing_early_costs_what_the_terms_say():
    use.fee(use.EVENTS.EARLY_CLOSING, fixed=1_000, within_days=30)
    anna, ben, cara = factories.account(funds=20), factories.account(), factories.account(funds=20)
    assert close(anna, ben).paid_out == eur(10)
    ledger.close_business_day(next_day=NOW.date().replace(month=4), actor=TESTER, now=NOW)
    assert close(cara, ben).paid_out == eur(20)


def test_an_account_that_cannot_pay_its_fees_is_not_closed():
    use.fee(use.EVENTS.EARLY_CLOSING, fixed=1_000)
    anna, bert = factories.account(funds=5), factories.account()
    before = picture()
    with pytest.raises(closing.AccountOverdrawn):
        close(anna, bert)
    assert (status(anna), use.charges(anna)) == (accounts.AccountStatus.OPEN, [])
    assert picture()[1:] == before[1:]


def test_an_overdrawn_account_is_not_closed():
    anna = factories.account()
    agree(anna, eur(50))
    withdraw(anna, eur(10))
    with pytest.raises(closing.AccountOverdrawn, match=r"owes the bank 10\.00 EUR"):
        close(anna)
    assert status(anna) is accounts.AccountStatus.OPEN


def test_an_account_with_holds_is_not_closed():
    anna, ben = factories.account(funds=10), factories.account()
    order = ledger.HoldOrder(
        request=request_key(),
        account_id=anna.ledger_account_id,
        amount=eur(1),
        reference="Card 1",
    )
    use_case(ledger.place_hold)(order=order, actor=TESTER, now=NOW)
    before = picture()
    with pytest.raises(closing.HoldsStand):
        close(anna, ben)
    assert picture() == before


@pytest.mark.parametrize("where", ["nowhere", "itself"])
def test_money_needs_another_account_to_go_to(where):
    anna = factories.account(funds=10)
    before = picture()
    with pytest.raises(closing.PayoutAccountMissing, match=r"10\.00 EUR"):
        close(anna, anna if where == "itself" else None)
    assert picture() == before


def test_an_account_in_another_currency_cannot_be_paid_to():
    anna, ben = factories.account(funds=10), factories.account(currency="USD")
    before = picture()
    with pytest.raises(closing.PayoutRefused, match="currency mismatch"):
        close(anna, ben)
    assert picture() == before


def test_a_blocked_account_is_not_paid_out():
    anna, ben = factories.account(funds=10), factories.account()
    set_status(anna, accounts.AccountStatus.DEBIT_BLOCKED)
    with pytest.raises(closing.PayoutRefused, match="account blocked"):
        close(anna, ben)
    assert left(anna) == eur(10)


def test_interest_earned_up_to_yesterday_is_paid_out_with_the_rest():
    interest_days.terms((0, "0.365"))
    anna, ben = factories.account(funds=1_000), factories.account()
    interest_days.end_days_until(OPENING_DAY + timedelta(days=4))
    # Three days at a thousandth a day; the first day was before the terms.
    assert close(anna, ben).paid_out == eur("1003.00")
    assert interest_days.broken() == []


def test_a_closed_account_is_not_closed_again():
    anna = factories.account()
    close(anna)
    with pytest.raises(Exception, match="closed"):
        close(anna)
