"""Lines of files, standing orders, staff's orders and cash at a drawer are held like the rest."""

from datetime import timedelta

import pytest

from payments import public as payments
from payments.models import BulkLine, HeldPayment, StandingOrderExecution
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.payments.files import csv_file, line
from tests.payments.services import counter, orders
from tests.payments.services.test_bulk_files import submit
from tests.payments.services.test_bulk_processing import process
from tests.payments.services.test_held_payments import BANK, MUCH, balance, hold, says
from tests.risk.services.test_screening import screen

pytestmark = pytest.mark.usefixtures("bank")
# What one screening asks of the database: the limit of its time and the end of it, what stands,
# the features, and what is kept of the decision and of the payment.
STATEMENTS = 6


@pytest.fixture(autouse=True)
def _review(bank, monkeypatch):
    says(monkeypatch, "REVIEW")


@pytest.fixture
def anna():
    return factories.account(funds=200)


def end(*, goes_on: bool, now=NOW) -> HeldPayment:
    row = HeldPayment.objects.get()
    payments.end_held_payment(
        reference=row.reference, goes_on=goes_on, decided_by="user:7", actor=BANK, now=now
    )
    row.refresh_from_db()
    return row


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_line_of_a_file_is_held_and_comes_to_one_thing(anna, goes_on):
    file = submit(csv_file([line(anna, amount="60.00"), line(anna, amount="10.00")]), anna)
    process(file)
    assert list(BulkLine.objects.order_by("number").values_list("state", flat=True)) == [
        "HELD",
        "BOOKED",
    ]
    held = end(goes_on=goes_on)
    first = BulkLine.objects.get(number=BulkLine.objects.order_by("number")[0].number)
    assert (first.state, first.txn_id) == ("BOOKED" if goes_on else "REFUSED", held.txn_id)
    assert balance(anna).available == eur(130 if goes_on else 190)


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_standing_order_asks_about_its_held_payment_every_day(anna, goes_on):
    orders.once(anna, orders.CREDITOR, MUCH)
    assert orders.run() == {"held": 1}
    tomorrow = OPENING_DAY + timedelta(days=1)
    assert orders.run(tomorrow) == {"held": 1}
    end(goes_on=goes_on)
    orders.run(OPENING_DAY + timedelta(days=2))
    execution = StandingOrderExecution.objects.get()
    assert execution.state == ("EXECUTED" if goes_on else "FAILED")
    assert (HeldPayment.objects.count(), balance(anna).available) == (
        1,
        eur(140 if goes_on else 200),
    )


def test_cash_at_a_drawer_is_paid_out_when_its_payer_comes_again(anna):
    teller = counter.staff()
    drawer = counter.open_drawer(teller)
    at = {"drawer": drawer, "teller": teller}
    hold(counter.cash, payments.withdraw, anna, MUCH, **at)
    assert end(goes_on=True).state == "READY"
    assert (balance(anna).posted, balance(anna).available) == (eur(200), eur(140))
    counter.cash(payments.withdraw, anna, MUCH, **at)
    assert (balance(anna).posted, balance(anna).held) == (eur(140), eur(0))
    assert HeldPayment.objects.get().state == "BOOKED"
    hold(counter.cash, payments.withdraw, anna, MUCH, **at)  # once: the next is looked at anew


def test_cash_that_nobody_comes_for_is_the_accounts_again(anna):
    teller = counter.staff()
    drawer = counter.open_drawer(teller)
    hold(counter.cash, payments.withdraw, anna, MUCH, drawer=drawer, teller=teller)
    end(goes_on=True)
    assert payments.expire_held_payments(now=NOW + timedelta(days=1), actor=BANK) == 1
    assert balance(anna).available == eur(200)


def test_a_screening_takes_no_more_statements_than_it_must(django_assert_num_queries):
    screen()
    with django_assert_num_queries(STATEMENTS):
        screen()
