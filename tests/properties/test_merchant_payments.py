"""Whatever happens to payments, in whatever order: counters, operations and books agree."""

from __future__ import annotations

import os
from uuid import uuid4

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bankcore.errors import BankError
from bankcore.money import Money
from payments.gateway.domain.connectors import Outcome, Verdict
from payments.gateway.domain.disputes import DisputeNotice, Evidence
from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.operations import OPEN
from payments.gateway.models import Dispute, Operation, PaymentIntent
from payments.gateway.repositories import intents as rows
from payments.gateway.services import deciding, disputes, outcomes
from payments.gateway.services.views import left_to_capture
from tests.bankcore.ledger import books
from tests.conftest import NOW
from tests.factories import eur
from tests.payments.gateway import networks, shops

PICK = st.integers(0, 10**6)
AMOUNTS = st.integers(1, 12_000)
ANSWERS = st.sampled_from(
    [
        networks.APPROVED,
        networks.APPROVED,
        networks.APPROVED,
        Outcome(verdict=Verdict.DECLINED, code="insufficient_funds"),
        Outcome(verdict=Verdict.DECLINED, code="issuer_not_available"),
        Outcome(verdict=Verdict.UNKNOWN),
        Outcome(verdict=Verdict.PENDING),
        Outcome(verdict=Verdict.NOT_SENT),
        Outcome(verdict=Verdict.REVERSED),
        Outcome(verdict=Verdict.RETURNED, code="debit_not_authorized"),
        Outcome(verdict=Verdict.APPROVED, amount=eur("0.07")),
        None,
    ]
)
SEVERAL = st.lists(ANSWERS, min_size=1, max_size=3)


