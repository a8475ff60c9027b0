"""Overdraft arrangements."""

from datetime import date, timedelta

import pytest

from accounts import public as accounts
from accounts.models import Overdraft
from accounts.services import overdrafts
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.services.movements import deposit, left, withdraw

pytestmark = pytest.mark.usefixtures("bank")
TOMORROW = OPENING_DAY + timedelta(days=1)


def agree(account, limit, from_day=OPENING_DAY, to_day=None) -> accounts.OverdraftView:
    order = accounts.OverdraftOrder(
        account_id=account.account_id, limit=limit, from_day=from_day, to_day=to_day
    )
    return accounts.agree_overdraft(order=order, actor=TESTER, now=NOW)


def overdraft(account) -> accounts.OverdraftView:
    return accounts.overdraft_of_account(account_id=account.account_id)


def end_day() -> dict[str, int]:
    """End the open day: apply the changes, and open the next."""
    day = ledger.business_date()
    next_day = day + timedelta(days=1)
    counts = accounts.apply_overdraft_changes(day=day, next_day=next_day, actor=TESTER, now=NOW)
    ledger.close_business_day(next_day=next_day, actor=TESTER, now=NOW)
    return counts


def test_an_overdraft_that_begins_today_can_be_used_at_once():
    anna = factories.account(funds=10)
    agreed = agree(anna, eur(100))
    assert (agreed.agreed, agreed.in_force, agreed.excess) == (eur(100), eur(100), eur(0))
    withdraw(anna, eur(110))
    assert left(anna) == eur(-100)


def test_an_overdraft_begins_and_ends_with_its_days():
    anna = factories.account(funds=10)
    agree(anna, eur(100), from_day=TOMORROW, to_day=TOMORROW)
    with pytest.raises(Exception, match="not enough money"):
        withdraw(anna, eur(20))
    assert end_day() == {"changed": 1, "pending": 0}
    assert overdraft(anna).in_force == eur(100)
    assert end_day() == {"changed": 1, "pending": 0}
    assert overdraft(anna).in_force == eur(0)
    assert end_day() == {"changed": 0, "pending": 0}


def test_an_account_beyond_its_new_limit_keeps_the_old_one_until_it_is_back_within():
    anna = factories.account()
    agree(anna, eur(100), to_day=OPENING_DAY)
    withdraw(anna, eur(60))
    assert end_day() == {"changed": 0, "pending": 1}
    beyond = overdraft(anna)
    assert (beyond.agreed, beyond.in_force, beyond.excess) == (eur(0), eur(100), eur(60))
    deposit(anna, eur(60))
    assert end_day() == {"changed": 1, "pending": 0}
    assert overdraft(anna).in_force == eur(0)


def test_a_lower_limit_agreed_while_beyond_it_changes_nothing_in_the_books_yet():
    anna = factories.account()
    agree(anna, eur(100))
    withdraw(anna, eur(60))
    view = agree(anna, eur(50))
    assert (view.agreed, view.in_force, view.excess) == (eur(50), eur(100), eur(10))


def test_the_newest_arrangement_counts_and_one_of_zero_ends_the_older():
    anna = factories.account()
    agree(anna, eur(100))
    agree(anna, eur(0), from_day=TOMORROW)
    end_day()
    assert overdraft(anna).in_force == eur(0)


def test_excess_is_charged_once_a_month_on_what_is_beyond_the_limit():
    use.fee(use.EVENTS.OVERDRAFT_EXCESS, fixed=100, percentage="10")
    use.fee(use.EVENTS.MONTHLY_MAINTENANCE, fixed=1)
    anna, ben = factories.account(funds=10), factories.account(funds=10)
    agree(anna, eur(200), to_day=OPENING_DAY)
    withdraw(anna, eur(60))  # 50 below zero
    for _ in range(3):
        day = ledger.business_date()
        fees = {"day": day, "next_day": day + timedelta(days=1), "actor": TESTER, "now": NOW}
        accounts.post_fees(**fees)
        end_day()
    assert use.charges(anna) == [("OVERDRAFT_EXCESS", "charged", 600)]
    assert use.charges(ben) == []


def test_an_overdraft_above_the_products_cap_is_refused_and_changes_nothing():
    use.limits(overdraft_cap=10_000)
    anna = factories.account()
    with pytest.raises(overdrafts.OverdraftNotAllowed, match=r"up to 100\.00 EUR"):
        agree(anna, eur("100.01"))
    assert (overdraft(anna).in_force, Overdraft.objects.count()) == (eur(0), 0)
    agree(anna, eur(100))


@pytest.mark.parametrize(
    ("limit", "days"),
    [
        (eur(-1), (OPENING_DAY, None)),
        (eur(1), (OPENING_DAY - timedelta(days=1), None)),
        (eur(1), (TOMORROW, OPENING_DAY)),
        (factories.Money.of(1, "USD"), (OPENING_DAY, None)),
    ],
)
def test_an_arrangement_that_cannot_be_kept_is_refused(limit, days: tuple[date, date | None]):
    anna = factories.account()
    with pytest.raises(overdrafts.InvalidOverdraft):
        agree(anna, limit, *days)
    assert not Overdraft.objects.exists()


def test_an_overdraft_set_without_an_arrangement_stays_as_it_is():
    anna = factories.account()
    accounts.set_overdraft(account_id=anna.account_id, limit=eur(30), actor=TESTER, now=NOW)
    assert end_day() == {"changed": 0, "pending": 0}
    view = overdraft(anna)
    assert (view.agreed, view.in_force, view.from_day) == (eur(30), eur(30), None)
