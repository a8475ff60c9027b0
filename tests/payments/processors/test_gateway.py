"""A merchant's payment through the other processor: from the intent to the books."""

from datetime import timedelta

import pytest

from bankcore import clock
from payments.processors import public as processors
from payments.vault import public as vault
from tests.conftest import NOW
from tests.payments.gateway import shops

CONNECTORS = {
    "sandbox": "payments.gateway.services.sandbox.CONNECTOR",
    "stripe": "payments.processors.public.STRIPE",
}


@pytest.fixture
def shop(committed_bank, server, settings, monkeypatch):
    settings.GATEWAY_CONNECTORS = f"{__name__}.CONNECTORS"
    monkeypatch.setattr(clock, "now", lambda: NOW)
    return shops.merchant()


def card(shop, number="4242424242424242"):
    stored = vault.store_card(
        merchant=shop.object_id, number=number, expiry_month=12, expiry_year=2030, now=NOW
    )
    method = shops.card(shop)
    method.card_token = stored.token
    method.save()
    return method


def test_a_payment_is_charged_captured_booked_and_refunded(shop, peer):
    payment = shops.authorised(shop, card(shop))
    assert shops.operations(payment) == [("AUTHORISE", "SUCCEEDED")]
    shops.capture(shop, payment, 7_000)
    shops.refund(shop, payment, 2_000)
    assert shops.operations(payment)[1:] == [("CAPTURE", "SUCCEEDED"), ("REFUND", "SUCCEEDED")]
    assert shops.on_line("1430") == -5_000  # what the processor owes the bank
    (there,) = peer.payments.values()
    assert (there["status"], there["amount_received"]) == ("succeeded", 7_000)
    assert [each["amount"] for each in peer.refunds.values()] == [2_000]


def test_what_is_charged_otherwise_than_asked_is_a_conflict(shop, peer):
    peer.wrong = {"amount_capturable": 9_999}
    payment = shops.authorised(shop, card(shop))
    assert shops.again(shop, payment).state == "CONFLICTED"


def test_an_unknown_outcome_is_neither_and_asking_settles_it(shop, peer):
    peer.faults["confirm"] = ["drop"]
    payment = shops.authorised(shop, card(shop))
    assert shops.operations(payment) == [("AUTHORISE", "UNKNOWN")]
    assert processors.inquire_due(now=NOW + timedelta(minutes=2)) == 1
    assert shops.operations(payment)[0] == ("AUTHORISE", "SUCCEEDED")
    assert peer.charged == 1


def test_a_cancelled_payment_is_cancelled_there(shop, peer):
    payment = shops.authorised(shop, card(shop))
    shops.cancel(shop, payment)
    assert peer.charged == 0


def test_a_declined_card_is_not_tried_elsewhere(shop, peer):
    payment = shops.confirmed(shop, card(shop, "4000000000009995"))
    assert shops.operations(payment) == [("AUTHORISE", "DECLINED")]
    assert peer.charged == 0
