"""Payments through another processor: charged once, whatever happens on the way."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import transaction

from bankcore import clock
from payments.gateway.public import Applied, OperationKind, Verdict
from payments.processors import public as processors
from payments.processors.repositories import calls
from payments.processors.services import connector
from tests.payments.processors.peer import CONFIRMS_3DS, DECLINED

pytestmark = [
    pytest.mark.usefixtures("bank"),
    # Each test is one transaction; the use cases' own are tried in test_crashes.
    pytest.mark.django_db(transaction=False),
]
CAPTURE, VOID, REFUND = OperationKind.CAPTURE, OperationKind.VOID, OperationKind.REFUND


@pytest.fixture(autouse=True)
def _inside_one_transaction(monkeypatch):
    for name in ("_claimed", "_applied", "_taken_back"):
        monkeypatch.setattr(connector, name, getattr(connector, name).__wrapped__)


def state(operation):
    return calls.get(operation).state


def test_an_authorisation_is_made_confirmed_and_told(shop, peer, told):
    operation = shop.bring()
    assert told.verdicts == ["APPROVED"]
    assert told.last.network_reference.startswith("pi_")
    assert (told.last.amount.minor, told.last.amount.currency.code) == (1000, "EUR")
    assert [key for _, _, key in peer.asked] == [
        f"{operation}-{step}" for step in ("method", "payment", "confirm")
    ]
    assert peer.charged == 1
    assert state(operation) == "ANSWERED"


def test_a_payment_is_captured_refunded_and_the_reports_name_is_kept(shop, peer, told):
    shop.bring()
    payment = told.last.network_reference
    shop.bring(CAPTURE, 700, of=payment)
    assert (told.last.verdict, told.last.amount.minor) == (Verdict.APPROVED, 700)
    assert told.last.network_reference == f"ch_{payment}"
    shop.bring(REFUND, 300, of=payment)
    assert (told.last.verdict, told.last.amount.minor) == (Verdict.APPROVED, 300)
    shop.bring(REFUND, 401, of=payment)
    assert told.last.verdict is Verdict.DECLINED
    assert sum(each["amount"] for each in peer.refunds.values()) == 300


def test_a_payment_is_cancelled(shop, peer, told):
    shop.bring()
    shop.bring(VOID, of=told.last.network_reference)
    assert told.verdicts == ["APPROVED", "APPROVED"]
    assert peer.charged == 0


def test_a_decline_is_told_in_the_gateways_words(shop, peer, told):
    shop.bring(number=DECLINED)
    assert (told.last.verdict, told.last.code) == (Verdict.DECLINED, "insufficient_funds")
    assert peer.charged == 0


def test_a_payment_that_waits_for_the_payer_is_given_up(shop, peer, told):
    shop.bring(number=CONFIRMS_3DS)
    assert (told.last.verdict, told.last.code) == (Verdict.DECLINED, "authentication_required")
    assert [each["status"] for each in peer.payments.values()] == ["canceled"]


def test_what_the_processor_says_of_the_amount_is_passed_on(shop, peer, told):
    peer.wrong = {"amount_capturable": 999}
    shop.bring()
    assert told.last.amount.minor == 999


@pytest.mark.parametrize("word", ["payment_methods", "payment_intents"])
@pytest.mark.parametrize("fault", ["lose", "drop", 500, 429, 400])
def test_what_fails_before_anything_is_charged_was_not_sent(shop, peer, told, word, fault):
    peer.faults[word] = [fault]
    operation = shop.bring()
    assert told.verdicts == ["NOT_SENT"]
    assert peer.charged == 0
    assert state(operation) == "NOT_SENT"


def test_nobody_there_is_not_sent(shop, server, told, settings):
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    shop.bring()
    assert told.verdicts == ["NOT_SENT"]


def test_a_wrong_key_is_not_sent(shop, told, settings):
    settings.STRIPE_API_KEY = "sk_test_wrong"
    shop.bring()
    assert told.verdicts == ["NOT_SENT"]
    assert told.last.raw_code == "invalid_api_key"


@pytest.mark.parametrize("fault", ["drop", 500, 409])
def test_silence_at_the_confirmation_is_unknown_and_asking_tells(shop, peer, told, fault):
    peer.faults["confirm"] = [fault]
    operation = shop.bring()
    assert told.verdicts == ["UNKNOWN"]
    shop.ask(operation)
    if fault == "drop":
        assert told.verdicts == ["UNKNOWN", "APPROVED"]
        assert peer.charged == 1
    else:  # it was never confirmed: it is cancelled, and never will be
        assert told.verdicts == ["UNKNOWN", "REVERSED"]
        assert [each["status"] for each in peer.payments.values()] == ["canceled"]
    shop.ask(operation)
    assert len(told.verdicts) == 2


def test_a_decline_whose_answer_was_lost_is_learnt_by_asking(shop, peer, told):
    peer.faults["confirm"] = ["drop"]
    operation = shop.bring(number=DECLINED)
    shop.ask(operation)
    assert told.verdicts == ["UNKNOWN", "DECLINED"]
    assert told.last.code == "insufficient_funds"


def test_while_the_processor_is_silent_an_unknown_outcome_stays_unknown(
    shop, server, peer, told, settings
):
    peer.faults["confirm"] = ["drop"]
    operation = shop.bring()
    settings.STRIPE_API_BASE = "http://127.0.0.1:1"
    shop.ask(operation)
    assert told.verdicts == ["UNKNOWN", "UNKNOWN"]
    assert state(operation) == "UNKNOWN"


@pytest.mark.parametrize("fault", ["drop", "lose", 500])
@pytest.mark.parametrize(
    ("kind", "word"), [(CAPTURE, "capture"), (VOID, "cancel"), (REFUND, "refunds")]
)
def test_a_change_whose_answer_was_lost_is_made_once(shop, peer, told, kind, word, fault):
    shop.bring()
    payment = told.last.network_reference
    if kind is REFUND:
        shop.bring(CAPTURE, of=payment)
    peer.faults[word] = [fault]
    operation = shop.bring(kind, of=payment)
    assert told.last.verdict is Verdict.UNKNOWN
    shop.ask(operation)
    assert told.last.verdict is Verdict.APPROVED
    done = {CAPTURE: "succeeded", VOID: "canceled", REFUND: "succeeded"}[kind]
    assert peer.payments[payment]["status"] == done
    assert len(peer.refunds) == (kind is REFUND)
    assert {key for _, path, key in peer.asked if path.endswith(word) and key} == {str(operation)}


def test_a_lost_refund_is_found_by_its_operation_though_keys_are_forgotten(shop, peer, told):
    shop.bring()
    payment = told.last.network_reference
    shop.bring(CAPTURE, of=payment)
    peer.faults["refunds"] = ["drop"]
    operation = shop.bring(REFUND, 400, of=payment)
    peer.answers.clear()
    shop.ask(operation)
    assert told.last.verdict is Verdict.APPROVED
    assert len(peer.refunds) == 1


def test_a_capture_of_what_is_cancelled_is_declined(shop, peer, told):
    shop.bring()
    payment = told.last.network_reference
    shop.bring(VOID, of=payment)
    shop.bring(CAPTURE, of=payment)
    assert told.last.verdict is Verdict.DECLINED


def test_after_its_deadline_an_authorisation_is_not_sent(shop, peer, told):
    shop.bring(deadline=clock.now() - timedelta(seconds=1))
    assert told.verdicts == ["NOT_SENT"]
    assert peer.asked == []


def test_one_operation_is_brought_once_however_often_it_is_asked_for(shop, peer, told):
    operation = shop.bring()
    processors.STRIPE.perform(operation, seconds=5)
    processors.STRIPE.perform(uuid4(), seconds=5)
    assert told.verdicts == ["APPROVED"]
    assert len(peer.payments) == 1


def test_an_approval_that_comes_too_late_is_taken_back_until_it_is(shop, peer, told):
    told.says = Applied.LATE
    peer.faults["cancel"] = [500]
    peer.wrong = {}
    operation = shop.bring()
    # The cancellation failed; the payment still stands.
    assert (state(operation), peer.charged) == ("TAKE_BACK", 1)
    peer.answers.pop(f"{operation}-back", None)
    assert processors.inquire_due(now=clock.now() + timedelta(hours=2)) == 1
    assert (state(operation), peer.charged) == ("ANSWERED", 0)
    assert processors.inquire_due(now=clock.now() + timedelta(hours=4)) == 0


def test_a_queued_operation_that_was_forgotten_is_brought(shop, peer, told):
    operation = shop.queue()
    assert processors.inquire_due(now=clock.now()) == 0
    assert processors.inquire_due(now=clock.now() + shop.later) == 1
    assert told.verdicts == ["APPROVED"]
    assert state(operation) == "ANSWERED"


def test_what_may_still_be_on_its_way_is_not_asked_about(shop, peer, told):
    operation = shop.queue()
    calls.claim(operation, now=clock.now())
    processors.STRIPE.inquire(operation, now=clock.now())
    assert (told.verdicts, peer.asked) == ([], [])
    shop.ask(operation)  # no payment was made, so nothing was charged
    assert told.verdicts == ["NOT_SENT"]


def test_a_payment_that_was_given_up_meanwhile_is_not_confirmed(shop, peer, told, monkeypatch):
    operation = shop.queue()
    monkeypatch.setattr(calls, "keep_remote", lambda *_: False)
    processors.STRIPE.perform(operation, seconds=5)
    assert told.verdicts == ["NOT_SENT"]
    assert peer.charged == 0


def test_it_is_down_without_a_key_or_without_tls(settings, now):
    settings.STRIPE_API_BASE, settings.STRIPE_API_KEY = "https://api.stripe.com", ""
    assert not processors.STRIPE.health(now=now).is_up
    settings.STRIPE_API_KEY = "sk_test_x"
    assert processors.STRIPE.health(now=now).is_up
    settings.STRIPE_API_BASE = "http://api.example.com"
    assert not processors.STRIPE.health(now=now).is_up


def test_the_security_code_goes_along_once_and_is_kept_nowhere(
    shop, peer, told, tmp_path, settings
):
    from payments.vault import public as vault

    settings.SECURITY_CODES_SOCKETS = f"{tmp_path}/codes*.sock"
    with vault.SecurityCodes(tmp_path / "codes.sock"):
        vault.send_security_code(token=shop.token(), code="987")
        shop.bring()
        shop.bring()
    sent = [form.get("card[cvc]") for form in peer.forms if "card[number]" in form]
    assert sent == ["987", None]


def test_an_authorisation_that_is_unknown_can_be_cancelled(shop, peer, told):
    peer.faults["confirm"] = ["drop"]
    first = shop.bring()
    shop.bring(VOID, of="", first=first)
    assert told.verdicts == ["UNKNOWN", "APPROVED"]
    assert peer.charged == 0


@pytest.mark.parametrize("kind", [OperationKind.INCREMENT, OperationKind.CAPTURE])
def test_what_it_cannot_do_is_refused_before_anything_is_written(shop, kind):
    with pytest.raises(processors.CannotBring), transaction.atomic():
        shop.queue(kind)
    assert calls.due(now=clock.now() + timedelta(days=1), most=10) == []
