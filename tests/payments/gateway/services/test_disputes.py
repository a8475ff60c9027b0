"""What payers' banks take back, and what comes of it."""

from __future__ import annotations

from uuid import uuid4

import pytest

from bankcore.audit.models import AuditEntry
from bankcore.db.transactions import use_case
from payments.gateway.domain.connectors import Outcome, Verdict
from payments.gateway.domain.disputes import DisputeNotice, Evidence, NoticeStage
from payments.gateway.domain.views import PageOf
from payments.gateway.models import Dispute, Operation
from payments.gateway.services import disputes, outcomes, transitions
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.gateway import networks, shops
from tests.payments.gateway.services.test_outcomes import declined, operation_of

FEE = 1_500


@use_case
def receive(payment, amount=None, **more) -> None:
    given = {
        "connector": "visa",
        "amount": amount or eur(100),
        "reason": "10.4",
        "operation_id": operation_of(payment, "CAPTURE"),
    } | more
    disputes.receive(notice=DisputeNotice(**given), now=NOW)


def answer(shop, text="The payer wrote to us.", key=None, **more):
    return disputes.submit_evidence(
        merchant=shop,
        dispute=Dispute.objects.latest("pk").object_id,
        evidence=[Evidence(kind="uncategorized_text", text=text, **more)],
        idempotency=key or uuid4(),
        actor=shops.SHOP,
        now=NOW,
    )


def test_a_chargeback_takes_the_money_and_a_fee_from_the_merchant(shop):
    paid = shops.confirmed(shop)
    receive(paid)
    assert shops.counters(paid)["disputed"] == 10_000
    assert shops.on_line("2400") == 10_000 - 175 - 10_000 - FEE
    assert (shops.on_line("1410"), shops.on_line("5410")) == (0, 0)
    row = Dispute.objects.get()
    assert (row.stage, row.amount_minor, row.excess_minor) == ("NEEDS_RESPONSE", 10_000, 0)
    assert books.broken() == []


def test_the_same_notice_again_changes_nothing(shop):
    paid = shops.confirmed(shop)
    receive(paid, eur(40))
    receive(paid, eur(40))
    assert shops.counters(paid)["disputed"] == 4_000
    assert Dispute.objects.count() == 1


def test_what_is_disputed_is_not_refunded_as_well(shop):
    paid = shops.confirmed(shop)
    receive(paid, eur(60))
    with pytest.raises(shops.refunds.RefundTooLarge):
        shops.refund(shop, paid, 6_000)


def test_a_chargeback_after_a_refund_is_the_banks_loss_and_somebody_is_told(shop):
    paid = shops.confirmed(shop)
    shops.refund(shop, paid, 7_000)
    receive(paid)
    assert shops.counters(paid)["disputed"] == 3_000
    assert shops.on_line("5410") == -7_000
    assert Dispute.objects.get().excess_minor == 7_000
    assert AuditEntry.objects.filter(action="gateway.dispute.exceeds_payment").count() == 1
    assert books.broken() == []


def test_a_dispute_that_is_won_brings_everything_back_but_the_fee(shop):
    paid = shops.confirmed(shop)
    shops.refund(shop, paid, 7_000)
    receive(paid)
    assert answer(shop).stage == "WON"
    assert shops.counters(paid) == {"authorised": 10_000, "captured": 10_000, "refunded": 7_000}
    assert (shops.on_line("5410"), shops.on_line("2400")) == (0, 10_000 - 7_000 - 175 - FEE)


def test_a_dispute_that_is_lost_stays_taken(shop):
    paid = shops.confirmed(shop)
    receive(paid)
    networks.VISA.answers = [declined("do_not_honor")]
    assert answer(shop).stage == "LOST"
    assert shops.counters(paid)["disputed"] == 10_000


def test_evidence_that_never_left_may_be_brought_again(shop):
    receive(shops.confirmed(shop))
    networks.VISA.answers = [Outcome(verdict=Verdict.NOT_SENT), Outcome(verdict=Verdict.PENDING)]
    assert answer(shop).stage == "NEEDS_RESPONSE"
    assert answer(shop).stage == "UNDER_REVIEW"


def test_the_same_request_brings_evidence_once(shop):
    receive(shops.confirmed(shop))
    networks.VISA.answers = [Outcome(verdict=Verdict.PENDING)]
    key = uuid4()
    assert answer(shop, key=key) == answer(shop, key=key)
    assert Operation.objects.filter(kind="REPRESENTMENT").count() == 1