class PaymentsMachine(RuleBasedStateMachine):
    """One shop's payments, to which anything may be done while networks answer anything."""

    def __init__(self) -> None:
        super().__init__()
        self._settings = override_settings(
            GATEWAY_CONNECTORS="tests.payments.gateway.networks.CONNECTORS"
        )
        self._settings.enable()
        networks.forget()
        self._atomic = transaction.atomic()
        self._atomic._from_testcase = True  # use cases may be durable inside it
        self._atomic.__enter__()

    def teardown(self) -> None:
        """Try the ledger's invariants on what has come of it, and throw it away."""
        try:
            assert books.broken() == []
        finally:
            transaction.set_rollback(True)
            self._atomic.__exit__(None, None, None)
            self._settings.disable()

    @initialize()
    def open_a_shop(self) -> None:
        self.shop = shops.merchant()
        self.methods = [shops.card(self.shop), shops.debit_method(self.shop)]

    @rule(which=st.integers(0, 1), minor=AMOUNTS, manual=st.booleans(), answers=SEVERAL)
    def pay(self, which, minor, manual, answers) -> None:
        how = CaptureMethod.MANUAL if manual else CaptureMethod.AUTOMATIC
        self._try(
            answers,
            lambda: shops.confirmed(self.shop, self.methods[which], minor, capture_method=how),
        )

    @precondition(lambda self: PaymentIntent.objects.exists())
    @rule(pick=PICK, minor=AMOUNTS, final=st.booleans(), answers=SEVERAL)
    def capture(self, pick, minor, final, answers) -> None:
        self._try(
            answers, lambda: shops.capture(self.shop, self._view(pick), minor, is_final=final)
        )

    @precondition(lambda self: PaymentIntent.objects.exists())
    @rule(pick=PICK, minor=AMOUNTS, answers=SEVERAL)
    def refund(self, pick, minor, answers) -> None:
        self._try(answers, lambda: shops.refund(self.shop, self._view(pick), minor))

    @precondition(lambda self: PaymentIntent.objects.exists())
    @rule(pick=PICK, answers=SEVERAL)
    def cancel(self, pick, answers) -> None:
        self._try(answers, lambda: shops.cancel(self.shop, self._view(pick)))

    @precondition(lambda self: PaymentIntent.objects.exists())
    @rule(pick=PICK, minor=AMOUNTS, answers=SEVERAL)
    def increment(self, pick, minor, answers) -> None:
        view = self._view(pick)
        self._try(
            answers,
            lambda: shops.intents.increment(
                merchant=self.shop,
                intent=view.object_id,
                amount=view.amount + Money(minor, view.amount.currency),
                idempotency=uuid4(),
                actor=shops.SHOP,
                now=NOW,
            ),
        )

    @precondition(lambda self: Operation.objects.exists())
    @rule(pick=PICK, answer=ANSWERS)
    def hear_of(self, pick, answer) -> None:
        every = list(Operation.objects.order_by("pk"))
        if answer is not None:
            outcomes.record_outcome(
                operation_id=every[pick % len(every)].public_id, outcome=answer, now=NOW
            )

    @precondition(lambda self: Operation.objects.filter(kind="CAPTURE").exists())
    @rule(pick=PICK, minor=AMOUNTS)
    def dispute(self, pick, minor) -> None:
        every = list(Operation.objects.filter(kind="CAPTURE", state="SUCCEEDED").order_by("pk"))
        if every:
            row = every[pick % len(every)]
            notice = DisputeNotice(
                connector=row.connector, amount=Money(minor, eur(1).currency), reason="10.4",
                operation_id=row.public_id, key=uuid4().hex,
            )  # fmt: skip
            shops.use_case(disputes.receive)(notice=notice, now=NOW)

    @precondition(lambda self: Dispute.objects.exists())
    @rule(pick=PICK, answers=SEVERAL)
    def fight(self, pick, answers) -> None:
        every = list(Dispute.objects.order_by("pk"))
        self._try(
            answers,
            lambda: disputes.submit_evidence(
                merchant=self.shop, dispute=every[pick % len(every)].object_id,
                evidence=[Evidence(kind="text", text="paid")], idempotency=uuid4(),
                actor=shops.SHOP, now=NOW,
            ),
        )  # fmt: skip

    @precondition(lambda self: PaymentIntent.objects.filter(state="CONFLICTED").exists())
    @rule(happened=st.booleans(), answers=SEVERAL)
    def settle(self, happened, answers) -> None:
        row = PaymentIntent.objects.filter(state="CONFLICTED").first()
        self._try(
            answers,
            lambda: deciding.decide_conflict(
                merchant=self.shop, intent=row.object_id, happened=happened, reason="asked",
                actor=shops.SHOP, now=NOW,
            ),
        )  # fmt: skip

    @invariant()
    def counters_are_what_operations_say(self) -> None:
        for row in PaymentIntent.objects.all():
            every = list(Operation.objects.filter(intent=row))
            found = {name: getattr(row, name) for name in rows.COUNTERS}
            wanted = {
                "authorised_minor": done(every, "AUTHORISE", "INCREMENT", returned=True),
                "increasing_minor": waiting(every, "INCREMENT"),
                "capturing_minor": waiting(every, "CAPTURE"),
                "captured_minor": done(every, "CAPTURE")
                + sum(
                    e.excess_minor for e in every if (e.kind, e.state) == ("CAPTURE", "RETURNED")
                ),
                "refunding_minor": waiting(every, "REFUND"),
                "refunded_minor": done(every, "REFUND"),
                "disputed_minor": covered(every, "CHARGEBACK") - covered(every, "REPRESENTMENT"),
            }
            assert {name: found[name] for name in wanted} == wanted, row.object_id

    @invariant()
    def the_books_are_what_operations_say(self) -> None:
        every = list(Operation.objects.all())
        taken, back = done(every, "CAPTURE"), done(every, "REFUND")
        lost = done(every, "CHARGEBACK") - done(every, "REPRESENTMENT")
        networks_owe = sum(shops.on_line(code) for code in ("1410", "1430", "1440"))
        assert networks_owe == -taken + back + lost
        fees = sum(each.fee_minor for each in every)
        excess = sum(
            each.excess_minor * (-1 if each.kind == "REPRESENTMENT" else 1)
            for each in every
            if each.state in {"SUCCEEDED", "RETURNED"}
        )
        assert shops.on_line("4400") == fees
        assert shops.on_line("5410") == -excess
        assert shops.on_line("2400") == taken - back - lost - fees + excess

    @invariant()
    def payments_rest_where_their_counters_say(self) -> None:
        for row in PaymentIntent.objects.all():
            if row.state == IntentState.CANCELED:
                assert (row.captured_minor, row.capturing_minor, left_to_capture(row)) == (0, 0, 0)
            if row.state == IntentState.REQUIRES_PAYMENT_METHOD:
                assert (row.capturing_minor, left_to_capture(row)) == (0, 0)

    def _try(self, answers, call) -> None:
        for network in (networks.VISA, networks.STRIPE, networks.DEBITS):
            network.answers = list(answers)
        try:
            call()
        except BankError as refusal:
            assert refusal.status < 500 or refusal.code == "no_route", refusal  # noqa: PT017

    def _view(self, pick):
        every = list(PaymentIntent.objects.order_by("pk"))
        return shops.again(self.shop, every[pick % len(every)])


def done(every, *kinds, returned=False) -> int:
    states = {"SUCCEEDED", "RETURNED"} if returned else {"SUCCEEDED"}
    return sum(e.approved_minor for e in every if e.kind in kinds and e.state in states)


def waiting(every, kind) -> int:
    return sum(e.amount_minor for e in every if e.kind == kind and e.state in OPEN)


def covered(every, kind) -> int:
    return sum(
        e.approved_minor - e.excess_minor for e in every if (e.kind, e.state) == (kind, "SUCCEEDED")
    )


PaymentsMachine.TestCase.settings = settings(
    max_examples=int(os.environ.get("PAYMENT_EXAMPLES", "6")),
    stateful_step_count=25,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.mark.usefixtures("bank")
class TestPaymentsAgree(PaymentsMachine.TestCase):
    """Run the machine inside one rolled-back transaction; each example is rolled back too."""
