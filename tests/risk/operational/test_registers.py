"""Risks are assessed, processes tested, actions done by their day; what is overdue is told once."""

from datetime import timedelta

import pytest

from bankcore.access import NotPermitted
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.identity.public import Role
from risk.operational import public as operational
from risk.operational.models import (
    Action,
    Assessment,
    BankProcess,
    Control,
    Overdue,
    ProcessTest,
    Risk,
)
from tests.colleagues import member
from tests.conftest import NOW
from tests.factories import TESTER
from tests.risk.operational.register import DAY, NEXT_DAY, end_day, reported

pytestmark = pytest.mark.usefixtures("bank")
Kind = operational.ControlKind


def recorded(*, actor=TESTER, **changes) -> int:
    told = {
        "title": "A file is sent twice", "description": "By hand, at night", "owner": "Demo Owner",
        "event_type": operational.EventType.EXECUTION,
        "business_line": operational.BusinessLine.PAYMENT,
    }  # fmt: skip
    return operational.record_risk(
        order=operational.NewRisk(**(told | changes)), actor=actor, now=NOW
    )


def controlled(risk: int, *, actor=TESTER, title="Two people", owner="Demo Owner") -> int:
    return operational.add_control(
        risk_id=risk, kind=Kind.PREVENTIVE, title=title, owner=owner, actor=actor, now=NOW
    )


def assessed(risk, *marks, actor=TESTER, why="It has happened", review=NEXT_DAY) -> int:
    return operational.assess(
        risk_id=risk, marks=operational.Marks(**dict(zip(MARKS, marks, strict=True))),
        rationale=why, review_on=review, actor=actor, now=NOW,
    )  # fmt: skip


MARKS = ("inherent_likelihood", "inherent_impact", "residual_likelihood", "residual_impact")


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": " "}),
        ("title", {"title": "x" * 121}),
        ("description", {"description": ""}),
        ("owner", {"owner": ""}),
        ("owner", {"owner": "x" * 81}),
    ],
)
def test_what_is_no_risk_is_refused(field, given):
    with pytest.raises(operational.RiskInvalid) as refused:
        recorded(**given)
    assert refused.value.field == field
    assert not Risk.objects.exists()


def test_a_risk_is_there_once_and_controls_are_of_one_that_is_there():
    risk = recorded()
    with pytest.raises(operational.RiskInvalid, match="of this title"):
        recorded()
    with pytest.raises(operational.RiskNotFound):
        controlled(404)
    for wrong in ({"title": ""}, {"owner": ""}):
        with pytest.raises(operational.RiskInvalid):
            controlled(risk, **wrong)
    assert not Control.objects.exists()


@pytest.mark.parametrize(
    ("field", "marks"),
    [
        ("inherent_likelihood", (0, 3, 1, 1)),
        ("inherent_impact", (3, 6, 1, 1)),
        ("residual_likelihood", (3, 3, 4, 1)),
        ("residual_likelihood", (3, 3, 0, 1)),
        ("residual_impact", (3, 3, 3, 4)),
    ],
)
def test_marks_go_from_1_to_5_and_controls_make_nothing_graver(field, marks):
    risk = recorded()
    controlled(risk)
    with pytest.raises(operational.AssessmentInvalid) as refused:
        assessed(risk, *marks)
    assert refused.value.field == field
    assert not Assessment.objects.exists()


def test_without_controls_nothing_is_less():
    risk = recorded()
    with pytest.raises(operational.AssessmentInvalid, match="Nothing is done"):
        assessed(risk, 4, 4, 4, 3)
    assessed(risk, 4, 4, 4, 4)
    controlled(risk)
    assessed(risk, 4, 4, 2, 3)
    assert Assessment.objects.count() == 2


def test_an_assessment_has_a_reason_and_a_later_review():
    risk = recorded()
    with pytest.raises(operational.RiskInvalid):
        assessed(risk, 1, 1, 1, 1, why=" ")
    with pytest.raises(operational.AssessmentInvalid) as refused:
        assessed(risk, 1, 1, 1, 1, review=DAY)
    assert refused.value.field == "review_on"


