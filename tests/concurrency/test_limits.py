"""Many debits at once: a daily limit holds to the cent."""

import pytest

from accounts import public as accounts
from accounts.services import usage
from tests import factories
from tests.accounts import use
from tests.bankcore.ledger.books import broken
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, eur, request_key
from tests.payments.services.movements import left, withdraw

pytestmark = pytest.mark.usefixtures("committed_bank")


def test_of_twenty_debits_at_once_as_many_succeed_as_the_daily_limit_has_room_for():
    use.limits(daily_limit=7_050)
    anna = factories.account(funds=1_000)
    outcomes = in_threads(20, lambda _: _or_refused(withdraw, anna, eur("10.07")))
    assert sum(each is usage.DailyLimitExceeded for each in outcomes) == 13, outcomes
    assert left(anna) == eur("929.51")
    told = accounts.limits_of_account(account_id=anna.account_id)
    assert told.spent_today == eur("70.49")
    assert broken() == []


def test_one_request_sent_many_times_at_once_is_counted_and_charged_once():
    use.limits(daily_limit=1_000)
    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=50)
    anna, key = factories.account(funds=100), request_key()
    outcomes = in_threads(8, lambda _: withdraw(anna, eur(10), request=key))
    assert len({each.transaction_id for each in outcomes}) == 1, outcomes
    assert left(anna) == eur("89.50")
    assert use.charges(anna) == [("CASH_WITHDRAWAL", "charged", 50)]


def test_two_ends_of_one_day_at_once_charge_a_monthly_fee_once():
    use.fee(use.EVENTS.MONTHLY_MAINTENANCE, fixed=100)
    anna = factories.account(funds=100)
    day, next_day = OPENING_DAY, OPENING_DAY.replace(month=4)
    in_threads(4, lambda _: accounts.post_fees(day=day, next_day=next_day, actor=TESTER, now=NOW))
    assert left(anna) == eur(99)
    assert use.charges(anna) == [("MONTHLY_MAINTENANCE", "charged", 100)]


def _or_refused(move, *arguments):
    try:
        return move(*arguments)
    except usage.DailyLimitExceeded as refusal:
        return type(refusal)