@pytest.mark.parametrize(("stage", "ended"), [("WON", "WON"), ("LOST", "LOST")])
@pytest.mark.parametrize("answered", [True, False])
def test_what_a_network_says_of_a_dispute_ends_it(shop, stage, ended, answered):
    paid = shops.confirmed(shop)
    receive(paid)
    if answered:
        networks.VISA.answers = [Outcome(verdict=Verdict.PENDING)]
        answer(shop)
    receive(paid, stage=NoticeStage(stage))
    receive(paid, stage=NoticeStage(stage))
    assert Dispute.objects.get().stage == ended
    assert shops.counters(paid).get("disputed", 0) == (0 if ended == "WON" else 10_000)


def test_a_dispute_is_found_by_what_the_network_calls_the_payment(shop):
    networks.VISA.answers = [
        networks.APPROVED,
        Outcome(verdict=Verdict.APPROVED, network_reference="7999999" + "1" * 16),
    ]
    paid = shops.confirmed(shop)
    receive(paid, operation_id=None, arn="7999999" + "1" * 16)
    assert Dispute.objects.get().intent.object_id == paid.object_id


def test_a_dispute_of_an_unknown_payment_is_refused(shop):
    with pytest.raises(disputes.NoSuchPayment):
        receive(shops.confirmed(shop), operation_id=uuid4())
    assert Dispute.objects.count() == 0


def test_a_dispute_that_is_accepted_is_not_fought_for_after(shop):
    receive(shops.confirmed(shop))
    name = Dispute.objects.get().object_id
    for _ in range(2):
        view = disputes.accept(merchant=shop, dispute=name, actor=shops.SHOP, now=NOW)
    assert view.stage == "ACCEPTED"
    with pytest.raises(transitions.NotInThisState):
        answer(shop)


def test_another_merchants_dispute_is_not_there(shop):
    receive(shops.confirmed(shop))
    other = shops.merchant()
    name = Dispute.objects.get().object_id
    with pytest.raises(shops.finding.ObjectNotFound):
        disputes.get(merchant=other, dispute=name, actor=shops.SHOP)
    assert disputes.page(merchant=other, intent=None, part=PageOf(), actor=shops.SHOP) == (
        [],
        False,
    )
    assert disputes.get(merchant=shop, dispute=name, actor=shops.SHOP).object_id == name


@pytest.mark.parametrize(
    "given", [[], [Evidence(kind="text")], [Evidence(kind="x", text="a")] * 21]
)
def test_evidence_of_nothing_or_too_much_is_refused(shop, given):
    receive(shops.confirmed(shop))
    row = Dispute.objects.get()
    with pytest.raises(disputes.InvalidEvidence):
        disputes.begin_evidence(
            merchant=shop, dispute=row.object_id, evidence=given, idempotency=None,
            actor=shops.SHOP, now=NOW,
        )  # fmt: skip
    row.refresh_from_db()
    assert row.stage == "NEEDS_RESPONSE"


def test_documents_are_sealed(shop):
    receive(shops.confirmed(shop))
    answer(shop, content=b"%PDF-canary", content_type="application/pdf", file_name="letter.pdf")
    row = Dispute.objects.get().evidence.get()
    assert row.content == b"%PDF-canary"
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT content::text, text::text FROM gateway_disputeevidence")
        kept = str(cursor.fetchall())
    assert "canary" not in kept
    assert "25504446" not in kept


def test_a_late_word_on_a_dispute_that_was_decided_by_staff_changes_nothing(shop):
    paid = shops.confirmed(shop)
    receive(paid)
    networks.VISA.answers = [Outcome(verdict=Verdict.PENDING)]
    answer(shop)
    name = Dispute.objects.get().object_id
    disputes.resolve(
        merchant=shop, dispute=name, won=False, reason="letter", actor=shops.SHOP, now=NOW
    )
    told = outcomes.record_outcome(
        operation_id=operation_of(paid, "REPRESENTMENT"), outcome=networks.APPROVED, now=NOW
    )
    assert (told, Dispute.objects.get().stage) == ("LATE", "LOST")


def test_a_chargeback_is_given_back_by_a_representment_and_not_otherwise(shop):
    paid = shops.confirmed(shop)
    receive(paid)
    told = outcomes.record_outcome(
        operation_id=operation_of(paid, "CHARGEBACK"),
        outcome=Outcome(verdict=Verdict.RETURNED),
        now=NOW,
    )
    assert (told, shops.counters(paid)["disputed"]) == ("LATE", 10_000)
