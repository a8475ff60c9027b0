"""In the sandbox, test cards and test amounts always do the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from payments.gateway.domain.intents import IntentState
from payments.gateway.models import Dispute, Operation
from payments.gateway.services import authenticating, disputes, sandbox_rules, sweeping
from tests.conftest import NOW
from tests.payments.gateway import shops


@pytest.fixture
def shop(bank):
    """Take on a shop that tries the gateway out."""
    return shops.merchant(sandbox=True)


def paid_with(shop, last4: str, **more):
    return shops.confirmed(shop, shops.card(shop, last4=last4), **more)


@pytest.mark.parametrize(
    ("last4", "code"),
    [
        ("0002", "generic_decline"),
        ("9995", "insufficient_funds"),
        ("9987", "lost_card"),
        ("9979", "stolen_card"),
        ("0069", "expired_card"),
        ("0127", "incorrect_cvc"),
        ("0119", "processing_error"),
        ("6975", "card_velocity_exceeded"),
    ],
)
def test_a_card_that_declines_always_does(shop, last4, code):
    failed = paid_with(shop, last4)
    assert (failed.state, failed.decline_code) == ("REQUIRES_PAYMENT_METHOD", code)


def test_a_card_that_approves_half_is_charged_half(shop):
    assert shops.counters(paid_with(shop, "5100")) == {"authorised": 5_000, "captured": 5_000}


@pytest.mark.parametrize("last4", sorted(sandbox_rules.ASK_PAYER))
def test_a_card_that_asks_its_payer_waits_for_them(shop, last4):
    waiting = paid_with(shop, last4)
    assert waiting.state is IntentState.REQUIRES_ACTION
    name = waiting.next_action.authentication
    done = authenticating.authenticate(authentication=name, passed=True, now=NOW)
    assert done.state is IntentState.SUCCEEDED


def test_a_card_that_disputes_is_disputed_when_it_is_captured(shop):
    waiting = shops.authorised(shop, shops.card(shop, last4="0259"))
    assert Dispute.objects.count() == 0
    shops.capture(shop, waiting)
    assert Dispute.objects.get().amount_minor == 10_000


@pytest.mark.parametrize(("text", "ended"), [("winning_evidence", "WON"), ("other", "LOST")])
def test_evidence_wins_where_it_says_so(shop, text, ended):
    paid_with(shop, "0259")
    found = disputes.submit_evidence(
        merchant=shop,
        dispute=Dispute.objects.get().object_id,
        evidence=[disputes.Evidence(kind="uncategorized_text", text=text)],
        idempotency=None,
        actor=shops.SHOP,
        now=NOW,
    )
    assert found.stage == ended


def test_a_card_that_pays_once_declines_with_the_payer_away(shop):
    card = shops.card(shop, last4="0341")
    shops.mandate(shop, card)
    assert shops.confirmed(shop, card).state is IntentState.SUCCEEDED
    failed = shops.confirm(shop, shops.made(shop, card), off_session=True)
    assert failed.state is IntentState.REQUIRES_PAYMENT_METHOD


def test_an_amount_without_an_answer_was_taken_back_when_asked_about(shop):
    waiting = paid_with(shop, "4242", minor=19_101)
    assert waiting.state is IntentState.PROCESSING
    sweeping.sweep(now=NOW)
    assert shops.operations(waiting) == [("AUTHORISE", "REVERSED")]


def test_an_amount_that_takes_its_time_is_paid_when_asked_about(shop):
    waiting = paid_with(shop, "4242", minor=9_102)
    assert shops.operations(waiting) == [("AUTHORISE", "PENDING")]
    sweeping.sweep(now=NOW + timedelta(minutes=1))
    assert shops.again(shop, waiting).state is IntentState.SUCCEEDED


def test_an_amount_that_never_leaves_may_be_tried_again(shop):
    assert shops.operations(paid_with(shop, "4242", minor=9_103)) == [("AUTHORISE", "NOT_SENT")]


def test_an_amount_that_is_answered_wrongly_is_in_conflict(shop):
    assert paid_with(shop, "4242", minor=9_105).state is IntentState.CONFLICTED


def test_nothing_of_the_sandbox_is_booked(shop):
    shops.refund(shop, paid_with(shop, "4242"))
    paid_with(shop, "0259")
    assert not Operation.objects.exclude(txn_id=None).exists()
    assert [shops.on_line(code) for code in ("1410", "1430", "2400", "4400", "5410")] == [0] * 5
