"""Notices of the other processor: kept as they come, once, and believed only when asked."""

import hashlib
import hmac
import json
from datetime import timedelta

import pytest
import stripe
from django.db import IntegrityError, ProgrammingError, connection, transaction

from bankcore import clock
from bankcore.outbox.models import Event
from payments.gateway.public import OperationKind
from payments.processors import public as processors
from payments.processors.domain import callbacks as rules
from payments.processors.models import InboundCallback
from payments.processors.services import callbacks, connector

SECRET, OLDER = "whsec_new", "whsec_old"

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(autouse=True)
def _settings(settings, monkeypatch):
    settings.STRIPE_WEBHOOK_SECRETS = [SECRET, OLDER]
    for module, names in (
        (connector, ("_claimed", "_applied", "_taken_back")),
        (callbacks, ("_told_of_dispute", "_done", "receive_callback")),
    ):
        for name in names:
            monkeypatch.setattr(module, name, getattr(module, name).__wrapped__)
    monkeypatch.setattr(processors, "receive_callback", callbacks.receive_callback)


def signature(body, *, secret=SECRET, at=None):
    seconds = int((at or clock.now()).timestamp())
    signed = f"{seconds}.".encode() + body
    return f"t={seconds},v1={hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()}"


def event(kind="payment_intent.succeeded", number="evt_1", **thing):
    body = {"id": number, "object": "event", "type": kind, "data": {"object": thing}}
    return json.dumps(body, indent=2).encode()


def send(client, body, header=None):
    return client.post(
        "/callbacks/stripe",
        body,
        content_type="application/json",
        headers={"Stripe-Signature": signature(body) if header is None else header},
    ).status_code


def process():
    for row in InboundCallback.objects.filter(processed_at=None).order_by("pk"):
        processors.process_callback(callback_id=row.pk, now=clock.now() + timedelta(minutes=2))


# Whose they are


def test_a_signature_is_judged_as_the_processors_own_library_does(now):
    body = event()
    for secret in (SECRET, OLDER):
        header = signature(body, secret=secret)
        assert stripe.Webhook.construct_event(body, header, secret)["id"] == "evt_1"
        assert rules.is_signed(body, header=header, secrets=[SECRET, OLDER], now=clock.now())


@pytest.mark.parametrize("seconds", [-301, 301])
def test_a_signature_of_another_hour_is_refused(seconds):
    body, at = event(), clock.now()
    header = signature(body, at=at + timedelta(seconds=seconds))
    assert not rules.is_signed(body, header=header, secrets=[SECRET], now=at)


@pytest.mark.parametrize(
    "header", ["", "t=,v1=", "t=1", "v1=00", "t=abc,v1=00", "t=1,t=2,v1=00", "t=²,v1=00", "é"]
)
def test_what_is_no_signature_is_refused(header):
    assert not rules.is_signed(event(), header=header, secrets=[SECRET], now=clock.now())


@pytest.mark.parametrize(
    "header",
    [
        lambda: "",
        lambda: signature(event(), secret="whsec_other"),
        lambda: signature(event("charge.captured")),
        lambda: signature(event(), at=clock.now() - timedelta(minutes=6)),
    ],
    ids=["none", "another's", "of another notice", "too old"],
)
def test_what_the_processor_has_not_signed_just_now_is_not_stored(client, header):
    assert send(client, event(), header()) == 400
    assert not InboundCallback.objects.exists()
    assert not Event.objects.filter(name="processors.callback_received").exists()


def test_without_a_secret_nothing_is_believed(client, settings):
    settings.STRIPE_WEBHOOK_SECRETS = []
    assert send(client, event(), signature(event(), secret="")) == 400


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"id": 1}', b'{"id":"e","type":"t","data":{"object":[]}}']
)
def test_what_cannot_be_read_is_not_stored(client, body):
    assert send(client, body) == 400
    assert not InboundCallback.objects.exists()


def test_a_body_that_is_too_long_is_not_read(client):
    body = b" " * (256 * 1024 + 1)
    assert send(client, body) == 413


def test_it_is_sent_and_never_fetched(client):
    assert client.get("/callbacks/stripe").status_code == 405


# Kept


