"""Stripe's official client takes payments at this bank, over the wire."""

from __future__ import annotations

import pytest
import stripe

from tests.payments.gateway.presentation.merchants import CARD, Shop


@pytest.fixture
def api(server) -> stripe.StripeClient:
    return Shop().stripe(server)


def test_a_payment_is_made_captured_refunded_and_found_again(api):
    card = api.v1.payment_methods.create({"type": "card", "card": CARD})
    assert (card.card.brand, card.card.last4) == ("visa", "4242")
    made = api.v1.payment_intents.create(
        {"amount": 2_500, "currency": "eur", "capture_method": "manual",
         "metadata": {"order": "7"}},
    )  # fmt: skip
    assert made.status == "requires_payment_method"
    held = api.v1.payment_intents.confirm(made.id, {"payment_method": card.id})
    assert (held.status, held.amount_capturable) == ("requires_capture", 2_500)
    taken = api.v1.payment_intents.capture(held.id, {"amount_to_capture": 2_000})
    assert (taken.status, taken.amount_received) == ("succeeded", 2_000)
    back = api.v1.refunds.create({"payment_intent": taken.id, "amount": 500})
    assert (back.status, back.amount) == ("succeeded", 500)
    read = api.v1.payment_intents.retrieve(
        taken.id, {"expand": ["latest_charge", "payment_method"]}
    )
    assert read.latest_charge.amount_refunded == 500
    assert read.payment_method.card.last4 == "4242"
    assert read.metadata["order"] == "7"
    found = api.v1.payment_intents.list({"limit": 3})
    assert [each.id for each in found.data] == [taken.id]
    assert [each.id for each in api.v1.charges.list({"payment_intent": taken.id})] == [
        read.latest_charge.id
    ]
    assert api.v1.refunds.retrieve(back.id).payment_intent == taken.id


def test_customers_keep_cards_and_pay_later_with_a_mandate(api):
    payer = api.v1.customers.create({"name": "Demo Person 01", "email": "demo01@example.org"})
    card = api.v1.payment_methods.create({"type": "card", "card": CARD})
    kept = api.v1.setup_intents.create(
        {"customer": payer.id, "payment_method": card.id, "confirm": True}
    )
    assert kept.status == "succeeded"
    assert api.v1.mandates.retrieve(kept.mandate).status == "active"
    listed = api.v1.customers.payment_methods.list(payer.id, {"type": "card"})
    assert [each.id for each in listed.data] == [card.id]
    paid = api.v1.payment_intents.create(
        {"amount": 900, "currency": "eur", "customer": payer.id, "payment_method": card.id,
         "off_session": True, "confirm": True},
    )  # fmt: skip
    assert (paid.status, paid.mandate) == ("succeeded", kept.mandate)
    changed = api.v1.customers.update(payer.id, {"metadata": {"vip": "yes"}})
    assert changed.metadata["vip"] == "yes"
    assert api.v1.customers.delete(payer.id).deleted
    assert api.v1.customers.retrieve(payer.id).deleted
    assert api.v1.mandates.retrieve(kept.mandate).status == "inactive"


def test_a_payment_is_changed_and_canceled(api):
    made = api.v1.payment_intents.create({"amount": 2_500, "currency": "eur"})
    changed = api.v1.payment_intents.update(
        made.id, {"amount": 3_000, "description": "Two of them", "metadata": {"a": "1"}}
    )
    assert (changed.amount, changed.description) == (3_000, "Two of them")
    gone = api.v1.payment_intents.cancel(made.id, {"cancellation_reason": "abandoned"})
    assert (gone.status, gone.cancellation_reason) == ("canceled", "abandoned")


def test_a_list_is_walked_through_to_its_end(api):
    made = [
        api.v1.payment_intents.create({"amount": amount, "currency": "eur"}).id
        for amount in range(1, 8)
    ]
    page = api.v1.payment_intents.list({"limit": 3})
    assert [each.id for each in page.auto_paging_iter()] == made[::-1]
    before = api.v1.payment_intents.list({"limit": 2, "ending_before": made[3]})
    assert [each.id for each in before.data] == [made[5], made[4]]


def test_a_payment_link_and_a_session_are_made_and_ended(api, server):
    link = api.v1.payment_links.create(
        {"amount": 2_500, "currency": "eur", "description": "A book"}  # type: ignore[typeddict-item]
    )
    assert link.url.endswith(f"/pay/{link.id}")
    assert api.v1.payment_links.update(link.id, {"active": False}).active is False
    page = api.v1.checkout.sessions.create(
        {"amount": 900, "currency": "eur", "description": "A pen"}  # type: ignore[typeddict-item]
    )
    assert (page.status, page.amount_total) == ("open", 900)
    assert api.v1.checkout.sessions.expire(page.id).status == "expired"
    assert [each.id for each in api.v1.checkout.sessions.list().data] == [page.id]


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("4000000000000002", "generic_decline"),
        ("4000000000009995", "insufficient_funds"),
        ("4000000000000069", "expired_card"),
    ],
)
def test_a_declined_card_is_a_card_error(api, number, code):
    card = api.v1.payment_methods.create({"type": "card", "card": {**CARD, "number": number}})
    order = {"amount": 900, "currency": "eur", "payment_method": card.id, "confirm": True}
    with pytest.raises(stripe.CardError) as refused:
        api.v1.payment_intents.create(order)
    told = refused.value
    assert (told.http_status, told.code) == (402, "card_declined")
    assert told.error.decline_code == code
    assert told.error.payment_intent.status == "requires_payment_method"


def test_every_refusal_is_the_clients_own_exception(api, server):
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.create({"amount": 0, "currency": "eur"})
    assert refused.value.param == "amount"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.create({"amount": 5, "currency": "eur", "colour": "red"})
    assert refused.value.param == "colour"
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.retrieve("pi_nothing")
    assert (refused.value.http_status, refused.value.code) == (404, "resource_missing")
    made = api.v1.payment_intents.create(
        {"amount": 5, "currency": "eur"}, {"idempotency_key": "once"}
    )
    again = api.v1.payment_intents.create(
        {"amount": 5, "currency": "eur"}, {"idempotency_key": "once"}
    )
    assert again.id == made.id
    assert again.last_response.headers["Idempotent-Replayed"] == "true"
    with pytest.raises(stripe.IdempotencyError):
        api.v1.payment_intents.create({"amount": 6, "currency": "eur"}, {"idempotency_key": "once"})
    with pytest.raises(stripe.InvalidRequestError) as refused:
        api.v1.payment_intents.capture(made.id)
    assert refused.value.http_status == 400
    stranger = stripe.StripeClient("bk_test_nobody_0123456789", base_addresses={"api": server.url})
    with pytest.raises(stripe.AuthenticationError):
        stranger.v1.payment_intents.list()
