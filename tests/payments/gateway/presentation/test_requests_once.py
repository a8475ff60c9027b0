"""A request that is sent twice happens once."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from bankcore import clock
from payments.gateway.models import Operation, Payer, PaymentIntent, SentRequest
from payments.gateway.services import payers, requests
from tests.conftest import in_threads

ORDER = {"amount": 2_500, "currency": "eur"}


def test_the_same_request_gets_the_same_answer_to_the_letter(shop):
    first = shop.post("/v1/payment_intents", ORDER, key="k1")
    again = shop.post("/v1/payment_intents", ORDER, key="k1")
    assert (again.status_code, again.content) == (200, first.content)
    assert "Idempotent-Replayed" not in first.headers
    assert again.headers["Idempotent-Replayed"] == "true"
    assert PaymentIntent.objects.count() == 1


def test_a_key_is_taken_bare_and_as_a_structured_fields_string(shop):
    first = shop.post("/v1/payment_intents", ORDER, key='"k 1 \\" x"')
    assert first.status_code == 200
    bare = shop.post("/v1/payment_intents", ORDER, key="k2").json()
    quoted = shop.post("/v1/payment_intents", ORDER, key='"k2"').json()
    assert bare["id"] == quoted["id"]


@pytest.mark.parametrize("key", [None, " ", "a b", '"', '""', "ä", "k" * 256])
def test_a_request_without_a_usable_key_is_refused(shop, key):
    answer = shop.post("/v1/payment_intents", ORDER, key=key)
    assert (answer.status_code, answer.json()["code"]) == (400, "idempotency_key_missing")
    assert answer.json()["error"]["type"] == "idempotency_error"
    assert PaymentIntent.objects.count() == SentRequest.objects.count() == 0


def test_another_body_or_address_under_the_same_key_is_refused(shop):
    shop.post("/v1/payment_intents", ORDER, key="k1")
    other = shop.post("/v1/payment_intents", {**ORDER, "amount": 2_501}, key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    elsewhere = shop.post("/v1/customers", {}, key="k1")
    assert elsewhere.status_code == 422
    assert PaymentIntent.objects.count() == 1
    assert Payer.objects.count() == 0


def test_a_key_belongs_to_its_program(shop):
    from tests.payments.gateway.presentation.merchants import Shop

    first = shop.post("/v1/payment_intents", ORDER, key="k1").json()
    other = Shop("other").post("/v1/payment_intents", ORDER, key="k1").json()
    assert first["id"] != other["id"]


def test_a_request_that_is_under_way_is_not_begun_again(shop):
    begun = requests.begin(client_id="shop", key="k", content="c", now=clock.now())
    with pytest.raises(requests.RequestInFlight):
        requests.begin(client_id="shop", key="k", content="c", now=clock.now())
    later = clock.now() + requests.LEASE + timedelta(seconds=1)
    resumed = requests.begin(client_id="shop", key="k", content="c", now=later)
    assert (resumed.public_id, resumed.tries) == (begun.public_id, 2)


def test_a_request_under_way_is_answered_with_how_long_to_wait(shop, monkeypatch):
    from payments.gateway.presentation.api import once

    monkeypatch.setattr(once.requests, "finish", lambda **_: None)
    shop.post("/v1/payment_intents", ORDER, key="k1")
    answer = shop.post("/v1/payment_intents", ORDER, key="k1")
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "1")
    assert answer.json()["code"] == "request_in_flight"


def test_who_was_taken_for_dead_does_not_write_over_who_went_on(shop):
    now = clock.now()
    dead = requests.begin(client_id="shop", key="k", content="c", now=now)
    after = now + requests.LEASE + timedelta(seconds=1)
    alive = requests.begin(client_id="shop", key="k", content="c", now=after)
    mine, late = requests.Answer(status=200, body="mine"), requests.Answer(status=200, body="late")
    requests.finish(begun=alive, answer=mine, object_id="x", now=after)
    requests.finish(begun=dead, answer=late, object_id="x", now=after)
    found = requests.begin(client_id="shop", key="k", content="c", now=after)
    assert found.answer == mine


def test_refusals_before_anything_is_done_leave_the_key_free(shop):
    wrong = shop.post("/v1/payment_intents", {**ORDER, "amount": -1}, key="k1")
    assert wrong.status_code == 400
    gone = shop.post("/v1/payment_intents", {**ORDER, "customer": "cus_x"}, key="k1")
    assert gone.status_code == 404
    assert SentRequest.objects.count() == 0
    assert shop.post("/v1/payment_intents", ORDER, key="k1").status_code == 200


def test_a_failure_after_something_was_made_is_gone_on_with(shop, monkeypatch):
    from payments.gateway.services import intents

    working = intents.confirm
    monkeypatch.setattr(intents, "confirm", lambda **_: 1 / 0)
    body = {**ORDER, "payment_method": shop.card(), "confirm": True}
    failed = shop.post("/v1/payment_intents", body, key="k1")
    assert (failed.status_code, failed.json()["error"]["type"]) == (500, "api_error")
    made = PaymentIntent.objects.get()
    monkeypatch.setattr(intents, "confirm", working)
    done = shop.post("/v1/payment_intents", body, key="k1").json()
    assert (done["id"], done["status"]) == (made.object_id, "succeeded")
    assert PaymentIntent.objects.count() == 1


def test_a_declined_card_is_answered_the_same_again(shop):
    body = {**ORDER, "payment_method": shop.card("4000000000000002"), "confirm": True}
    first = shop.post("/v1/payment_intents", body, key="k1")
    again = shop.post("/v1/payment_intents", body, key="k1")
    assert (first.status_code, again.status_code) == (402, 402)
    assert first.content == again.content
    assert first.headers["Content-Type"] == "application/problem+json"
    assert Operation.objects.filter(kind="AUTHORISE").count() == 1


def test_answers_are_kept_sealed_and_for_thirty_days(shop):
    shop.post("/v1/customers", {"name": "Demo Person 01"}, key="k1")
    row = SentRequest.objects.get()
    stored = SentRequest.objects.filter(pk=row.pk).values_list("answer", flat=True)[0]
    assert b"Demo Person" not in stored.value
    assert requests.forget_old_requests(now=row.created_at + requests.KEPT) == 0
    later = row.created_at + requests.KEPT + timedelta(seconds=1)
    assert requests.forget_old_requests(now=later) == 1


def test_who_is_erased_is_erased_from_kept_answers(shop):
    made = shop.post("/v1/customers", {"name": "Demo Person 01"}, key="k1").json()
    assert shop.delete(f"/v1/customers/{made['id']}").json()["deleted"] is True
    replayed = shop.post("/v1/customers", {"name": "Demo Person 01"}, key="k1")
    assert replayed.json() == {"id": made["id"], "object": "customer", "deleted": True}
    kept = [row.answer for row in SentRequest.objects.all()]
    assert not any("Demo Person" in answer for answer in kept)


def test_going_on_makes_no_second_payer(shop):
    order = payers.PayerOrder(name="Demo Person 01")
    made = [
        payers.create_payer(
            merchant=shop.merchant,
            order=order,
            request_id=UUID(int=7),
            actor=_actor(),
            now=clock.now(),
        )
        for _ in range(2)
    ]
    assert made[0] == made[1]


def test_twenty_at_once_with_one_key_take_one_payment(committed_bank):
    from tests.payments.gateway.presentation.merchants import Shop

    shop = Shop()
    body = {**ORDER, "payment_method": shop.card(), "confirm": True}

    def send(_number: int):
        for _ in range(200):
            answer = shop.post("/v1/payment_intents", body, key="same")
            if answer.status_code != 409:
                return answer.status_code, answer.json()["id"]
        return None

    answers = set(in_threads(20, send))
    assert len(answers) == 1
    ((status, _),) = answers
    assert status == 200
    assert PaymentIntent.objects.count() == 1
    assert sorted(Operation.objects.values_list("kind", flat=True)) == ["AUTHORISE", "CAPTURE"]


def _actor():
    from bankcore.actor import Actor

    return Actor.system("test")
