"""A rule that stops more payments in an hour than it may only flags, and analysts hear of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.identity.public import Role
from risk import public as risk
from risk.cases.models import Alert, Case
from risk.features import public as features
from risk.models import PaymentFlag
from risk.rules import public as rules
from risk.rules.models import RuleVersion, Stop
from tests.colleagues import member
from tests.risk.rules.test_lives import NOW, draft, live

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def limited(bank):
    anna, ben = member("anna", Role.RISK_ANALYST), member("ben", Role.RISK_ANALYST)
    live(draft(anna, most_per_hour=2), anna, ben)


def screen(reference: str, now=NOW, amount="900", **more) -> risk.Decision:
    facts = risk.PaymentFacts(
        reference=reference, channel="web", amount=Decimal(amount), payer=f"of {reference}", **more
    )
    return risk.screen_payment(facts=facts, now=now)


@pytest.mark.usefixtures("limited")
def test_a_rule_stops_as_many_payments_an_hour_as_it_may_and_then_only_flags():
    outcomes = [screen(f"p{number}").outcome for number in range(4)]
    assert outcomes == ["REVIEW", "REVIEW", "APPROVE", "APPROVE"]
    muted = screen("p5")
    assert [(each.rule, each.verdict) for each in muted.findings] == [("large_amount", "APPROVE")]
    assert Stop.objects.count() == 2  # what it only flags is not counted


@pytest.mark.usefixtures("limited")
def test_analysts_hear_once_an_hour_that_a_rule_is_muted():
    for number in range(5):
        screen(f"p{number}")
    told = Alert.objects.get(source="rule_limit")
    assert (told.reference, told.priority) == ("rule:large_amount@2026-03-02T09", 4)
    assert Case.objects.get(alerts=told).subject == "rule:large_amount"


@pytest.mark.usefixtures("limited")
def test_an_hour_later_the_rule_stops_again():
    for number in range(3):
        screen(f"p{number}")
    assert screen("p4", now=NOW + timedelta(minutes=59)).outcome is risk.Verdict.APPROVE
    assert screen("p5", now=NOW + timedelta(minutes=61)).outcome is risk.Verdict.REVIEW


@pytest.mark.usefixtures("limited")
def test_what_a_rule_has_stopped_is_never_changed_or_removed():
    screen("p1")
    for change in (lambda: Stop.objects.update(at=NOW), lambda: Stop.objects.all().delete()):
        with pytest.raises(DatabaseError), transaction.atomic():
            change()


def test_an_amount_in_another_currency_is_judged_by_what_it_is_worth():
    yen = {"currency": "JPY", "base_amount": Decimal("95.00")}
    assert screen("p1", amount="15000", **yen).flags == ()
    dinars = {"currency": "KWD", "base_amount": Decimal("15500.00")}
    assert screen("p2", amount="5000", **dinars).flags == ("amount_threshold",)
    facts = risk.PaymentFacts(reference="p3", channel="web", amount=Decimal(1), payer="of p1")
    assert features.values(facts=facts, now=NOW + timedelta(seconds=1))["payer_sum_60m"] == 95.0


def test_the_threshold_stands_once_as_the_rule_that_analysts_can_take_out():
    paid = {"amount": Decimal(20_000), "currency": "EUR", "at": NOW}
    assert risk.flag_movement(reference="t1", **paid)
    assert not risk.flag_movement(reference="t2", **paid, base_amount=Decimal(500))
    anna = member("anna", Role.RISK_ANALYST)
    standing = RuleVersion.objects.get(rule__code="amount_threshold", state=rules.VersionState.LIVE)
    rules.retire(version_id=standing.pk, actor=anna, now=NOW)
    assert not risk.flag_movement(reference="t3", **paid)
    assert list(PaymentFlag.objects.values_list("reference", flat=True)) == ["t1"]


def test_word_of_a_fraud_that_comes_twice_does_not_undo_that_it_was_none():
    screen("p1")
    known = datetime(2026, 3, 3, tzinfo=UTC)
    risk.learn_from_case(references=["p1"], is_fraud=True, known_at=known)
    later = known + timedelta(days=2)
    risk.learn_from_case(references=["p1"], is_fraud=False, known_at=later)
    risk.learn_from_case(references=["p1"], is_fraud=True, known_at=known)
    assert not features.are_frauds(references=["p1"])["p1"]
    risk.learn_from_case(references=["p1"], is_fraud=True, known_at=later + timedelta(days=1))
    assert features.are_frauds(references=["p1"])["p1"]
