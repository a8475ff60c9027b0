"""A request that is sent again, after its process died or did not, does everything once."""

from __future__ import annotations

from uuid import uuid4

import pytest

from payments.gateway.domain.connectors import Outcome, Verdict
from payments.gateway.domain.intents import IntentState
from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.services import screening
from payments.webhooks.models import Event
from risk import public as risk
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.gateway import networks, shops


class Died(BaseException):
    """The process was killed."""


@pytest.fixture
def dying(monkeypatch):
    """Give a function that lets the next call of the network kill the process."""

    def die() -> None:
        def perform(self, operation_id, *, seconds):
            monkeypatch.undo()
            raise Died

        monkeypatch.setattr(networks.Network, "perform", perform)

    return die


def killed(call) -> None:
    with pytest.raises(Died):
        call()


def test_a_confirmation_whose_process_died_is_carried_on(shop, dying):
    payment, key = shops.made(shop), uuid4()
    dying()
    killed(lambda: shops.confirm(shop, payment, key=key))
    assert shops.operations(payment) == [("AUTHORISE", "QUEUED")]
    assert shops.confirm(shop, payment, key=key).state is IntentState.SUCCEEDED
    assert shops.operations(payment) == [("AUTHORISE", "SUCCEEDED"), ("CAPTURE", "SUCCEEDED")]
    assert shops.confirm(shop, payment, key=key).state is IntentState.SUCCEEDED


@pytest.mark.parametrize("kind", ["CAPTURE", "VOID", "REFUND", "INCREMENT"])
def test_what_changes_a_payment_is_carried_on_and_done_once(shop, dying, kind):
    payment, key = shops.authorised(shop), uuid4()
    if kind == "REFUND":
        shops.capture(shop, payment)
    calls = {
        "CAPTURE": lambda: shops.capture(shop, payment, 3_000, key=key),
        "VOID": lambda: shops.cancel(shop, payment, key=key),
        "REFUND": lambda: shops.refund(shop, payment, 3_000, key=key),
        "INCREMENT": lambda: shops.intents.increment(
            merchant=shop, intent=payment.object_id, amount=eur(120), idempotency=key,
            actor=shops.SHOP, now=NOW,
        ),
    }  # fmt: skip
    dying()
    killed(calls[kind])
    assert (kind, "QUEUED") in shops.operations(payment)
    for _ in range(2):
        calls[kind]()
    assert [each for each in shops.operations(payment) if each[0] == kind] == [(kind, "SUCCEEDED")]


def test_a_refusal_by_the_bank_itself_is_the_same_for_the_same_request(shop, monkeypatch):
    refuse = risk.Decision(outcome=risk.Verdict.DECLINE)
    monkeypatch.setattr(screening, "screen", lambda *_args, **_more: refuse)
    payment, key = shops.made(shop), uuid4()
    first = shops.confirm(shop, payment, key=key)
    assert first.decline_code == "fraudulent"
    assert shops.confirm(shop, payment, key=key) == first


def test_a_payment_without_an_operation_is_cancelled_once(shop):
    payment, key = shops.made(shop), uuid4()
    first = shops.cancel(shop, payment, key=key)
    assert first.state is IntentState.CANCELED
    assert shops.cancel(shop, payment, key=key) == first


def test_the_same_order_makes_one_payment(shop):
    order = shops.IntentOrder(amount=eur(5), merchant_reference="A-1")
    key = uuid4()

    def create(idempotency):
        return shops.intents.create(
            merchant=shop, order=order, idempotency=idempotency, actor=shops.SHOP, now=NOW
        )

    assert create(key) == create(key)
    with pytest.raises(shops.intents.ReferenceUsed):
        create(uuid4())
    assert PaymentIntent.objects.count() == 1


@pytest.mark.parametrize("minor", [0, -1, -10_000])
def test_nothing_and_less_than_nothing_is_neither_charged_captured_nor_refunded(shop, minor):
    paid, waiting = shops.confirmed(shop), shops.authorised(shop)
    for call in (
        lambda: shops.made(shop, minor=minor),
        lambda: shops.capture(shop, waiting, minor),
        lambda: shops.refund(shop, paid, minor),
    ):
        with pytest.raises(shops.finding.InvalidAmount):
            call()
    assert (shops.counters(paid)["captured"], shops.counters(waiting)) == (
        10_000, {"authorised": 10_000},
    )  # fmt: skip
    assert not Operation.objects.filter(kind="REFUND").exists()


def test_merchants_are_told_of_what_happens_in_its_order(shop):
    paid = shops.confirmed(shop)
    shops.refund(shop, paid)
    assert list(Event.objects.order_by("pk").values_list("type", flat=True)) == [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.succeeded",
        "charge.captured",
        "refund.updated",
        "charge.refunded",
    ]


def test_events_show_what_has_been_counted(shop):
    shops.refund(shop, shops.confirmed(shop), 4_000)
    captured, refunded = (
        bytes(Event.objects.get(type=name).payload)
        for name in ("charge.captured", "charge.refunded")
    )
    assert b'"amount_captured":10000' in captured.replace(b": ", b":")
    assert b'"amount_refunded":4000' in refunded.replace(b": ", b":")


def test_an_event_tells_what_is_so_after_the_change(shop):
    networks.VISA.answers = [Outcome(verdict=Verdict.DECLINED, code="expired_card")]
    shops.confirmed(shop)
    event = Event.objects.get(type="payment_intent.payment_failed")
    assert b'"requires_payment_method"' in bytes(event.payload)
    assert b'"expired_card"' in bytes(event.payload)