def test_the_heat_map_shows_the_newest_assessment_of_each_risk():
    first, second = recorded(), recorded(title="A fire")
    assessed(first, 5, 5, 5, 5)
    assessed(first, 2, 3, 2, 3)
    assessed(second, 2, 3, 2, 3)
    drawn = operational.heat_map(inherent=True)
    assert "<svg" in drawn
    assert "Risks, inherent" in drawn
    numbers = [each for each in drawn.split(">") if each.strip().startswith("2<")]
    assert len(numbers) == 3  # both axes, and the one cell of two risks


PLAN = {
    "name": "Card payments", "owner": "Demo Owner", "plan": "The other site",
    "recovery_minutes": 60, "data_minutes": 0, "test_every_days": 10,
}  # fmt: skip


def planned(*, actor=TESTER, **changes) -> int:
    return operational.record_process(
        order=operational.NewProcess(**(PLAN | changes)), actor=actor, now=NOW
    )


def tried(process: int, *, actor=TESTER, **changes) -> int:
    told = {"tested_on": DAY, "recovery_minutes": 60, "data_minutes": 0, "findings": "All well"}
    order = operational.TestRun(process_id=process, **(told | changes))
    return operational.note_test(order=order, actor=actor, now=NOW)


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"owner": " "},
        {"plan": "x" * 2_001},
        {"recovery_minutes": 0},
        {"data_minutes": -1},
        {"test_every_days": 0},
        {"test_every_days": 1_101},
        {"recovery_minutes": 527_041},
    ],
)
def test_what_is_no_process_is_refused(given):
    with pytest.raises(operational.ProcessInvalid) as refused:
        planned(**given)
    assert refused.value.field == next(iter(given))
    assert not BankProcess.objects.exists()


def test_a_process_is_on_the_plan_once():
    planned()
    with pytest.raises(operational.ProcessInvalid, match="of this name"):
        planned()


@pytest.mark.parametrize(
    ("given", "passed"),
    [
        ({}, True),
        ({"recovery_minutes": 61}, False),
        ({"data_minutes": 1}, False),
    ],
)
def test_a_test_passes_where_the_process_is_back_in_time_and_has_lost_no_more(given, passed):
    tried(planned(), **given)
    test = ProcessTest.objects.get()
    assert (test.passed, test.next_due) == (passed, DAY + timedelta(days=10))


@pytest.mark.parametrize(
    "given",
    [
        {"tested_on": NEXT_DAY},
        {"recovery_minutes": -1},
        {"data_minutes": -1},
        {"findings": ""},
    ],
)
def test_what_is_no_test_is_refused(given):
    process = planned()
    with pytest.raises(operational.ProcessTestInvalid) as refused:
        tried(process, **given)
    assert refused.value.field == next(iter(given))
    assert not ProcessTest.objects.exists()


def test_tests_are_noted_in_their_order_of_a_process_that_is_there():
    process = planned()
    tried(process)
    for day in (DAY, DAY - timedelta(days=1)):
        with pytest.raises(operational.ProcessTestInvalid, match="or a later one"):
            tried(process, tested_on=day)
    with pytest.raises(operational.ProcessNotFound):
        tried(404)


def given(about: str, name: object, *, actor=TESTER, **changes) -> int:
    told = {"title": "Ask twice", "owner": "Demo Owner", "due_on": DAY} | changes
    order = operational.NewAction(about=about, name=str(name), **told)
    return operational.give_action(order=order, actor=actor, now=NOW)


def ended(action: int, state: str = "DONE", *, actor=TESTER, outcome: str = "Built") -> None:
    operational.end_action(
        action_id=action, state=operational.ActionState(state), outcome=outcome, actor=actor,
        now=NOW,
    )  # fmt: skip


def test_an_action_is_about_an_incident_a_risk_a_test_or_an_indicator():
    incident, risk, test = reported(), recorded(), tried(planned())
    given("incident", incident)
    given("risk", risk)
    given("test", test)
    given("indicator", "DOWNTIME")
    assert list(
        Action.objects.order_by("id").values_list("incident", "risk", "test", "indicator")
    ) == [
        (incident, None, None, ""),
        (None, risk, None, ""),
        (None, None, test, ""),
        (None, None, None, "DOWNTIME"),
    ]


