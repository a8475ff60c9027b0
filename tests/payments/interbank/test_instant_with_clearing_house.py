"""Instant payments and recalls with the clearing house's own program, and lines that are killed."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import pytest

from bankcore import clock
from bankcore.approvals import public as approvals
from bankcore.benchmark import scratch
from bankcore.identity.public import Role
from bankcore.settings import env
from payments.interbank import public as interbank
from payments.interbank.models import InboundItem, InstantIncoming, Item, Recall
from payments.interbank.services import instant_taking, instant_wire
from payments.reconciliation import public as reconciliation
from tests import factories
from tests.bankcore.ledger import books
from tests.clearing_houses import clearing_house
from tests.colleagues import member
from tests.conftest import NOW, OPENING_DAY
from tests.factories import eur
from tests.payments.files import schema
from tests.payments.interbank.exchanges import BANK, SEPA
from tests.payments.interbank.instant import ask_later, order, send, state_of
from tests.payments.services.movements import left, own

DAY = OPENING_DAY.isoformat()


@pytest.fixture(scope="module")
def running(tmp_path_factory):
    """Run a clearing house that waits three seconds for an answer."""
    with clearing_house(tmp_path_factory.mktemp("house"), "--instant-seconds", "3") as house:
        yield house


@pytest.fixture
def own_house(tmp_path):
    """Run one for the test alone."""
    with clearing_house(tmp_path, "--instant-seconds", "3") as house:
        yield house


@pytest.fixture
def house(request, settings):
    """Give the test's own clearing house where it asks for one, or the module's."""
    name = "own_house" if "own_house" in request.fixturenames else "running"
    house = request.getfixturevalue(name)
    settings.GATEWAY_EXCHANGE_FOLDER = house.folder
    settings.INSTANT_ADDRESS = house.instant_address
    settings.INSTANT_SECONDS = 1.0
    house.order("DELETE", "/faults")
    house.before = set(entries(house))
    return house


def entries(house) -> dict[str, int]:
    """Return what has moved there, by message."""
    return {each["reference"]: each["minor"] for each in house.network()["entries"]}


def paid(account, amount):
    """Order and send a payment as of now: the house's clock is the machine's."""
    movement = order(account, eur(amount), now=clock.now())
    send(movement, now=clock.now())
    return movement


def credit(house, account, minor=700, name="Demo Payer") -> dict:
    """Let another bank pay one of the customers at once."""
    values = {"account": account.iban, "amount_minor": minor, "date": DAY, "name": name}
    return house.order("POST", "/instant", **values)


def agree(house) -> int:
    """Return what both sides say has moved, message by message."""
    moved = {name: minor for name, minor in entries(house).items() if name not in house.before}
    booked = {
        each.reference: each.amount.minor
        for each in interbank.settlements(network=SEPA, day=OPENING_DAY)
    }
    assert booked == moved
    assert own("1100") == sum(moved.values())
    assert books.broken() == []
    return own("1100")


def exchange(house) -> None:
    """Exchange files until nothing moves."""
    while True:
        done = interbank.exchange(network=SEPA, actor=BANK, now=NOW)
        if not (done.sent or done.taken or house.look()["sepa"]):
            return


@pytest.mark.usefixtures("bank")
def test_a_day_of_instant_payments_ends_with_the_same_money_on_both_sides(own_house, house):
    anna = factories.account(funds=1_000)
    took, refused, back = (paid(anna, each) for each in ("30.00", "20.54", "10.62"))
    assert [state_of(each) for each in (took, refused, back)] == ["SETTLED", "REJECTED", "SETTLED"]
    assert left(anna) == eur("959.38")
    credit(house, anna)
    credit(house, anna, minor=20_000_000)  # more than the bank takes at once
    for _ in range(2):
        assert instant_taking.take_next(seconds=1, actor=BANK)
    assert not instant_taking.take_next(seconds=0.1, actor=BANK)
    assert sorted(InstantIncoming.objects.values_list("state", "reason")) == [
        ("CREDITED", ""),
        ("REJECTED", "AM02"),
    ]
    house.clear(DAY)
    exchange(house)
    assert left(anna) == eur("977.00")
    assert agree(house) == -3_000 + 700
    # The statement of the account at the settlement bank shows each, and nothing else.
    (statement,) = [each for each in house.files() if each.name.startswith("nostro-")]
    found = reconciliation.take_statement(
        network="sepa", content=statement.read_bytes(), actor=BANK, now=NOW
    )
    assert (found.lines, found.matched, found.exceptions) == (4, 4, 0)


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    ("fault", "end"),
    [
        ("instant_silent", "SETTLED"),
        ("instant_lost", "REJECTED"),
        ("instant_slow", "SETTLED"),
        ("instant_garbage", "SETTLED"),
        ("instant_unsigned", "SETTLED"),
    ],
)
def test_whatever_becomes_of_the_answer_the_money_is_held_until_the_network_says(house, fault, end):
    anna = factories.account(funds=100)
    house.order("POST", "/faults", kind=fault)
    movement = paid(anna, 30)
    assert (left(anna), own("2100"), state_of(movement)) == (eur(70), 3_000, "IN_FILE")
    assert ask_later() == 1
    assert state_of(movement) == end
    assert left(anna) == (eur(70) if end == "SETTLED" else eur(100))
    assert agree(house) == (-3_000 if end == "SETTLED" else 0)


@pytest.mark.usefixtures("bank")
def test_a_message_that_comes_after_the_question_about_it_moves_nothing(house):
    anna = factories.account(funds=100)
    house.order("POST", "/faults", kind="instant_lost")
    movement = paid(anna, 30)
    ask_later()
    assert (state_of(movement), left(anna)) == ("REJECTED", eur(100))
    item = Item.objects.select_related("file").get()
    late = instant_wire.send(bytes(item.file.content), seconds=1)
    assert b"RJCT" in late
    assert agree(house) == 0


@pytest.mark.usefixtures("bank")
def test_a_house_that_is_away_is_asked_when_it_is_back(own_house, house):
    anna = factories.account(funds=100)
    house.kill()
    movement = paid(anna, 30)
    assert ask_later() == 0
    assert (left(anna), state_of(movement)) == (eur(70), "IN_FILE")
    house.start()
    assert ask_later(minutes=2) == 1
    # It never came there; so it never will.
    assert (left(anna), state_of(movement), agree(house)) == (eur(100), "REJECTED", 0)


@pytest.mark.usefixtures("bank")
def test_a_payer_whose_bank_gave_up_has_the_money_and_nothing_is_booked_here(house):
    anna = factories.account()
    credit(house, anna)
    content = instant_wire.next_waiting(seconds=1)
    time.sleep(3.1)
    message_id, answer = instant_taking.decide(content=content, actor=BANK, now=clock.now())
    said = instant_wire.send(answer, seconds=1)
    instant_taking.confirm(message_id=message_id, content=said, actor=BANK, now=clock.now())
    assert InboundItem.objects.get().state == "REFUSED"
    assert (left(anna), agree(house)) == (eur(0), 0)


@pytest.mark.usefixtures("bank")
def test_nothing_is_taken_from_who_has_not_the_key(own_house, house, settings):
    anna = factories.account(funds=100)
    settings.INSTANT_KEY = "another"
    movement = paid(anna, 30)
    assert state_of(movement) == "IN_FILE"
    credit(house, anna)
    assert not instant_taking.take_next(seconds=0.1, actor=BANK)
    assert house.network()["payments"] == {}


@pytest.fixture
def two(bank):
    """Give two people who answer for payments."""
    return [member(each, Role.OPERATIONS) for each in ("omar", "olga")]


def recall(movement, omar, olga) -> None:
    request_id = interbank.request_recall(
        item_id=Item.objects.get(payment_txn_id=movement.transaction_id).pk,
        reason="TECH",
        detail="Sent by mistake",
        actor=omar,
        now=NOW,
    )
    approvals.approve(request_id=request_id, actor=olga, now=NOW)


def test_recalls_each_way_are_followed_or_refused_or_wait(own_house, house, two):
    anna, berta = factories.account(funds=100), factories.account()
    for amount in ("30.00", "20.81", "10.83"):
        recall(paid(anna, amount), *two)
    exchange(house)
    found = {each.amount_minor: (each.state, each.refusal) for each in Recall.objects.all()}
    assert found == {3_000: ("RETURNED", ""), 2_081: ("REFUSED", "CUST"), 1_083: ("OPEN", "")}
    assert left(anna) == eur(100) - eur("20.81") - eur("10.83")
    came = credit(house, berta)
    instant_taking.take_next(seconds=1, actor=BANK)
    assert left(berta) == eur(7)
    house.order("POST", "/recall", **came, amount_minor=700, date=DAY, reason="DUPL")
    exchange(house)
    theirs = Recall.objects.get(direction="IN")
    schema("camt.056.001.08").validate(bytes(theirs.file.content).decode())
    request_id = interbank.request_recall_return(
        recall_id=theirs.pk, consent="", reason="Sent twice", actor=two[0], now=NOW
    )
    approvals.approve(request_id=request_id, actor=two[1], now=NOW)
    exchange(house)
    theirs.refresh_from_db()
    assert (theirs.state, left(berta), agree(house)) == ("RETURNED", eur(0), -2_081 - 1_083)
    for path in house.files():
        name = {"sepa-refu": "camt.029.001.09", "sepa-retu": "pacs.004.001.09"}.get(path.name[:9])
        if name:
            schema(name).validate(path.read_text())


_AT = "payments.interbank.services."


@pytest.mark.parametrize(
    ("place", "when", "end"),
    [
        ("instant_wire.send", "before", "REJECTED"),
        ("instant_wire.send", "after", "SETTLED"),
        ("statuses.apply_answer", "after", "SETTLED"),
        ("instant_taking.decide", "after", "CREDITED"),
        ("instant_taking.confirm", "before", "CREDITED"),
        ("inbound.credit", "after", "CREDITED"),
    ],
)
def test_a_line_that_is_killed_books_each_payment_once(
    committed_bank, own_house, house, place, when, end
):
    anna = factories.account(funds=100)
    found = env.read()
    variables = os.environ | {
        "DATABASE_URL": scratch.url(found.database, committed_bank),
        "DATABASE_OWNER_URL": scratch.url(found.database_owner, committed_bank),
        "DJANGO_SETTINGS_MODULE": "bankcore.settings.test",
        "INSTANT_ADDRESS": house.instant_address,
    }
    command = [sys.executable, "-m", "tests.payments.interbank.dying_link", _AT + place, when]
    line = subprocess.Popen(
        command, cwd=env.REPOSITORY, env=variables, stdout=subprocess.PIPE, text=True
    )
    try:
        assert line.stdout.readline() == "running\n"
        if end == "CREDITED":
            credit(house, anna)
        else:
            movement = order(anna, eur(30), now=clock.now())
        assert line.wait(20) == -9
    finally:
        line.kill()
        line.wait()
        line.stdout.close()
    if end == "CREDITED":
        # The bank hears of it again, or asks; either way it books what the other side paid.
        instant_taking.take_next(seconds=0.5, actor=BANK)
        ask_later()
        assert InstantIncoming.objects.get().state == end
        assert (left(anna), agree(house)) == (eur(107), 700)
    else:
        ask_later()
        assert state_of(movement) == end
        settled = end == "SETTLED"
        assert left(anna) == (eur(70) if settled else eur(100))
        assert agree(house) == (-3_000 if settled else 0)
    assert own("2100") == own("2900") == 0
