"""What is suspicious comes to a person, who decides; payments and features hear of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import DatabaseError, transaction

from bankcore.identity.public import Role
from bankcore.outbox.models import Event
from risk import public as risk
from risk import tasks
from risk.cases import public as cases
from risk.cases.models import Alert, Case, CaseFile, CaseNote
from risk.domain.screening import Assessment
from risk.features import public as features
from tests.colleagues import member

pytestmark = pytest.mark.usefixtures("bank")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@pytest.fixture
def anna():
    return member("anna", Role.RISK_ANALYST)


@pytest.fixture
def cora():
    return member("cora", Role.COMPLIANCE)


def alert(subject="cus-1", reference="p1", kind=cases.CaseKind.FRAUD, **more) -> int:
    given = {"priority": 3, "source": "screening", "reason": "Because.", "now": NOW, **more}
    return cases.raise_alert(kind=kind, subject=subject, reference=reference, **given)


def screen(verdict: risk.Verdict, reference="p1", payer="cus-1", now=NOW) -> risk.Decision:
    found = risk.Finding(rule="a_rule", reason="Too fast.", verdict=verdict)
    return risk.screen_payment(
        facts=risk.PaymentFacts(
            reference=reference, channel="web", amount=Decimal(10), payer=payer, device="d1"
        ),
        now=now,
        assess=lambda _facts, _now: Assessment(findings=(found,)),
    )


def told() -> dict:
    event = Event.objects.get(name="risk.case_decided")
    return {
        "event_id": str(event.event_id),
        "subject": event.subject,
        "payload": event.payload,
        "occurred_at": event.occurred_at.isoformat(),
    }


def decide(actor, outcome=cases.Outcome.REJECT, reason="stolen_credentials") -> Case:
    number = cases.take_next(actor=actor, now=NOW)
    cases.decide(case_id=number, outcome=outcome, reason_code=reason, actor=actor, now=NOW)
    return Case.objects.get(pk=number)


@pytest.mark.parametrize(
    ("verdict", "priority"),
    [("REVIEW", 5), ("DECLINE", 3), ("CHALLENGE", None), ("APPROVE", None)],
)
def test_a_payment_that_is_held_or_stopped_comes_to_a_person(verdict, priority):
    screen(risk.Verdict(verdict))
    found = list(Case.objects.values_list("kind", "subject", "priority"))
    assert found == ([] if priority is None else [("FRAUD", "cus-1", priority)])


def test_what_belongs_together_comes_into_one_case():
    screen(risk.Verdict.DECLINE, "p1")
    screen(risk.Verdict.REVIEW, "p2")
    screen(risk.Verdict.DECLINE, "p3", payer="cus-2")
    first = Case.objects.get(subject="cus-1")
    assert first.priority == 5
    assert first.due_at == NOW + timedelta(hours=2)
    assert list(first.alerts.order_by("id").values_list("reference", flat=True)) == ["p1", "p2"]
    assert Case.objects.count() == 2


def test_the_same_source_raises_the_same_alert_once():
    assert alert() == alert()
    assert Alert.objects.count() == 1
    assert alert(source="a_model") != alert()


def test_the_most_pressing_case_is_taken_first(anna):
    alert("cus-1", "p1", priority=2)
    alert("cus-2", "p2", priority=4)
    alert("cus-3", "p3", priority=4, now=NOW - timedelta(hours=1))
    taken = [cases.take_next(actor=anna, now=NOW) for _ in range(3)]
    subjects = [Case.objects.get(pk=each).subject for each in taken]
    assert subjects == ["cus-3", "cus-2", "cus-1"]
    with pytest.raises(cases.NothingOpen):
        cases.take_next(actor=anna, now=NOW)


def test_a_decision_labels_the_payments_for_those_that_come_after(anna):
    screen(risk.Verdict.REVIEW)
    decide(anna)
    assert told()["payload"]["references"] == ["p1"]
    tasks.learn_from_case(told())
    tasks.learn_from_case(told())
    assert features.are_frauds(references=["p1"]) == {"p1": True}
    facts = risk.PaymentFacts(reference="p9", channel="web", amount=Decimal(1), payer="cus-1")
    later = features.values(facts=facts, now=NOW + timedelta(days=8))
    assert later["payer_frauds_7d"] == 1


def test_a_decision_that_says_nothing_of_fraud_labels_nothing(cora):
    alert(kind=cases.CaseKind.SANCTIONS)
    decide(cora, cases.Outcome.DISMISS, "other_person")
    tasks.learn_from_case(told())
    assert features.are_frauds(references=["p1"]) == {"p1": False}


def test_who_looks_after_fraud_does_not_learn_whom_the_bank_suspects_of_laundering(anna, cora):
    alert(kind=cases.CaseKind.LAUNDERING)
    with pytest.raises(cases.NothingOpen):
        cases.take_next(actor=anna, now=NOW)
    number = Case.objects.get().pk
    with pytest.raises(cases.CaseNotFound):
        cases.note(case_id=number, text="Who?", actor=anna, now=NOW)
    assert cases.take_next(actor=cora, now=NOW) == number


def test_only_who_has_taken_a_case_decides_it(anna, cora):
    alert()
    number = cases.take_next(actor=anna, now=NOW)
    order = {"outcome": cases.Outcome.REJECT, "reason_code": "mule_account"}
    with pytest.raises(cases.NotYours):
        cases.decide(case_id=number, **order, actor=cora, now=NOW)
    assert Case.objects.get().state == "OPEN"
    cases.take(case_id=number, actor=cora, now=NOW)
    cases.decide(case_id=number, **order, actor=cora, now=NOW)
    with pytest.raises(cases.CaseOver):
        cases.take(case_id=number, actor=anna, now=NOW)


@pytest.mark.parametrize(
    ("outcome", "reason"),
    [("RELEASE", "mule_account"), ("REJECT", "customer_confirmed"), ("REJECT", "nothing")],
)
def test_a_reason_goes_with_its_outcome(anna, outcome, reason):
    alert()
    with pytest.raises(cases.CannotDecide):
        decide(anna, cases.Outcome(outcome), reason)
    assert Case.objects.get().state == "OPEN"
    assert not Event.objects.filter(name="risk.case_decided").exists()


def test_what_comes_after_a_decision_opens_another_case(anna):
    alert()
    decide(anna)
    alert(reference="p2")
    assert Case.objects.count() == 2


def test_notes_and_files_are_kept_and_encrypted(anna):
    alert()
    number = cases.take_next(actor=anna, now=NOW)
    cases.note(case_id=number, text="Called the customer.", actor=anna, now=NOW)
    cases.attach(case_id=number, name="call.pdf", content=b"%PDF-1.7 x", actor=anna, now=NOW)
    assert CaseNote.objects.get().text == "Called the customer."
    assert CaseFile.objects.get().content == b"%PDF-1.7 x"


@pytest.mark.parametrize("content", [b"", b"MZ\x90", b"<svg/>", b"%PDF-" + b"x" * 5 * 1024 * 1024])
def test_a_hostile_file_is_refused(anna, content):
    alert()
    number = cases.take_next(actor=anna, now=NOW)
    with pytest.raises(cases.WrongNote):
        cases.attach(case_id=number, name="x", content=content, actor=anna, now=NOW)
    assert not CaseFile.objects.exists()


def test_cases_with_something_in_common_are_near_each_other(anna):
    screen(risk.Verdict.DECLINE, "p1", payer="cus-1")
    screen(risk.Verdict.DECLINE, "p2", payer="cus-2")
    case = Case.objects.get(subject="cus-1")
    assert [(near.subject, entity, name) for near, entity, name in cases.near(case=case)] == [
        ("cus-2", "device", "d1")
    ]


def test_a_case_past_its_time_is_counted():
    alert(priority=5)
    assert cases.overdue(now=NOW + timedelta(hours=1)) == {}
    assert cases.overdue(now=NOW + timedelta(hours=3)) == {"FRAUD": 1}


def test_postgresql_keeps_a_decided_case_as_it_was(anna):
    alert()
    case = decide(anna)
    for change in (
        lambda: Case.objects.filter(pk=case.pk).update(outcome="RELEASE"),
        lambda: Alert.objects.update(reason="Another."),
        lambda: Alert.objects.all().delete(),
    ):
        refused = pytest.raises(DatabaseError, match=r"stays as it is|denied")
        with refused, transaction.atomic():
            change()
