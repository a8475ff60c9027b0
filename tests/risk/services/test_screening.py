"""A payment is screened before it goes out, within its time, and the answer is kept."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from risk import public as risk
from risk.cases.models import Alert
from risk.domain.screening import Assessment
from risk.models import PaymentFlag, ScreeningDecision
from risk.repositories import decisions
from risk.services import fraud

pytestmark = pytest.mark.usefixtures("bank")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def quick(settings):
    """Give screening the time that it has in production."""
    settings.SCREENING_BUDGET_MS = 50


def facts(amount: str = "12.50", **more) -> risk.PaymentFacts:
    return risk.PaymentFacts(
        reference="pi_1", channel="gateway", amount=Decimal(amount), currency="EUR", **more
    )


def screen(amount: str = "12.50", **how) -> risk.Decision:
    return risk.screen_payment(facts=facts(amount), now=NOW, **how)


def finding(*verdicts: str):
    found = tuple(
        risk.Finding(rule="a_rule", reason="Because.", verdict=risk.Verdict(each))
        for each in verdicts
    )
    return lambda _facts, _now: Assessment(findings=found)


def asleep(_facts, _now):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")


def test_a_small_payment_goes_out_and_its_decision_is_kept_with_its_facts():
    decision = screen()
    assert (decision.outcome, decision.flags) == (risk.Verdict.APPROVE, ())
    kept = ScreeningDecision.objects.get()
    assert (kept.outcome, kept.is_fallback, kept.findings) == ("APPROVE", False, [])
    assert kept.facts == facts().snapshot()
    assert (kept.values["amount"], kept.values["hour"]) == (12.5, 9.0)
    assert kept.made_by["rules"] > 0
    assert Decimal(0) < kept.milliseconds < Decimal(10_000)
    assert not PaymentFlag.objects.exists()


def test_an_amount_above_the_threshold_is_flagged_and_goes_out():
    decision = screen("10000.01")
    assert (decision.outcome, decision.flags) == (risk.Verdict.APPROVE, ("amount_threshold",))
    assert PaymentFlag.objects.get().reference == "pi_1"
    assert screen("10000.00").flags == ()


def test_a_payment_whose_booking_is_flagged_is_not_flagged_twice():
    assert screen("10000.01", flags=False).flags == ("amount_threshold",)
    assert not PaymentFlag.objects.exists()


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        (("APPROVE", "CHALLENGE"), "CHALLENGE"),
        (("REVIEW", "CHALLENGE"), "REVIEW"),
        (("DECLINE", "REVIEW", "APPROVE"), "DECLINE"),
    ],
)
def test_the_strictest_rule_decides(asked, outcome):
    assert screen(assess=finding(*asked)).outcome == outcome


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(("amount", "outcome"), [("100.00", "APPROVE"), ("100.01", "REVIEW")])
def test_a_query_that_takes_too_long_is_given_up_for_the_fallback(amount, outcome):
    decision = screen(amount, assess=asleep)
    assert (decision.outcome, decision.is_fallback, decision.flags) == (outcome, True, ())
    kept = ScreeningDecision.objects.get()
    assert (kept.is_fallback, kept.findings[0]["rule"]) == (True, "no_time")
    assert kept.milliseconds < Decimal(2_000)


@pytest.mark.usefixtures("quick")
def test_a_rule_that_has_used_the_time_up_decides_nothing():
    times = iter([0.0, 0.01, 0.2, 0.2])
    decision = screen(assess=finding("DECLINE"), elapsed=lambda: next(times))
    assert (decision.outcome, decision.is_fallback) == ("APPROVE", True)


@pytest.mark.usefixtures("quick")
def test_the_limit_of_the_callers_own_statements_holds_again_afterwards():
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1234ms'")
        screen()
        screen(assess=asleep)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "1234ms"


def test_the_time_limit_costs_two_round_trips(django_assert_num_queries):
    with django_assert_num_queries(2):
        assert decisions.within(5, lambda: "answer") == "answer"


def test_a_screening_costs_six_round_trips_with_all_that_it_keeps(django_assert_max_num_queries):
    screen()  # reads the rules, once
    with django_assert_max_num_queries(6):
        screen()


def test_many_payments_of_a_file_cost_no_more_round_trips_than_one(django_assert_max_num_queries):
    screen()
    with django_assert_max_num_queries(6):
        risk.screen_payments(facts=[facts()] * 40, now=NOW, can_challenge=False)


def test_what_an_assessment_did_before_it_ran_out_of_time_is_undone():
    def flag_and_sleep(facts, now):
        fraud.flag_movement(reference="pi_1", amount=Decimal(20_000), currency="EUR", at=now)
        return asleep(facts, now)

    assert screen(assess=flag_and_sleep).is_fallback
    assert not PaymentFlag.objects.exists()


def test_a_fault_of_an_assessment_is_no_fallback_and_leaves_the_callers_transaction_usable():
    def faulty(_facts, _now):
        PaymentFlag.objects.create(reference=None)

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '1234ms'")
        with pytest.raises(IntegrityError):
            screen(assess=faulty)
        cursor.execute("SHOW statement_timeout")
        assert cursor.fetchone()[0] == "1234ms"
    assert not ScreeningDecision.objects.exists()
    assert not screen().is_fallback


def test_who_only_asks_leaves_nothing_behind():
    assert risk.ask(facts=facts("10000.01"), now=NOW).flags == ("amount_threshold",)
    assert not ScreeningDecision.objects.exists()
    assert not PaymentFlag.objects.exists()


def test_a_decision_is_never_changed_or_removed():
    screen()
    for change in (
        lambda: ScreeningDecision.objects.update(outcome="DECLINE"),
        lambda: ScreeningDecision.objects.all().delete(),
    ):
        refused = pytest.raises(DatabaseError, match=r"append-only|permission denied")
        with refused, transaction.atomic():
            change()
    assert ScreeningDecision.objects.get().outcome == "APPROVE"


def test_a_model_that_fails_leaves_the_rules_to_decide_and_says_so(monkeypatch):
    def broken(**_values):
        raise RuntimeError

    monkeypatch.setattr("risk.scoring.public.score_many", broken)
    decision = screen("10000.01")
    assert (decision.outcome, decision.is_fallback) == (risk.Verdict.APPROVE, True)
    assert decision.flags == ("amount_threshold",)
    assert ScreeningDecision.objects.get().is_fallback


def test_where_nobody_can_be_challenged_a_person_of_the_bank_looks():
    found = finding("CHALLENGE")
    assert screen(assess=found).outcome is risk.Verdict.CHALLENGE
    assert not Alert.objects.exists()
    assert screen(assess=found, can_challenge=False).outcome is risk.Verdict.REVIEW
    assert Alert.objects.get().reference == "pi_1"
