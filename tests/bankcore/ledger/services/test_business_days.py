"""Business days: one is open, those before it are closed for good."""

from datetime import date, timedelta

import pytest

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.models import GlDaily, Snapshot
from bankcore.ledger.repositories import calendar
from bankcore.ledger.services import business_days
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import book, customer_account, hold, posted
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")
NEXT_DAY = OPENING_DAY + timedelta(days=1)


def close(next_day: date | None = None) -> ledger.DayClosed:
    return ledger.close_business_day(next_day=next_day, actor=TESTER, now=NOW)


def test_closing_a_day_opens_the_next():
    assert ledger.business_date() == OPENING_DAY
    closed = close()
    assert (closed.day, closed.next_day) == (OPENING_DAY, NEXT_DAY)
    assert ledger.business_date() == NEXT_DAY


def test_a_weekend_can_be_left_out():
    assert close(OPENING_DAY + timedelta(days=3)).next_day == OPENING_DAY + timedelta(days=3)
    anna, ben = customer_account(funds=100), customer_account()
    assert book((anna, -1), (ben, 1)).booking_date == OPENING_DAY + timedelta(days=3)


@pytest.mark.parametrize("days", [0, -1])
def test_the_next_day_comes_after_the_one_that_closes(days):
    with pytest.raises(business_days.NotTheNextDay):
        close(OPENING_DAY + timedelta(days=days))
    assert ledger.business_date() == OPENING_DAY


def test_bookings_go_on_in_the_new_day():
    anna, ben = customer_account(funds=100), customer_account()
    close()
    assert book((anna, -1), (ben, 1)).booking_date == NEXT_DAY
    assert books.broken() == []


def test_a_closed_day_keeps_every_accounts_balance_and_holds():
    anna, ben = customer_account(funds=100), customer_account()
    hold(anna, 30)
    closed = close()
    book((anna, -1), (ben, 1))
    rows = Snapshot.objects.filter(day=OPENING_DAY, account_id__in=[anna, ben])
    assert {row.account_id: (row.balance, row.held) for row in rows} == {
        anna: (100, 30),
        ben: (0, 0),
    }
    assert closed.snapshots == Snapshot.objects.filter(day=OPENING_DAY).count()


def test_a_snapshot_leaves_out_what_was_booked_for_later_days():
    anna, ben = customer_account(funds=100), customer_account()
    book((anna, -10), (ben, 10), booking_date=NEXT_DAY)
    close()
    assert Snapshot.objects.get(day=OPENING_DAY, account_id=anna).balance == 100
    assert posted(anna) == 90
    close()
    assert Snapshot.objects.get(day=NEXT_DAY, account_id=anna).balance == 90
    assert books.broken() == []


def test_the_general_ledger_of_a_day_sums_its_accounts():
    anna, ben = customer_account(funds=100), customer_account()
    book((anna, -30), (ben, 30))
    close()
    rows = GlDaily.objects.filter(day=OPENING_DAY).values_list(
        "gl_account__code", "debits", "credits"
    )
    assert sorted(rows) == [("1000", 100, 0), ("2000", 30, 130)]


def test_summing_a_day_up_again_adds_nothing():
    anna, ben = customer_account(funds=100), customer_account()
    book((anna, -30), (ben, 30))
    closed = close()
    assert closed.snapshots >= 3
    assert closed.gl_rows == 2
    assert business_days.summarise() == (0, 0)


def test_snapshots_that_were_cut_short_are_gone_on_with():
    # The first account's snapshot says that a day has all of them, and comes last.
    _, ben = customer_account(funds=100), customer_account(funds=50)
    use_case(ledger.cut_off)(next_day=None)
    use_case(ledger.close_period)(actor=TESTER, now=NOW)
    assert use_case(calendar.add_snapshots)(day=OPENING_DAY, ids=range(ben, ben + 1)) == 1
    others, _ = business_days.summarise()
    kept = Snapshot.objects.filter(day=OPENING_DAY)
    assert others == kept.count() - 1 >= 1
    assert kept.get(account_id=ben).balance == 50


def test_a_day_without_bookings_is_closed_like_any_other():
    customer_account(funds=100)
    close()
    assert close().gl_rows == 0
    assert books.broken() == []


def test_before_the_first_close_there_is_nothing_to_sum_up():
    assert business_days.summarise() == (0, 0)


def test_the_first_business_day_is_opened_once():
    ledger.open_first_business_day(day=OPENING_DAY + timedelta(days=9))
    assert ledger.business_date() == OPENING_DAY


def test_day_ends_tell_each_days_last_balance():
    anna, ben = customer_account(funds=100), customer_account()
    book((anna, -30), (ben, 30))
    close()
    book((anna, -5), (ben, 5))
    assert ledger.day_ends(account_ids=[anna]) == [(anna, OPENING_DAY, 70), (anna, NEXT_DAY, 65)]


def test_a_day_left_without_its_summary_gets_it_with_the_next():
    anna, ben = customer_account(funds=100), customer_account()
    business_days._close(next_day=None, actor=TESTER, now=NOW)  # and then the process died
    book((anna, -30), (ben, 30))
    close()
    balances = Snapshot.objects.filter(account_id=anna).order_by("day")
    assert list(balances.values_list("day", "balance")) == [(OPENING_DAY, 100), (NEXT_DAY, 70)]
    assert books.broken() == []
