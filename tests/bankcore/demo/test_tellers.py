"""The tellers' part of a demo day."""

import random
from datetime import timedelta

import pytest

from bankcore.approvals.models import Request
from bankcore.demo import bank, day, tellers
from payments import public as payments
from payments.models import Cheque, CollectedCheque, DrawerSession
from tests.bankcore.ledger import books
from tests.conftest import NOW, OPENING_DAY

pytestmark = pytest.mark.usefixtures("bank")


def run(on=OPENING_DAY) -> None:
    state = day.Day(day=on, now=NOW, chance=random.Random(on.isoformat()))
    state.begin("counters")
    tellers.counters(state)


def test_the_tellers_serve_and_close_their_drawers():
    bank.ensure(day=OPENING_DAY, now=NOW)
    run()
    assert payments.open_drawers() == []
    differences = DrawerSession.objects.order_by("pk").values_list("difference_minor", flat=True)
    assert list(differences) == [0, -2_500]
    assert set(Request.objects.values_list("kind", "state")) == {
        ("payments.reversal", "EXECUTED"),
        ("payments.drawer_difference", "EXECUTED"),
    }
    assert Cheque.objects.filter(state="STOPPED").count() == 1
    assert set(CollectedCheque.objects.values_list("state", flat=True)) == {
        "IN_COLLECTION",
        "RETURNED",
    }
    assert books.broken() == []


def test_the_next_day_is_served_as_well():
    bank.ensure(day=OPENING_DAY, now=NOW)
    run()
    run(OPENING_DAY + timedelta(days=1))
    assert DrawerSession.objects.filter(state="CLOSED").count() == 4
    assert books.broken() == []
