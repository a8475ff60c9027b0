"""Limits of payments hold however many ask at the same moment."""

from __future__ import annotations

from uuid import uuid4

import pytest

from payments.gateway.models import Operation, PaymentIntent
from payments.gateway.services import outcomes
from tests.bankcore.ledger import books
from tests.conftest import NOW, in_threads
from tests.payments.gateway import networks, shops


@pytest.fixture
def shop(committed_bank, settings):
    del committed_bank
    settings.GATEWAY_CONNECTORS = "tests.payments.gateway.networks.CONNECTORS"
    networks.forget()
    return shops.merchant()


def kinds(results) -> dict[str, int]:
    names = [type(each).__name__ for each in results]
    return {name: names.count(name) for name in set(names)}


def test_of_twenty_refunds_at_once_that_do_not_fit_twice_one_is_made(shop):
    paid = shops.confirmed(shop)
    results = in_threads(20, lambda _: shops.refund(shop, paid, 6_000))
    assert kinds(results) == {"OperationView": 1, "RefundTooLarge": 19}
    assert shops.counters(paid)["refunded"] == 6_000
    assert shops.on_line("2400") == 10_000 - 175 - 6_000
    assert books.broken() == []


def test_of_twenty_captures_at_once_one_is_made(shop):
    waiting = shops.authorised(shop)
    results = in_threads(20, lambda _: shops.capture(shop, waiting, 6_000, is_final=False))
    assert kinds(results) == {"IntentView": 1, "CaptureTooLarge": 19}
    assert shops.counters(waiting) == {"authorised": 10_000, "captured": 6_000}
    assert shops.on_line("1410") == -6_000


def test_of_a_capture_and_a_cancellation_at_once_one_happens(shop):
    for _ in range(5):
        waiting = shops.authorised(shop)
        ways = (shops.capture, shops.cancel)
        results = in_threads(2, lambda number, one=waiting, ways=ways: ways[number](shop, one))
        refused = kinds(results).keys() - {"IntentView"}
        assert kinds(results)["IntentView"] == 1, results
        assert refused <= {"NotInThisState", "CaptureTooLarge"}
        found = shops.counters(waiting)
        assert found.get("captured", 0) + found.get("voided", 0) == 10_000
        assert set(found) in ({"authorised", "captured"}, {"authorised", "voided"})


def test_one_request_sent_by_many_at_once_makes_one_thing(shop):
    payment, key = shops.made(shop, capture_method="MANUAL"), uuid4()
    results = in_threads(8, lambda _: shops.confirm(shop, payment, key=key))
    assert kinds(results) == {"IntentView": 8}, results
    assert Operation.objects.filter(intent__object_id=payment.object_id).count() == 1
    key = uuid4()
    in_threads(8, lambda _: shops.capture(shop, payment, 4_000, key=key))
    key = uuid4()
    in_threads(8, lambda _: shops.refund(shop, payment, 1_000, key=key))
    assert shops.counters(payment) == {
        "authorised": 10_000, "captured": 4_000, "voided": 6_000, "refunded": 1_000,
    }  # fmt: skip


def test_one_order_sent_by_many_at_once_is_one_payment(shop):
    card, key = shops.card(shop), uuid4()
    order = shops.IntentOrder(amount=shops.Money.of(5, "EUR"), payment_method=card.object_id)

    def create(_):
        return shops.intents.create(
            merchant=shop, order=order, idempotency=key, actor=shops.SHOP, now=NOW
        )

    results = in_threads(8, create)
    assert len({each.object_id for each in results}) == 1, results
    assert PaymentIntent.objects.count() == 1


def test_an_answer_that_many_bring_at_once_is_applied_once(shop):
    networks.VISA.answers = [None]
    waiting = shops.authorised(shop)
    operation = Operation.objects.get(intent__object_id=waiting.object_id).public_id
    results = in_threads(
        8,
        lambda _: outcomes.record_outcome(
            operation_id=operation, outcome=networks.APPROVED, now=NOW
        ),
    )
    assert sorted(results) == ["APPLIED"] + ["DUPLICATE"] * 7
    assert shops.counters(waiting) == {"authorised": 10_000}