@pytest.mark.parametrize(
    ("about", "name"),
    [
        ("incident", 404), ("risk", 404), ("test", 404), ("incident", "x"), ("incident", "²"),
        ("incident", "9" * 30), ("indicator", "WEATHER"), ("moon", 1),
    ],
)  # fmt: skip
def test_an_action_about_nothing_is_refused(about, name):
    with pytest.raises(operational.ActionInvalid) as refused:
        given(about, name)
    assert refused.value.field == "name"


@pytest.mark.parametrize(
    "wrong",
    [{"title": ""}, {"title": "x" * 201}, {"owner": ""}, {"due_on": DAY - timedelta(days=1)}],
)
def test_what_is_no_action_is_refused(wrong):
    with pytest.raises(operational.ActionInvalid) as refused:
        given("indicator", "DOWNTIME", **wrong)
    assert refused.value.field == next(iter(wrong))
    assert not Action.objects.exists()


def test_an_action_ends_once_with_a_word_of_what_became_of_it():
    action = given("indicator", "DOWNTIME")
    for state, outcome in (("DONE", " "), ("OPEN", "Built"), ("DROPPED", "x" * 501)):
        with pytest.raises(operational.ActionInvalid):
            ended(action, state, outcome=outcome)
    ended(action, "DROPPED")
    for number in (action, 404):
        with pytest.raises(operational.ActionNotOpen):
            ended(number)
    assert Action.objects.get().state == "DROPPED"


def test_what_is_overdue_is_told_once_and_anew_with_its_next_day():
    risk, process = recorded(), planned(test_every_days=1)
    assessed(risk, 3, 3, 3, 3)
    action = given("risk", risk, due_on=NEXT_DAY)
    assert end_day()["overdue told"] == 0  # all three are due on the next day
    third = NEXT_DAY + timedelta(days=1)
    assert end_day(third)["overdue told"] == 0
    fourth = third + timedelta(days=1)
    assert end_day(fourth)["overdue told"] == 3
    assert operational.figures_of(day=third).overdue == 3
    assert {(each.kind, each.about_id) for each in Overdue.objects.all()} == {
        ("ACTION", action), ("TEST", process), ("REVIEW", risk),
    }  # fmt: skip
    alerts.raise_due(actor=TESTER, now=NOW)
    assert SecurityAlert.objects.filter(kind="risk_work_overdue").count() == 3
    assert end_day(fourth + timedelta(days=1))["overdue told"] == 0
    tried(process, tested_on=fourth)
    ended(action)
    assert operational.figures_of(day=fourth + timedelta(days=1)).overdue == 1
    assert end_day(fourth + timedelta(days=2))["overdue told"] == 0
    assert end_day(fourth + timedelta(days=3))["overdue told"] == 1  # the next test


@pytest.mark.parametrize(
    ("role", "may"),
    [
        (Role.RISK_ANALYST, {"risk", "action"}),
        (Role.OPERATIONS, {"plan", "action"}),
        (Role.COMPLIANCE, {"action"}),
        (Role.FINANCE, {"action"}),
        (Role.TELLER, set()),
        (Role.AUDITOR, set()),
    ],
)
def test_each_register_is_kept_by_whose_it_is(role, may):
    risk, process = recorded(title="Another"), planned(name="Another")
    action, person = given("indicator", "DOWNTIME"), member("eve", role)
    deeds = {
        "risk": (
            lambda: recorded(actor=person),
            lambda: controlled(risk, actor=person),
            lambda: assessed(risk, 1, 1, 1, 1, actor=person),
        ),
        "plan": (lambda: planned(actor=person), lambda: tried(process, actor=person)),
        "action": (
            lambda: given("risk", risk, actor=person),
            lambda: ended(action, actor=person),
        ),
    }
    for name, all_of_it in deeds.items():
        for deed in all_of_it:
            if name in may:
                deed()
            else:
                with pytest.raises(NotPermitted):
                    deed()
