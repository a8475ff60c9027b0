"""The demo day's orders and file: given once, however often the day is begun again."""

import random

import pytest

from bankcore.actor import Actor
from bankcore.demo import bank, orders
from bankcore.demo.day import Day
from payments import public as payments
from tests.conftest import NOW, OPENING_DAY


@pytest.fixture
def demo_day(committed_bank) -> Day:
    del committed_bank
    bank.ensure(day=OPENING_DAY, now=NOW)
    return Day(day=OPENING_DAY, now=NOW, chance=random.Random(1))


def again(day: Day) -> None:
    day.chance = random.Random(1)
    day.begin("orders")
    orders.give_standing_orders(day)
    orders.send_payment_file(day)


def test_orders_and_a_file_are_given_once_and_paid(demo_day):
    for _ in range(2):
        again(demo_day)
    [file] = payments.bulk_files_of_customer(customer_id=bank.demo_id("Demo Company 01"))
    assert file.state is payments.FileState.PROCESSED
    assert file.counts == {payments.LineState.BOOKED: 37, payments.LineState.REFUSED: 3}
    counts = payments.run_standing_orders(
        day=OPENING_DAY, next_day=OPENING_DAY, actor=Actor.system("end-of-day"), now=NOW
    )
    assert (counts["executed"], counts["skipped"]) == (1, 1)
