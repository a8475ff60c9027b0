"""What networks answer counts once, in order, and never against what is known for sure."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from bankcore.money import Money
from payments.gateway.domain.connectors import Outcome, Verdict
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.outcomes import Applied
from payments.gateway.models import Operation, StateChange
from payments.gateway.services import outcomes, transitions
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.gateway import networks, shops

UNKNOWN = Outcome(verdict=Verdict.UNKNOWN, raw_code="68")
REVERSED = Outcome(verdict=Verdict.REVERSED, raw_code="00")
NOT_SENT = Outcome(verdict=Verdict.NOT_SENT)


def declined(code: str) -> Outcome:
    return Outcome(verdict=Verdict.DECLINED, code=code, raw_code="XX")


def approved(amount: Money) -> Outcome:
    return Outcome(verdict=Verdict.APPROVED, amount=amount, network_reference="N1")


def operation_of(payment, kind: str = "AUTHORISE") -> UUID:
    rows = Operation.objects.filter(intent__object_id=payment.object_id, kind=kind)
    return rows.latest("pk").public_id


def tell(operation: UUID, outcome: Outcome) -> Applied:
    return outcomes.record_outcome(operation_id=operation, outcome=outcome, now=NOW)


def test_a_payment_whose_answer_is_not_known_stays_processing_and_keeps_its_operation(shop):
    networks.VISA.answers = [UNKNOWN]
    waiting = shops.confirmed(shop)
    assert waiting.state is IntentState.PROCESSING
    assert shops.operations(waiting) == [("AUTHORISE", "UNKNOWN")]


def test_an_unknown_payment_that_was_taken_back_may_be_tried_again(shop):
    networks.VISA.answers = [UNKNOWN]
    waiting = shops.confirmed(shop)
    assert tell(operation_of(waiting), REVERSED) is Applied.APPLIED
    after = shops.again(shop, waiting)
    assert (after.state, after.decline_code) == ("REQUIRES_PAYMENT_METHOD", "try_again_later")
    assert shops.counters(after) == {}


@pytest.mark.parametrize("ended", [REVERSED, declined("lost_card")])
def test_an_approval_that_comes_too_late_changes_nothing_but_a_note(shop, ended):
    networks.VISA.answers = [UNKNOWN]
    waiting = shops.confirmed(shop)
    operation = operation_of(waiting)
    tell(operation, ended)
    before = shops.again(shop, waiting)
    assert tell(operation, networks.APPROVED) is Applied.LATE
    assert shops.again(shop, waiting) == before
    assert StateChange.objects.latest("pk").event == "LATE_APPROVED"


def test_a_late_approval_of_what_was_not_sent_changes_nothing(shop):
    networks.VISA.answers = [NOT_SENT]
    networks.STRIPE.answers = [NOT_SENT]
    waiting = shops.confirmed(shop)
    first = Operation.objects.filter(intent__object_id=waiting.object_id).earliest("pk")
    assert tell(first.public_id, networks.APPROVED) is Applied.LATE
    assert shops.counters(waiting) == {}


def test_an_answer_that_comes_twice_is_booked_once(shop):
    paid = shops.confirmed(shop)
    for kind in ("AUTHORISE", "CAPTURE"):
        assert tell(operation_of(paid, kind), networks.APPROVED) is Applied.DUPLICATE
    assert shops.counters(paid) == {"authorised": 10_000, "captured": 10_000}
    assert shops.on_line("1410") == -10_000


def test_an_answer_of_no_operation_is_refused(bank):
    with pytest.raises(outcomes.OperationNotFound):
        tell(uuid4(), networks.APPROVED)


@pytest.mark.parametrize("told", [eur("100.01"), eur("99.99"), Money.of("100", "USD")])
def test_an_approval_of_something_else_than_was_asked_is_for_a_person(shop, told):
    networks.VISA.answers = [approved(told)]
    odd = shops.confirmed(shop)
    assert odd.state is IntentState.CONFLICTED
    assert shops.operations(odd) == [("AUTHORISE", "UNKNOWN")]
    assert shops.counters(odd) == {}
    assert tell(operation_of(odd), approved(told)) is Applied.DUPLICATE


def test_a_network_that_may_approve_in_part_does(shop):
    networks.VISA.able = {"partial_approval": True}
    networks.VISA.forget()
    networks.VISA.able = {}
    networks.VISA.answers = [approved(eur(40))]
    paid = shops.confirmed(shop)
    assert paid.state is IntentState.SUCCEEDED
    assert shops.counters(paid) == {"authorised": 4_000, "captured": 4_000}


def test_a_refund_that_is_declined_may_be_made_again(shop):
    paid = shops.confirmed(shop)
    networks.VISA.answers = [declined("issuer_not_available")]
    assert shops.refund(shop, paid, 10_000).state == "DECLINED"
    assert shops.counters(paid) == {"authorised": 10_000, "captured": 10_000}
    assert shops.refund(shop, paid, 10_000).state == "SUCCEEDED"


@pytest.mark.parametrize("verdict", [Verdict.UNKNOWN, Verdict.PENDING])
def test_what_a_refund_on_its_way_has_set_aside_is_not_refunded_again(shop, verdict):
    paid = shops.confirmed(shop)
    networks.VISA.answers = [Outcome(verdict=verdict)]
    shops.refund(shop, paid, 6_000)
    assert shops.counters(paid)["refunding"] == 6_000
    with pytest.raises(shops.refunds.RefundTooLarge):
        shops.refund(shop, paid, 6_000)


def test_a_capture_that_is_declined_leaves_the_authorisation(shop):
    networks.VISA.answers = [networks.APPROVED, declined("processing_error")]
    waiting = shops.confirmed(shop)
    assert waiting.state is IntentState.REQUIRES_CAPTURE
    assert shops.counters(waiting) == {"authorised": 10_000}
    assert shops.capture(shop, waiting).state is IntentState.SUCCEEDED


def test_a_cancellation_that_the_network_declines_gives_back_what_it_set_aside(shop):
    waiting = shops.authorised(shop)
    networks.VISA.answers = [declined("processing_error")]
    assert shops.cancel(shop, waiting).state is IntentState.REQUIRES_CAPTURE
    assert shops.counters(waiting) == {"authorised": 10_000}


def test_a_direct_debit_is_one_operation_at_its_network_and_captured_at_once(shop):
    paid = shops.confirmed(shop, shops.debit_method(shop))
    assert paid.state is IntentState.SUCCEEDED
    assert shops.operations(paid) == [("AUTHORISE", "SUCCEEDED"), ("CAPTURE", "SUCCEEDED")]
    assert [order.kind for order in networks.DEBITS.orders] == ["AUTHORISE"]
    assert (shops.on_line("1440"), shops.on_line("2400")) == (-10_000, 9_825)


def test_a_direct_debit_that_is_returned_is_booked_back_and_may_be_tried_anew(shop):
    paid = shops.confirmed(shop, shops.debit_method(shop))
    back = Outcome(verdict=Verdict.RETURNED, code="insufficient_funds", raw_code="AM04")
    assert tell(operation_of(paid), back) is Applied.APPLIED
    assert tell(operation_of(paid), back) is Applied.DUPLICATE
    after = shops.again(shop, paid)
    assert (after.state, after.decline_code) == ("REQUIRES_PAYMENT_METHOD", "insufficient_funds")
    assert shops.operations(after) == [("AUTHORISE", "RETURNED"), ("CAPTURE", "RETURNED")]
    assert shops.counters(after) == {"authorised": 10_000, "voided": 10_000}
    assert (shops.on_line("1440"), shops.on_line("2400")) == (0, -175)
    again = shops.confirm(shop, after, payment_method=shops.debit_method(shop).object_id)
    assert again.state is IntentState.SUCCEEDED


def test_a_debit_returned_after_its_refund_is_the_banks_loss(shop):
    paid = shops.confirmed(shop, shops.debit_method(shop))
    shops.refund(shop, paid, 7_000)
    tell(operation_of(paid), Outcome(verdict=Verdict.RETURNED, code="debit_not_authorized"))
    assert shops.on_line("5410") == -7_000
    assert shops.counters(paid) == {
        "authorised": 10_000, "captured": 7_000, "voided": 3_000, "refunded": 7_000,
    }  # fmt: skip


def test_only_what_has_moved_money_is_returned(shop):
    paid = shops.confirmed(shop)
    back = Outcome(verdict=Verdict.RETURNED, code="debit_not_authorized")
    assert tell(operation_of(paid), back) is Applied.LATE
    assert shops.again(shop, paid).state is IntentState.SUCCEEDED
    assert tell(operation_of(paid, "CAPTURE"), back) is Applied.APPLIED
    assert shops.again(shop, paid).state is IntentState.REQUIRES_PAYMENT_METHOD


def test_a_payment_is_not_cancelled_while_a_part_of_it_is_being_captured(shop):
    waiting = shops.authorised(shop)
    networks.VISA.answers = [Outcome(verdict=Verdict.PENDING)]
    shops.capture(shop, waiting, 3_000, is_final=False)
    with pytest.raises(transitions.NotInThisState):
        shops.cancel(shop, waiting)
    assert shops.counters(waiting) == {"authorised": 10_000, "capturing": 3_000}
