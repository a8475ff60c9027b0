"""Instant payments out: one answer ends each, whatever is lost, late, repeated or made up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from bankcore.money import Money
from bankcore.outbox.models import Event
from payments import public as payments
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.models import ExchangeFile, InstantSending, Item
from payments.interbank.services import instant_sending
from payments.models import ExternalPayment
from tests import factories
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.files import schema
from tests.payments.interbank import exchanges
from tests.payments.interbank.exchanges import BANK
from tests.payments.interbank.instant import (
    Wire,
    ask_later,
    order,
    says,
    send,
    state_of,
    status,
)
from tests.payments.services.movements import left, own

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def wire(monkeypatch) -> Wire:
    return Wire(monkeypatch)


def told_of_completion() -> int:
    return Event.objects.filter(name="payments.payments_completed").count()


def test_an_instant_payment_that_is_accepted_is_settled(wire):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    assert (left(anna), own("2100")) == (eur(70), 3_000)
    wire.says = [says("ACCP")]
    assert send(paid)
    assert (left(anna), own("2100"), own("1100")) == (eur(70), 0, -3_000)
    assert state_of(paid) == "SETTLED"
    assert told_of_completion() == 1
    schema("pacs.008.001.08").validate(wire.got[0].decode())
    message = read_message(wire.got[0])
    assert message.is_instant
    assert message.transfers[0].accepted_at == NOW
    assert books.broken() == []


def test_an_instant_payment_that_is_refused_comes_back_at_once(wire):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    wire.says = [says("RJCT", "AC04")]
    assert send(paid)
    assert (left(anna), own("2100"), own("1100")) == (eur(100), 0, 0)
    assert state_of(paid) == "REJECTED"
    assert Item.objects.get().reason == "AC04"
    assert told_of_completion() == 0


def test_money_stays_held_while_nobody_answers_and_the_network_is_asked_after_the_time(wire):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    assert not send(paid)
    assert (left(anna), own("2100"), own("1100")) == (eur(70), 3_000, 0)
    # Within its time it is neither sent nor asked about again.
    assert instant_sending.ask_open(actor=BANK, now=NOW + timedelta(seconds=10)) == 0
    assert not send(paid)
    assert len(wire.got) == 1
    item = Item.objects.select_related("trace").get()
    wire.says = [status(f"INST-{item.trace.number}", item.trace.number, "ACCP")]
    assert instant_sending.ask_open(actor=BANK, now=NOW + timedelta(seconds=12)) == 1
    schema("pacs.028.001.03").validate(wire.got[1].decode())
    assert (left(anna), own("2100"), own("1100")) == (eur(70), 0, -3_000)
    assert ask_later() == 0
    assert len(wire.got) == 2


def test_a_question_that_nobody_answers_is_asked_again_at_longer_intervals(wire):
    order_and_silence = order(factories.account(funds=100), eur(30))
    send(order_and_silence)
    asked = []
    for second in range(11, 60):
        before = len(wire.got)
        instant_sending.ask_open(actor=BANK, now=NOW + timedelta(seconds=second))
        asked += [second] * (len(wire.got) - before)
    assert asked == [11, 12, 14, 18, 26, 42]
    assert state_of(order_and_silence) == "IN_FILE"


@pytest.mark.parametrize(("first", "second"), [("ACCP", "RJCT"), ("RJCT", "ACCP")])
def test_the_first_final_answer_counts_and_no_other(wire, first, second):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    wire.says = [says(first, "AC04" if first == "RJCT" else "")]
    send(paid)
    before = left(anna), own("1100"), own("2100"), state_of(paid)
    file = ExchangeFile.objects.get(kind="instant")
    trace = Item.objects.select_related("trace").get().trace.number
    assert instant_sending._apply(
        file, status(file.message_id, trace, second, "AC04", own="S2"), actor=BANK, now=NOW
    )
    assert (left(anna), own("1100"), own("2100"), state_of(paid)) == before


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"<html>busy</html>",
        lambda message: status(
            "INST-OTHER", read_message(message).transfers[0].transaction_id, "ACCP"
        ),
        lambda message: status(read_message(message).message_id, "TX999999999999", "ACCP"),
        says("PDNG"),
        says("ACSP"),
        lambda message: says("ACCP")(message).replace(b"<GrpSts>ACCP", b"<GrpSts>RJCT"),
    ],
    ids=["nothing", "no message", "another's", "another payment", "pending", "in process", "both"],
)
def test_an_answer_that_is_none_leaves_the_money_held(wire, answer):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    wire.says = [answer]
    assert not send(paid)
    assert (left(anna), own("2100"), own("1100"), state_of(paid)) == (eur(70), 3_000, 0, "IN_FILE")
    assert InstantSending.objects.get().ask_at is not None


def test_a_payment_is_sent_once_however_often_it_is_told_to(wire):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    wire.says = [says("ACCP")]
    for _ in range(3):
        send(paid)
    instant_sending.send_unsent(actor=BANK, now=NOW)
    assert len(wire.got) == 1
    assert own("1100") == -3_000


def test_a_payment_that_nobody_has_sent_is_found_and_sent(wire):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    wire.says = [says("ACCP")]
    assert instant_sending.send_unsent(actor=BANK, now=NOW) == 1
    assert state_of(paid) == "SETTLED"


def test_an_instant_payment_travels_in_no_file_and_is_settled_with_no_others(wire, folder):
    anna = factories.account(funds=100)
    paid = order(anna, eur(30))
    assert exchanges.send() == []
    send(paid)
    assert exchanges.send() == []
    assert exchanges.sent(folder) == []
    settled = payments.settle_clearing(
        currency=eur(1).currency, request=factories.request_key(), actor=BANK, now=NOW
    )
    assert settled.payments == 0
    assert own("2100") == 3_000


def test_clearing_at_the_days_end_leaves_instant_payments_where_no_files_go(wire):
    order(factories.account(funds=100), eur(30))
    settled = payments.settle_clearing(
        currency=eur(1).currency, request=factories.request_key(), actor=BANK, now=NOW
    )
    assert (settled.payments, own("2100")) == (0, 3_000)


def test_an_order_says_at_once_that_it_is_to_be_sent():
    paid = order(factories.account(funds=100), eur(30))
    event = Event.objects.get(name="payments.instant_ordered")
    assert event.payload == {"transaction_id": str(paid.transaction_id)}


@pytest.mark.parametrize(
    ("amount", "currency", "address", "refusal"),
    [
        ("100000.01", "EUR", "http://127.0.0.1:1", payments.AboveInstantLimit),
        ("5", "USD", "http://127.0.0.1:1", payments.InstantNotOffered),
        ("5", "EUR", "", payments.InstantNotOffered),
    ],
)
def test_what_cannot_go_at_once_is_refused_and_nothing_has_changed(
    settings, amount, currency, address, refusal
):
    settings.INSTANT_ADDRESS = address
    account = factories.account(funds=200_000, currency=currency)
    events = Event.objects.count()
    with pytest.raises(refusal):
        order(account, Money.of(amount, currency))
    assert ExternalPayment.objects.count() == 0
    assert own("2100", currency) == 0
    assert Event.objects.count() == events


def test_the_largest_instant_payment_is_the_limit(wire):
    account = factories.account(funds=200_000)
    order(account, eur("100000.00"))
    assert own("2100") == 10_000_000


def test_postgresql_lets_no_payment_be_both_settled_and_rejected(wire):
    paid = order(factories.account(funds=100), eur(30))
    wire.says = [says("ACCP")]
    send(paid)
    for change in (
        "UPDATE interbank_item SET state = 'REJECTED', reason = 'AC04'",
        "UPDATE interbank_instantsending SET ask_at = now() + interval '1 day'",
        "UPDATE interbank_instantsending SET deadline = now()",
        "DELETE FROM interbank_instantsending",
    ):
        with (
            pytest.raises(DatabaseError, match=r"does not go|has ended|permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(change)