def test_a_notice_is_kept_byte_for_byte_and_sealed_once(client):
    body = event(description="Demo Person 01")
    assert [send(client, body) for _ in range(3)] == [200, 200, 200]
    row = InboundCallback.objects.get()
    assert (row.body, row.external_id) == (body, "evt_1")
    assert Event.objects.filter(name="processors.callback_received").count() == 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT body FROM processors_inboundcallback")
        assert b"Demo Person" not in bytes(cursor.fetchone()[0])


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("DELETE FROM processors_inboundcallback", ProgrammingError),
        ("UPDATE processors_inboundcallback SET body = '\\x00'", ProgrammingError),
        ("UPDATE processors_inboundcallback SET kind = 'x'", ProgrammingError),
        ("UPDATE processors_inboundcallback SET processed_at = NULL", IntegrityError),
    ],
)
def test_what_was_kept_is_not_changed(client, shop, change, refusal):
    send(client, event("payout.paid"))
    process()
    with pytest.raises(refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("DELETE FROM processors_processorcall", ProgrammingError),
        ("UPDATE processors_processorcall SET amount_minor = 1", IntegrityError),
        ("UPDATE processors_processorcall SET remote_id = 'pi_other'", IntegrityError),
        ("UPDATE processors_processorcall SET state = 'SENT'", IntegrityError),
        ("UPDATE processors_processorcall SET state = 'QUEUED'", IntegrityError),
    ],
)
def test_a_call_goes_forward_alone(shop, change, refusal):
    shop.bring()
    with pytest.raises(refusal), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(change)


# Done


def test_a_notice_of_success_moves_nothing_that_the_processor_does_not_confirm(
    client, shop, peer, told
):
    peer.faults["confirm"] = [500]
    shop.bring()
    payment = next(iter(peer.payments))
    send(client, event(id=payment, object="payment_intent", status="succeeded"))
    process()
    # It says succeeded; asked, the processor knows of no charge.
    assert told.verdicts == ["UNKNOWN", "REVERSED"]


def test_notices_in_any_order_and_twice_end_in_one_outcome(client, shop, peer, told):
    peer.faults["confirm"] = ["drop"]
    shop.bring()
    payment = next(iter(peer.payments))
    late = event("payment_intent.succeeded", "evt_2", id=payment, object="payment_intent")
    early = event("payment_intent.created", "evt_1", id=payment, object="payment_intent")
    charge = event("charge.updated", "evt_3", id="ch_1", object="charge", payment_intent=payment)
    for body in (late, early, late, charge):
        assert send(client, body) == 200
    process()
    process()
    assert told.verdicts == ["UNKNOWN", "APPROVED"]
    results = InboundCallback.objects.order_by("external_id").values_list("result", flat=True)
    assert list(results) == ["asked about 0", "asked about 1", "asked about 0"]


def test_a_refund_that_is_told_of_is_asked_about(client, shop, peer, told):
    shop.bring()
    payment = told.last.network_reference
    shop.bring(OperationKind.CAPTURE, of=payment)
    peer.faults["refunds"] = ["drop"]
    shop.bring(OperationKind.REFUND, of=payment)
    send(client, event("charge.refunded", object="charge", payment_intent={"id": payment}))
    process()
    assert told.verdicts[-2:] == ["UNKNOWN", "APPROVED"]


DISPUTE = {
    "id": "dp_1", "object": "dispute", "amount": 700, "currency": "eur", "reason": "fraudulent",
    "status": "needs_response", "payment_intent": "pi_9",
}  # fmt: skip


def test_a_dispute_is_told_as_the_processor_has_it_now(client, shop, peer, told):
    peer.disputes["dp_1"] = DISPUTE
    send(client, event("charge.dispute.created", **(DISPUTE | {"amount": 1})))
    process()
    process()
    (notice,) = told.disputes
    assert (notice.key, notice.amount.minor, notice.stage.value) == (
        "dp_1:CHARGEBACK",
        700,
        "CHARGEBACK",
    )
    assert (notice.network_reference, notice.reason) == ("pi_9", "fraudulent")
    peer.disputes["dp_1"] = DISPUTE | {"status": "lost"}
    send(client, event("charge.dispute.closed", "evt_2", id="dp_1", object="dispute"))
    process()
    assert told.disputes[-1].stage.value == "LOST"


def test_two_who_have_both_read_a_notice_tell_of_it_once(client, shop, peer, told):
    send(client, event("charge.dispute.created", **DISPUTE))
    row = InboundCallback.objects.get()
    for _ in range(2):
        callbacks._told_of_dispute(callback_id=row.pk, dispute=DISPUTE, now=clock.now())
    assert len(told.disputes) == 1


def test_a_dispute_that_the_processor_does_not_know_is_none(client, shop, peer, told):
    send(client, event("charge.dispute.created", **DISPUTE))
    process()
    assert told.disputes == []
    assert InboundCallback.objects.get().result == "no such dispute"


def test_a_notice_waits_while_the_processor_is_silent(client, shop, peer, told):
    peer.disputes["dp_1"], peer.faults["dp_1"] = DISPUTE, ["lose"]
    send(client, event("charge.dispute.created", **DISPUTE))
    process()
    assert InboundCallback.objects.get().processed_at is None
    assert processors.process_waiting(now=clock.now()) == 0
    assert processors.process_waiting(now=clock.now() + timedelta(minutes=3)) == 1
    assert len(told.disputes) == 1


def test_a_warning_is_no_chargeback(client, shop, peer, told):
    peer.disputes["dp_1"] = DISPUTE | {"status": "warning_needs_response"}
    send(client, event("charge.dispute.created", **DISPUTE))
    process()
    assert told.disputes == []
