"""A customer sees what is due before it is, and leaves a date out."""

from datetime import date, timedelta

import pytest

from bankcore.audit.models import AuditEntry
from bankcore.calendars import Convention
from payments import public as payments
from payments.models import StandingOrderExecution
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.payments.services import online
from tests.payments.services.orders import CREDITOR, give, once, picture, run

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def anna() -> online.Customer:
    return online.customer("anna", funds=1_000)


def upcoming(who, days: int = 30):
    return payments.upcoming_of_user(user_id=who.user_id, days=days)


def skip(who, order, due_date: date):
    return payments.skip_standing_order_date(
        order_id=order.order_id, due_date=due_date, actor=who.actor, now=NOW, user_id=who.user_id
    )


def test_everything_due_within_the_days_is_listed_with_its_total(anna):
    once(anna.account, CREDITOR, eur(20), OPENING_DAY + timedelta(days=3))
    give(anna.account, CREDITOR, eur(5), unit=payments.Unit.WEEK)
    once(anna.account, CREDITOR, eur(99), OPENING_DAY + timedelta(days=31))
    found = upcoming(anna)
    days = [(each.due_date - OPENING_DAY).days for each in found.payments]
    assert days == [0, 3, 7, 14, 21, 28]
    assert found.totals == (eur(45),)
    assert [each.amount for each in found.of_day(OPENING_DAY)] == [eur(5)]


def test_what_is_paused_called_off_or_swept_is_not_listed(anna):
    paused, gone = (give(anna.account, CREDITOR, eur(5)) for _ in range(2))
    give(anna.account, CREDITOR, eur(5), rule=payments.AmountRule.SWEEP)
    by = {"actor": anna.actor, "now": NOW, "user_id": anna.user_id}
    payments.pause_standing_order(order_id=paused.order_id, **by)
    payments.cancel_standing_order(order_id=gone.order_id, **by)
    assert upcoming(anna).payments == ()


def test_another_customers_orders_are_not_listed(anna):
    give(online.customer("ben", funds=10).account, CREDITOR, eur(5))
    assert upcoming(anna).payments == ()


def test_an_order_for_the_31st_names_its_next_five_dates(anna):
    order = give(
        anna.account,
        CREDITOR,
        eur(5),
        day_of_month=31,
        convention=Convention.NONE,
    )
    found = payments.get_standing_order(order_id=order.order_id)
    assert [f"{day:%m-%d}" for day in found.next_dates] == [
        *("03-31", "04-30", "05-31", "06-30"),
        "07-31",
    ]


def test_a_date_left_out_is_not_paid_and_the_next_one_is(anna):
    order = give(anna.account, CREDITOR, eur(5), unit=payments.Unit.DAY)
    skip(anna, order, OPENING_DAY)
    assert run(OPENING_DAY) == {}
    assert run(OPENING_DAY + timedelta(days=1))["executed"] == 1
    states = StandingOrderExecution.objects.order_by("nominal_date").values_list("state", flat=True)
    assert list(states) == ["SKIPPED", "EXECUTED"]
    assert AuditEntry.objects.filter(action="payments.standing_order.date_skipped").count() == 1


def test_leaving_one_date_out_twice_leaves_one_out(anna):
    order = give(anna.account, CREDITOR, eur(5), unit=payments.Unit.DAY)
    skip(anna, order, OPENING_DAY)
    assert skip(anna, order, OPENING_DAY).replayed
    assert StandingOrderExecution.objects.count() == 1


def test_nobody_leaves_out_a_date_of_an_order_that_is_over_or_anothers(anna):
    order = once(anna.account, CREDITOR, eur(5))
    ben = online.customer("ben")
    payments.cancel_standing_order(
        order_id=order.order_id, actor=anna.actor, now=NOW, user_id=anna.user_id
    )
    before = picture()
    with pytest.raises(payments.StandingOrderOver):
        skip(anna, order, OPENING_DAY)
    with pytest.raises(payments.StandingOrderNotFound):
        skip(ben, order, OPENING_DAY)
    assert picture() == before
