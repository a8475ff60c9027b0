"""Limits of use: what a customer may take out of an account."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import public as accounts
from accounts.models import Usage
from accounts.services import usage
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.payments.services.movements import left, pay, picture, process, transfer, withdraw

pytestmark = pytest.mark.usefixtures("bank")


def spent(account) -> tuple[int, int]:
    """Return what was used today and this month, in cents."""
    view = accounts.limits_of_account(account_id=account.account_id)
    return view.spent_today.minor, view.spent_this_month.minor


def next_day() -> None:
    ledger.close_business_day(actor=TESTER, now=NOW)


@pytest.mark.parametrize("move", [withdraw, pay, process])
def test_a_debit_above_the_limit_at_once_is_refused_and_changes_nothing(move):
    use.limits(transaction_limit=5_000)
    anna = factories.account(funds=100)
    before = picture(), Usage.objects.count()
    with pytest.raises(usage.TransactionLimitExceeded, match=r"at most 50\.00 EUR at once"):
        move(anna, eur("50.01"))
    assert (picture(), Usage.objects.count()) == before
    move(anna, eur(50))
    assert left(anna) == eur(50)


def test_a_days_debits_end_at_the_daily_limit_to_the_cent():
    use.limits(daily_limit=5_000)
    anna, ben = factories.account(funds=100), factories.account()
    withdraw(anna, eur(20))
    transfer(anna, ben, eur(20))
    before = picture(), spent(anna)
    with pytest.raises(usage.DailyLimitExceeded, match=r"50\.00 EUR a day"):
        pay(anna, eur("10.01"))
    assert (picture(), spent(anna)) == before == (before[0], (4_000, 4_000))
    pay(anna, eur(10))
    assert left(anna) == eur(50)


def test_a_new_day_begins_a_new_daily_limit_but_not_a_new_monthly_one():
    use.limits(daily_limit=5_000, monthly_limit=8_000)
    anna = factories.account(funds=200)
    withdraw(anna, eur(50))
    next_day()
    assert spent(anna) == (0, 5_000)
    withdraw(anna, eur(30))
    with pytest.raises(usage.MonthlyLimitExceeded, match=r"80\.00 EUR a month"):
        withdraw(anna, eur("0.01"))
    ledger.close_business_day(next_day=OPENING_DAY.replace(month=4), actor=TESTER, now=NOW)
    withdraw(anna, eur(50))
    assert left(anna) == eur(70)


def test_a_debit_must_leave_the_minimum_balance_that_holds_do_not_count_for():
    use.limits(minimum_balance=1_000)
    anna = factories.account(funds=100)
    order = ledger.HoldOrder(
        request=request_key(),
        account_id=anna.ledger_account_id,
        amount=eur(20),
        reference="Card 1",
    )
    use_case(ledger.place_hold)(order=order, actor=TESTER, now=NOW)
    before = picture()
    with pytest.raises(usage.BelowMinimumBalance, match=r"at least 10\.00 EUR"):
        withdraw(anna, eur("70.01"))
    assert picture() == before
    withdraw(anna, eur(70))


def test_money_coming_in_is_not_counted():
    use.limits(daily_limit=1)
    anna = factories.account(funds=100)
    assert spent(anna) == (0, 0)


def test_the_same_request_sent_again_is_counted_once():
    use.limits(daily_limit=5_000)
    anna, key = factories.account(funds=100), request_key()
    first = withdraw(anna, eur(30), request=key)
    again = withdraw(anna, eur(30), request=key)
    assert (again.replayed, again.transaction_id) == (True, first.transaction_id)
    assert spent(anna) == (3_000, 3_000)


def test_the_same_request_is_answered_as_before_even_where_the_limit_is_used_up():
    use.limits(daily_limit=3_000)
    anna, key = factories.account(funds=100), request_key()
    withdraw(anna, eur(30), request=key)
    assert withdraw(anna, eur(30), request=key).replayed


def test_a_request_that_met_a_limit_may_be_sent_again_the_next_day():
    use.limits(daily_limit=3_000)
    anna, key = factories.account(funds=100), request_key()
    withdraw(anna, eur(30))
    with pytest.raises(usage.DailyLimitExceeded):
        withdraw(anna, eur(30), request=key)
    next_day()
    assert not withdraw(anna, eur(30), request=key).replayed


def test_a_refused_debit_is_not_counted():
    use.limits(daily_limit=5_000)
    anna = factories.account(funds=10)
    with pytest.raises(Exception, match="not enough money"):
        withdraw(anna, eur(20))
    assert spent(anna) == (0, 0)


def test_the_terms_of_the_day_count():
    use.limits(daily_limit=1_000)
    use.limits(OPENING_DAY + timedelta(days=1), daily_limit=9_000)
    anna = factories.account(funds=200)
    with pytest.raises(usage.DailyLimitExceeded):
        withdraw(anna, eur(20))
    next_day()
    withdraw(anna, eur(90))


def test_an_account_whose_product_has_no_terms_costs_one_query_and_no_lock():
    anna = factories.account(funds=100)
    check = use_case(accounts.check_debit)
    with CaptureQueriesContext(
        connection,
    ) as queries:
        check(account_id=anna.account_id, amount=eur(10), day=OPENING_DAY)
    ours = [each["sql"] for each in queries if "accounts_" in each["sql"]]
    assert len(ours) == 1
    assert "FOR " not in ours[0]
    assert not Usage.objects.exists()


def test_a_debit_of_an_unknown_account_is_not_counted():
    anna = factories.account()
    with pytest.raises(accounts.AccountNotFound):
        use_case(accounts.check_debit)(account_id=anna.customer_id, amount=eur(1), day=OPENING_DAY)


def test_limits_are_told_with_what_is_left_of_them():
    use.limits(daily_limit=5_000, dormancy_days=90)
    anna = factories.account(funds=100)
    withdraw(anna, eur(20))
    told = accounts.limits_of_account(account_id=anna.account_id)
    assert (told.daily_limit, told.spent_today, told.monthly_limit) == (eur(50), eur(20), None)
    assert (told.dormancy_days, told.state) == (90, accounts.ActivityState.ACTIVE)
