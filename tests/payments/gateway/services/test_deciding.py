"""Payments that wait: for their payers, for a person of the bank, for an inquiry."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from payments.gateway.domain.connectors import Outcome, Verdict
from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.models import Authentication, Operation
from payments.gateway.services import authenticating, deciding, screening, sweeping, transitions
from risk import public as risk
from risk.models import ScreeningDecision
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.gateway import networks, shops
from tests.payments.gateway.services.test_outcomes import REVERSED, UNKNOWN, approved

STAFF = Actor(ActorKind.USER, "7", Rights(permissions=frozenset({"gateway.handle_conflict"})))


@pytest.fixture
def says(monkeypatch):
    """Give a function that lets the screening say so."""

    def say(outcome: risk.Verdict) -> None:
        monkeypatch.setattr(
            screening, "screen", lambda *_args, **_more: risk.Decision(outcome=outcome, score=7)
        )

    return say


def decide(shop, payment, *, approved=True, by=STAFF):
    return deciding.decide_review(
        merchant=shop, intent=payment.object_id, approved=approved, reason="looked", actor=by,
        now=NOW,
    )  # fmt: skip


def settle(shop, payment, *, happened=True):
    return deciding.decide_conflict(
        merchant=shop, intent=payment.object_id, happened=happened, reason="asked", actor=STAFF,
        now=NOW,
    )  # fmt: skip


def test_every_payment_is_screened_before_it_goes_out(shop):
    paid = shops.confirmed(shop)
    kept = ScreeningDecision.objects.get()
    assert (kept.reference, paid.risk_outcome) == (paid.object_id, "APPROVE")


def test_a_payment_that_is_declined_for_fraud_never_leaves_the_bank(shop, says):
    says(risk.Verdict.DECLINE)
    failed = shops.confirmed(shop)
    assert (failed.state, failed.decline_code) == ("REQUIRES_PAYMENT_METHOD", "fraudulent")
    assert (shops.operations(failed), networks.VISA.orders) == ([], [])


def test_a_payment_that_is_held_goes_when_a_person_lets_it(shop, says):
    says(risk.Verdict.REVIEW)
    held = shops.confirmed(shop)
    assert (held.state, networks.VISA.orders) == ("REVIEW", [])
    assert decide(shop, held).state is IntentState.SUCCEEDED
    with pytest.raises(transitions.NotInThisState):
        decide(shop, held)


def test_a_payment_that_is_held_ends_when_a_person_says_so(shop, says):
    says(risk.Verdict.REVIEW)
    ended = decide(shop, shops.confirmed(shop), approved=False)
    assert (ended.state, ended.decline_code) == ("REQUIRES_PAYMENT_METHOD", "fraudulent")
    assert networks.VISA.orders == []


def test_only_who_may_decides(shop, says):
    says(risk.Verdict.REVIEW)
    held = shops.confirmed(shop)
    with pytest.raises(NotPermitted):
        decide(shop, held, by=Actor(ActorKind.USER, "8"))
    assert shops.again(shop, held).state is IntentState.REVIEW


def asked(shop, says):
    says(risk.Verdict.CHALLENGE)
    waiting = shops.confirmed(shop)
    assert waiting.state is IntentState.REQUIRES_ACTION
    return waiting, waiting.next_action.authentication


def answered(name: str, *, passed=True, now=NOW):
    return authenticating.authenticate(authentication=name, passed=passed, now=now)


def test_a_payer_who_confirms_has_paid_once(shop, says):
    waiting, name = asked(shop, says)
    assert networks.VISA.orders == []
    assert answered(name).state is IntentState.SUCCEEDED
    assert answered(name).state is IntentState.SUCCEEDED
    assert shops.counters(waiting)["captured"] == 10_000
    assert len(networks.VISA.orders) == 2


def test_a_payer_who_does_not_confirm_has_not_paid(shop, says):
    waiting, name = asked(shop, says)
    after = answered(name, passed=False)
    assert (after.state, after.decline_code) == (
        "REQUIRES_PAYMENT_METHOD", "authentication_required",
    )  # fmt: skip
    with pytest.raises(transitions.NotInThisState):
        answered(name)
    assert shops.counters(waiting) == {}


def test_a_payer_who_confirms_too_late_has_not_paid(shop, says):
    _, name = asked(shop, says)
    after = answered(name, now=NOW + timedelta(hours=2))
    assert after.state is IntentState.REQUIRES_PAYMENT_METHOD


def test_a_payment_that_nobody_confirms_is_given_up(shop, says):
    waiting, name = asked(shop, says)
    assert authenticating.expire(now=NOW + timedelta(minutes=59)) == 0
    assert authenticating.expire(now=NOW + timedelta(hours=1)) == 1
    assert shops.again(shop, waiting).state is IntentState.REQUIRES_PAYMENT_METHOD
    assert Authentication.objects.get(object_id=name).state == "EXPIRED"


def test_with_the_payer_away_there_is_nobody_to_ask(shop, says):
    says(risk.Verdict.CHALLENGE)
    card = shops.card(shop)
    shops.mandate(shop, card)
    payment = shops.made(shop, card)
    failed = shops.confirm(shop, payment, off_session=True)
    assert failed.decline_code == "authentication_required"


def test_a_test_page_is_not_believed_of_live_payments_in_production(shop, says, settings):
    waiting, name = asked(shop, says)
    settings.GATEWAY_TEST_AUTHENTICATION = False
    with pytest.raises(authenticating.NotTheTestPage):
        answered(name)
    assert shops.again(shop, waiting).state is IntentState.REQUIRES_ACTION


def test_a_payment_in_conflict_is_what_a_person_finds_it_to_be(shop):
    networks.VISA.answers = [approved(eur(101))]
    odd = shops.confirmed(shop)
    assert settle(shop, odd).state is IntentState.SUCCEEDED
    assert shops.counters(odd) == {"authorised": 10_000, "captured": 10_000}


def test_a_payment_in_conflict_that_did_not_happen_may_be_made_again(shop):
    networks.VISA.answers = [approved(eur(101))]
    odd = shops.confirmed(shop)
    assert settle(shop, odd, happened=False).state is IntentState.REQUIRES_PAYMENT_METHOD
    assert shops.counters(odd) == {}


@pytest.mark.parametrize("happened", [True, False])
def test_a_refund_in_conflict_holds_what_it_set_aside_until_somebody_decides(shop, happened):
    paid = shops.confirmed(shop)
    networks.VISA.answers = [approved(eur(41))]
    shops.refund(shop, paid, 4_000)
    assert shops.again(shop, paid).state is IntentState.CONFLICTED
    assert shops.counters(paid)["refunding"] == 4_000
    assert settle(shop, paid, happened=happened).state is IntentState.SUCCEEDED
    assert shops.counters(paid).get("refunded", 0) == (4_000 if happened else 0)
    assert "refunding" not in shops.counters(paid)


def test_what_is_not_known_is_asked_about_at_ever_longer_intervals(shop):
    networks.VISA.answers = [UNKNOWN]
    waiting = shops.confirmed(shop)
    networks.VISA.later = [None, UNKNOWN, REVERSED]
    assert sweeping.sweep(now=NOW) == 1
    assert sweeping.sweep(now=NOW + timedelta(seconds=4)) == 0
    assert sweeping.sweep(now=NOW + timedelta(seconds=5)) == 1
    assert sweeping.sweep(now=NOW + timedelta(seconds=14)) == 0
    assert shops.again(shop, waiting).state is IntentState.PROCESSING
    assert sweeping.sweep(now=NOW + timedelta(seconds=16)) == 1
    assert shops.again(shop, waiting).state is IntentState.REQUIRES_PAYMENT_METHOD


def test_what_nobody_answers_stays_unknown_for_as_long_as_it_takes(shop):
    networks.VISA.answers = [UNKNOWN]
    waiting = shops.confirmed(shop)
    networks.VISA.later = [None] * 50
    for day in range(40):
        sweeping.sweep(now=NOW + timedelta(days=day))
    assert shops.operations(waiting) == [("AUTHORISE", "UNKNOWN")]


def test_an_authorisation_left_behind_is_asked_about_and_never_brought_again(shop):
    networks.VISA.answers = [None]
    waiting = shops.confirmed(shop)
    networks.VISA.later = [Outcome(verdict=Verdict.NOT_SENT)]
    networks.STRIPE.answers = [Outcome(verdict=Verdict.NOT_SENT)]
    performed = list(networks.VISA.performed)
    assert sweeping.sweep(now=NOW + timedelta(seconds=29)) == 0
    assert sweeping.sweep(now=NOW + timedelta(seconds=31)) == 1
    assert networks.VISA.performed == performed
    assert shops.again(shop, waiting).state is IntentState.REQUIRES_PAYMENT_METHOD


def test_a_capture_that_nobody_brought_to_its_network_is_brought(shop):
    networks.VISA.answers = [networks.APPROVED, None]
    waiting = shops.confirmed(shop)
    assert shops.operations(waiting)[-1] == ("CAPTURE", "QUEUED")
    sweeping.sweep(now=NOW + timedelta(seconds=31))
    assert shops.again(shop, waiting).state is IntentState.SUCCEEDED


def test_what_a_person_must_decide_is_not_swept(shop):
    networks.VISA.answers = [approved(eur(101))]
    shops.confirmed(shop)
    assert sweeping.sweep(now=NOW + timedelta(days=1)) == 0


def test_an_authorisation_is_given_back_after_seven_days(shop):
    waiting = shops.authorised(shop)
    Operation.objects.update(decided_at=NOW)
    assert sweeping.expire_authorisations(now=NOW + timedelta(days=7)) == 0
    later = NOW + timedelta(days=7, seconds=1)
    assert sweeping.expire_authorisations(now=later) == 1
    sweeping.sweep(now=later + timedelta(seconds=31))
    gone = shops.again(shop, waiting)
    assert (gone.state, gone.cancellation_reason) == ("CANCELED", "authorisation_expired")
    assert waiting.capture_method is CaptureMethod.MANUAL
