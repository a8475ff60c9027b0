"""Accounts that nobody uses."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts import public as accounts
from accounts.models import AccountState
from accounts.services import dormancy
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import use
from tests.accounts.services.test_fee_runs import end_of
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.services.movements import deposit, left, transfer, withdraw

pytestmark = pytest.mark.usefixtures("bank")


def go(days: int):
    """Let so many days pass since the opening and return the day that is open then."""
    day = OPENING_DAY + timedelta(days=days)
    ledger.close_business_day(next_day=day, actor=TESTER, now=NOW)
    return day


def mark(day=None) -> int:
    day = day or ledger.business_date()
    counts = accounts.mark_dormant_accounts(
        day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW
    )
    return counts["dormant"]


def status(account) -> accounts.AccountStatus:
    return accounts.get_account(account_id=account.account_id).status


def wake(account, reason="Identified at the branch") -> None:
    accounts.reactivate_account(account_id=account.account_id, reason=reason, actor=TESTER, now=NOW)


def test_an_account_falls_asleep_once_it_was_not_used_for_its_products_time():
    use.limits(dormancy_days=90)
    anna = factories.account(funds=10)
    go(89)
    assert mark() == 0
    go(90)
    assert mark() == 1
    assert status(anna) is accounts.AccountStatus.DEBIT_BLOCKED
    told = accounts.limits_of_account(account_id=anna.account_id)
    assert told.state is accounts.ActivityState.DORMANT
    assert mark() == 0


def test_a_dormant_account_lets_nothing_out_until_it_is_woken():
    use.limits(dormancy_days=90)
    anna = factories.account(funds=10)
    go(90)
    mark()
    with pytest.raises(Exception, match="blocked"):
        withdraw(anna, eur(1))
    wake(anna)
    assert mark() == 0
    withdraw(anna, eur(1))
    assert [(each.state, each.reason) for each in AccountState.objects.order_by("id")] == [
        ("DORMANT", "Not used by its customer."),
        ("ACTIVE", "Identified at the branch"),
    ]


def test_a_woken_account_falls_asleep_again_after_the_whole_time():
    use.limits(dormancy_days=90)
    anna = factories.account(funds=10)
    go(90)
    mark()
    wake(anna)
    go(179)
    assert mark() == 0
    go(180)
    assert mark() == 1


def test_movements_of_customers_keep_both_sides_awake():
    use.limits(dormancy_days=90)
    anna, ben, cara = (factories.account(funds=10) for _ in range(3))
    go(50)
    transfer(anna, ben, eur(1))
    deposit(cara, eur(1))
    go(139)
    assert mark() == 0
    go(140)
    assert mark() == 3


def test_what_the_bank_books_itself_does_not_keep_an_account_awake():
    use.limits(dormancy_days=90)
    use.fee(use.EVENTS.MONTHLY_MAINTENANCE, fixed=1)
    anna = factories.account(funds=10)
    day = go(60)
    assert end_of(day, day.replace(month=day.month + 1))["charged"] == 1
    assert left(anna) == eur("9.99")
    go(90)
    assert mark() == 1


def test_without_terms_no_account_falls_asleep_and_blocked_ones_are_left_alone():
    anna = factories.account(funds=10)
    go(400)
    assert mark() == 0
    use.limits(ledger.business_date(), dormancy_days=90)
    accounts.set_account_status(
        account_id=anna.account_id,
        status=accounts.AccountStatus.FROZEN,
        reason="x",
        actor=TESTER,
        now=NOW,
    )
    assert mark() == 0


def test_many_accounts_fall_asleep_in_chunks_and_are_looked_for_in_one_question(monkeypatch):
    monkeypatch.setattr(dormancy, "_CHUNK", 2)
    use.limits(dormancy_days=90)
    for _ in range(5):
        factories.account(funds=1)
    day = go(90)
    with CaptureQueriesContext(connection) as queries:
        assert len(dormancy.dormancy.list_unused(day=day, kinds=dormancy._BY_CUSTOMERS)) == 5
    assert len(queries) == 1
    assert mark() == 5


def test_an_account_used_between_the_look_and_the_lock_stays_awake(monkeypatch):
    use.limits(dormancy_days=90)
    anna = factories.account(funds=10)
    go(90)
    look, looks = dormancy.dormancy.list_unused, []

    def meanwhile(**asked):
        found = look(**asked)
        if not looks:
            looks.append(deposit(anna, eur(1)))
        return found

    monkeypatch.setattr(dormancy.dormancy, "list_unused", meanwhile)
    assert mark() == 0
    assert status(anna) is accounts.AccountStatus.OPEN


def test_only_a_dormant_account_is_woken():
    anna = factories.account()
    with pytest.raises(dormancy.AccountNotDormant):
        wake(anna)
    assert not AccountState.objects.exists()


def test_an_account_that_was_frozen_meanwhile_stays_frozen():
    use.limits(dormancy_days=90)
    anna = factories.account(funds=10)
    go(90)
    mark()
    accounts.set_account_status(
        account_id=anna.account_id,
        status=accounts.AccountStatus.FROZEN,
        reason="Court order",
        actor=TESTER,
        now=NOW,
    )
    wake(anna)
    assert status(anna) is accounts.AccountStatus.FROZEN


def test_dormant_accounts_owe_the_fee_for_it():
    use.limits(dormancy_days=1)
    use.fee(use.EVENTS.DORMANCY, fixed=100)
    anna, ben = factories.account(funds=10), factories.account(funds=10)
    day = go(20)
    deposit(ben, eur(1))
    mark()
    assert end_of(day, day.replace(month=4))["assessed"] == 1
    assert [event for event, _, _ in use.charges(anna)] == ["DORMANCY"]
    assert use.charges(ben) == []
