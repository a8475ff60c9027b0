"""Which network a payment goes to, and when another may be tried."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.gateway.domain.connectors import InstrumentKind, Outcome, Verdict
from payments.gateway.domain.intents import IntentState
from payments.gateway.models import ConnectorHealth, Operation, RoutingRule
from payments.gateway.services import confirming, health, routing, routing_rules
from tests.conftest import NOW
from tests.payments.gateway import networks, shops
from tests.payments.gateway.services.test_outcomes import NOT_SENT, REVERSED, UNKNOWN, declined


def begun_at(shop, now) -> list[str]:
    """Begin a payment then, and return where it goes."""
    payment = shops.made(shop)
    shops.intents.begin_confirm(
        merchant=shop,
        intent=payment.object_id,
        order=shops.ConfirmOrder(),
        idempotency=uuid4(),
        actor=shops.SHOP,
        now=now,
    )
    return tried(payment)


def tried(payment) -> list[str]:
    rows = Operation.objects.filter(intent__object_id=payment.object_id, kind="AUTHORISE")
    return list(rows.order_by("pk").values_list("connector", flat=True))


@pytest.mark.parametrize("first", [NOT_SENT, declined("issuer_not_available")])
def test_another_network_is_tried_where_the_first_was_not_reached_or_failed(shop, first):
    networks.VISA.answers = [first]
    paid = shops.confirmed(shop)
    assert paid.state is IntentState.SUCCEEDED
    assert tried(paid) == ["visa", "stripe"]
    assert shops.counters(paid) == {"authorised": 10_000, "captured": 10_000}


@pytest.mark.parametrize(
    "first",
    [declined("insufficient_funds"), declined("lost_card"), declined("generic_decline"), REVERSED],
)
def test_no_other_network_is_tried_for_what_the_payers_bank_decided(shop, first):
    networks.VISA.answers = [first]
    failed = shops.confirmed(shop)
    assert failed.state is IntentState.REQUIRES_PAYMENT_METHOD
    assert tried(failed) == ["visa"]


def test_no_other_network_is_tried_while_it_is_not_known_what_the_first_did(shop):
    networks.VISA.answers = [UNKNOWN]
    assert tried(shops.confirmed(shop)) == ["visa"]


def test_three_networks_at_most_are_tried_for_one_confirmation(shop):
    for connector in ("visa", "mastercard", "stripe", "sandbox"):
        RoutingRule.objects.create(
            kind=InstrumentKind.CARD, connector=connector, created_at=NOW, priority=1
        )
    for network in (networks.VISA, networks.MASTERCARD, networks.STRIPE):
        network.answers = [NOT_SENT]
    failed = shops.confirmed(shop)
    assert tried(failed) == ["visa", "mastercard", "stripe"]
    assert failed.state is IntentState.REQUIRES_PAYMENT_METHOD


def test_a_merchants_own_rule_goes_before_the_banks_and_the_cheaper_first(shop):
    RoutingRule.objects.create(kind="CARD", connector="visa", priority=1, created_at=NOW)
    for connector, cost in (("mastercard", 20), ("stripe", 10)):
        RoutingRule.objects.create(
            kind="CARD", merchant_id=shop.pk, connector=connector, priority=9, cost_bps=cost,
            created_at=NOW,
        )  # fmt: skip
    assert tried(shops.confirmed(shop)) == ["stripe"]


def test_a_rule_holds_for_its_amounts_and_brand(shop):
    RoutingRule.objects.create(
        kind="CARD", brand="visa", most_minor=5_000, connector="stripe", created_at=NOW
    )
    assert tried(shops.confirmed(shop, minor=5_000)) == ["stripe"]
    assert tried(shops.confirmed(shop, minor=5_001)) == ["visa"]


def test_a_network_that_does_not_answer_is_left_alone_and_then_asked_once(shop):
    networks.VISA.answers = [NOT_SENT] * health.MOST_FAILURES
    for _ in range(health.MOST_FAILURES):
        shops.confirmed(shop)
    assert tried(shops.confirmed(shop)) == ["stripe"]
    later = NOW + health.REST
    first, second = (shops.made(shop) for _ in range(2))
    for payment in (first, second):
        shops.intents.begin_confirm(
            merchant=shop,
            intent=payment.object_id,
            order=shops.ConfirmOrder(),
            idempotency=uuid4(),
            actor=shops.SHOP,
            now=later,
        )
    assert (tried(first), tried(second)) == (["visa"], ["stripe"])


def test_a_probe_that_succeeds_lets_everybody_back(shop):
    networks.VISA.answers = [NOT_SENT] * health.MOST_FAILURES
    for _ in range(health.MOST_FAILURES):
        shops.confirmed(shop)
    probe = shops.made(shop)
    begun = shops.intents.begin_confirm(
        merchant=shop,
        intent=probe.object_id,
        order=shops.ConfirmOrder(),
        idempotency=uuid4(),
        actor=shops.SHOP,
        now=NOW + health.REST + timedelta(seconds=1),
    )
    networks.VISA.perform(begun.operation_id, seconds=1)
    assert tried(shops.confirmed(shop)) == ["visa"]


def test_a_network_that_says_it_is_down_is_passed_over_before_anything_fails(shop):
    networks.VISA.is_up = False
    paid = shops.confirmed(shop)
    assert (paid.state, tried(paid)) == (IntentState.SUCCEEDED, ["stripe"])
    assert networks.VISA.orders == []
    networks.VISA.is_up = True
    assert tried(shops.confirmed(shop)) == ["visa"]


def test_a_network_that_is_down_is_no_second_try_either(shop):
    networks.VISA.answers, networks.STRIPE.is_up = [NOT_SENT], False
    failed = shops.confirmed(shop)
    assert tried(failed) == ["visa"]
    assert failed.state is IntentState.REQUIRES_PAYMENT_METHOD


def test_where_all_are_down_nothing_is_begun(shop):
    networks.VISA.is_up = networks.STRIPE.is_up = False
    payment = shops.made(shop)
    with pytest.raises(routing.NoRoute):
        shops.confirm(shop, payment)
    assert shops.again(shop, payment) == payment
    assert tried(payment) == []


def test_a_network_that_is_down_does_not_use_up_the_probe_of_its_breaker(shop):
    networks.VISA.answers = [NOT_SENT] * health.MOST_FAILURES
    for _ in range(health.MOST_FAILURES):
        shops.confirmed(shop)
    networks.VISA.is_up = False
    later = NOW + health.REST
    assert begun_at(shop, later) == ["stripe"]
    networks.VISA.is_up = True
    assert begun_at(shop, later) == ["visa"]


def test_a_debit_waits_for_its_file_though_a_clearing_house_is_late(shop):
    networks.DEBITS.is_up = False
    assert routing._is_reached("sepa_debit", now=NOW)
    assert routing._is_reached("visa", now=NOW)


def test_of_two_networks_alike_the_cheaper_is_taken_and_the_dearer_when_it_is_down(shop):
    for connector, cost in (("visa", 30), ("stripe", 10), ("mastercard", 20)):
        RoutingRule.objects.create(
            kind="CARD", merchant_id=shop.pk, connector=connector, cost_bps=cost, created_at=NOW
        )
    assert tried(shops.confirmed(shop)) == ["stripe"]
    networks.STRIPE.is_up = False
    assert tried(shops.confirmed(shop)) == ["mastercard"]


ANSWERS = {
    "approved": networks.APPROVED,
    "not sent": NOT_SENT,
    "fault of the network": declined("issuer_not_available"),
    "refused by the payer's bank": declined("insufficient_funds"),
    "unknown": UNKNOWN,
    "pending": Outcome(verdict=Verdict.PENDING),
    "none yet": None,
}
OTHER_MAY_BE_TRIED = {"not sent", "fault of the network"}
NAMED = {"visa": networks.VISA, "mastercard": networks.MASTERCARD, "stripe": networks.STRIPE}


@given(
    order=st.permutations(sorted(NAMED)),
    up=st.sets(st.sampled_from(sorted(NAMED)), min_size=1),
    answers=st.fixed_dictionaries({name: st.sampled_from(sorted(ANSWERS)) for name in NAMED}),
)
@hypothesis.settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[hypothesis.HealthCheck.function_scoped_fixture],
)
def test_whatever_happens_a_second_network_is_told_only_what_the_first_surely_did_not_take(
    bank, order, up, answers
):
    networks.forget()
    ConnectorHealth.objects.update(failures=0, open_until=None, probing_until=None)
    shop = shops.merchant()
    for place, name in enumerate(order):
        NAMED[name].is_up, NAMED[name].answers = name in up, [ANSWERS[answers[name]]]
        RoutingRule.objects.create(
            kind="CARD", merchant_id=shop.pk, connector=name, priority=place, created_at=NOW
        )
    paid = shops.confirmed(shop)
    expected = []
    for name in (each for each in order if each in up):
        expected.append(name)
        if answers[name] not in OTHER_MAY_BE_TRIED:
            break
    assert tried(paid) == expected
    told = {name: [each.operation_id for each in NAMED[name].orders] for name in NAMED}
    everywhere = [
        each.operation_id
        for network in NAMED.values()
        for each in network.orders
        if each.kind == "AUTHORISE"
    ]
    assert len(everywhere) == len(set(everywhere)) == len(expected)
    assert all(told[name] for name in expected)


def test_declines_of_payers_banks_do_not_open_a_breaker(shop):
    networks.VISA.answers = [declined("do_not_honor")] * 10
    for _ in range(10):
        shops.confirmed(shop)
    assert tried(shops.confirmed(shop)) == ["visa"]


def test_where_no_network_is_left_the_payment_waits_to_be_confirmed_again(shop, settings):
    settings.GATEWAY_CONNECTORS = "tests.payments.gateway.networks.NONE"
    payment = shops.made(shop)
    with pytest.raises(routing.NoRoute):
        shops.confirm(shop, payment)
    assert shops.again(shop, payment) == payment


def test_a_card_is_not_tried_for_one_amount_more_than_fifteen_times_a_day(shop):
    card = shops.card(shop)
    networks.VISA.answers = [declined("insufficient_funds")] * 15
    for _ in range(confirming.MOST_TRIES_OF_A_CARD):
        shops.confirmed(shop, card)
    with pytest.raises(confirming.TooManyTries):
        shops.confirmed(shop, card)
    assert shops.confirmed(shop, card, 9_999).state is IntentState.SUCCEEDED


def test_what_is_pending_counts_as_an_answer(shop):
    networks.VISA.answers = [Outcome(verdict=Verdict.PENDING)]
    assert shops.operations(shops.confirmed(shop)) == [("AUTHORISE", "PENDING")]


def rule(**more) -> int:
    order = routing_rules.RuleOrder(**{"kind": InstrumentKind.CARD, "connector": "stripe"} | more)
    return routing_rules.add(order=order, actor=shops.SHOP, now=NOW)


def test_staff_add_a_rule_and_retire_it(shop):
    number = rule(merchant=shop.object_id)
    assert tried(shops.confirmed(shop)) == ["stripe"]
    assert tried(shops.confirmed(shops.merchant())) == ["visa"]
    routing_rules.retire(rule=number, actor=shops.SHOP, now=NOW)
    assert tried(shops.confirmed(shop)) == ["visa"]
    with pytest.raises(shops.finding.ObjectNotFound):
        routing_rules.retire(rule=number, actor=shops.SHOP, now=NOW)


@pytest.mark.parametrize(
    "wrong",
    [
        {"connector": "nowhere"},
        {"connector": "sepa_debit"},
        {"least_minor": 2, "most_minor": 1},
        {"least_minor": -1},
    ],
)
def test_a_rule_that_no_payment_could_go_by_is_refused(bank, wrong):
    with pytest.raises(routing_rules.InvalidRule):
        rule(**wrong)
    assert RoutingRule.objects.count() == 0
