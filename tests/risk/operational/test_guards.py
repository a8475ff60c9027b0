"""PostgreSQL itself keeps what was found, said and agreed on, whoever asks."""

from datetime import timedelta

import pytest
from django.db import (
    DatabaseError,
    IntegrityError,
    ProgrammingError,
    connection,
    connections,
    transaction,
)
from django.db.models.deletion import ProtectedError

from risk.operational import models as kept
from risk.operational.models import Action, Incident, LossAmount
from tests.conftest import NOW
from tests.factories import eur
from tests.risk.operational.register import (
    DAY,
    NEXT_DAY,
    agree,
    agreed,
    ask_closing,
    investigated,
    reported,
)

pytestmark = pytest.mark.usefixtures("bank")
MONEY = eur(100)
INCIDENTS, ACTIONS = "UPDATE operational_incident SET ", "UPDATE operational_action SET "
ONLY_ADDED = [
    *("lossfile", "lossamount", "incidentnote", "risk", "control", "assessment", "bankprocess"),
    *("processtest", "threshold", "reading", "capitalday", "probe", "overdue"),
]


def run(statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


def as_owner(statement: str, owner) -> None:
    with transaction.atomic(using="owner"), owner.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ONLY_ADDED)
@pytest.mark.parametrize("deed", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"])
def test_what_is_only_added_is_changed_by_no_one(table, deed):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(deed.format(f"operational_{table}"))


@pytest.mark.django_db(databases=["default", "owner"])
@pytest.mark.parametrize("table", ONLY_ADDED)
def test_not_even_by_the_owner_of_the_tables(table):
    for deed in ("UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {} CASCADE"):
        with pytest.raises(DatabaseError, match="append-only"):
            as_owner(deed.format(f"operational_{table}"), connections["owner"])


@pytest.mark.parametrize("table", ["incident", "action"])
def test_incidents_and_actions_are_deleted_by_no_one(table):
    for deed in ("DELETE FROM operational_{}", "TRUNCATE operational_{} CASCADE"):
        with pytest.raises(ProgrammingError, match="permission denied"):
            run(deed.format(table))


@pytest.mark.parametrize(
    "column",
    ["title", "cause", "estimate", "occurred_on", "reported_by", "reported_at", "event_type"],
)
def test_what_was_reported_is_not_rewritten(column):
    reported()
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"{INCIDENTS}{column} = {column}")


@pytest.mark.parametrize("column", ["title", "owner", "due_on", "given_by"])
def test_what_was_promised_is_not_rewritten(column):
    with pytest.raises(ProgrammingError, match="permission denied"):
        run(f"{ACTIONS}{column} = {column}")


def closed() -> int:
    number = reported()
    investigated(number)
    agreed(number, MONEY)
    agree(ask_closing(number))
    return number


@pytest.mark.parametrize(
    "change",
    [
        "state = 'CLOSED', findings = 'x', closed_at = now(), closing_id = 1",
        "findings = 'x'",
    ],
)
def test_an_open_incident_is_not_closed_at_once_nor_found_out_without_a_step(change):
    reported()
    with pytest.raises(IntegrityError):
        run(INCIDENTS + change)


@pytest.mark.parametrize(
    "change",
    [
        "state = 'OPEN', findings = ''",
        "findings = 'other'",
        "booked_on = NULL",
        "booked_on = booked_on + 1",
        "state = 'CLOSED', closed_at = now()",
        "state = 'CLOSED', closing_id = 1",
        "closed_at = now()",
    ],
)
def test_an_investigated_incident_goes_forward_only_and_keeps_what_was_found(change):
    number = reported()
    investigated(number)
    agreed(number, MONEY)
    with pytest.raises(IntegrityError):
        run(INCIDENTS + change)


def test_a_closed_incident_stays_as_it_is():
    closed()
    with pytest.raises(IntegrityError, match="investigated and then closed"):
        run("UPDATE operational_incident SET closed_at = closed_at")


def amount(number: int, minor: int, kind: str = "GROSS", **more) -> LossAmount:
    told = {"booked_on": DAY, "reason": "x", "set_by": "x", "set_at": NOW, "approval_id": 1} | more
    with transaction.atomic():
        return LossAmount.objects.create(incident_id=number, kind=kind, amount=minor, **told)


def test_a_closed_incident_gets_no_amount():
    number = closed()
    with pytest.raises(IntegrityError, match="closed incident"):
        amount(number, 1)


def test_no_more_comes_back_than_was_lost():
    number = reported()
    with pytest.raises(IntegrityError, match="more came back"):
        amount(number, 1, "RECOVERY")
    amount(number, 100)
    amount(number, 60, "RECOVERY", approval_id=2)
    with pytest.raises(IntegrityError, match="more came back"):
        amount(number, 41, "INSURANCE", approval_id=3)
    with pytest.raises(IntegrityError, match="more came back"):
        amount(number, 59, approval_id=4)


@pytest.mark.parametrize(
    ("minor", "kind"), [(-1, "GROSS"), (0, "RECOVERY"), (0, "INSURANCE"), (1, "GIFT")]
)
def test_an_amount_is_of_its_kind_and_above_nothing(minor, kind):
    with pytest.raises(IntegrityError, match="lossamount_sound"):
        amount(reported(), minor, kind)


def test_a_booking_and_an_approval_are_of_one_amount():
    number = reported()
    amount(number, 5, txn_id=7)
    with pytest.raises(IntegrityError, match="booking_once"):
        amount(reported(), 5, txn_id=7, approval_id=2)
    with pytest.raises(IntegrityError, match="lossamount_once"):
        amount(number, 6)


def made(model: str, **told) -> None:
    with transaction.atomic():
        getattr(kept, model).objects.create(**told)


INCIDENT = {
    "title": "x", "event_type": "DAMAGE", "business_line": "RETAIL", "cause": "x",
    "occurred_on": DAY, "discovered_on": DAY, "estimate": 0, "reported_by": "x",
    "reported_at": NOW,
}  # fmt: skip
RISK = {
    "title": "x", "description": "x", "event_type": "DAMAGE", "business_line": "RETAIL",
    "owner": "x", "recorded_by": "x", "recorded_at": NOW,
}  # fmt: skip
PROCESS = {
    "name": "x", "owner": "x", "plan": "x", "recovery_minutes": 1, "data_minutes": 0,
    "test_every_days": 1, "first_test_due": DAY, "recorded_by": "x", "recorded_at": NOW,
}  # fmt: skip
THRESHOLD = {
    "indicator": "DOWNTIME", "amber": 1, "red": 1, "effective_from": DAY, "reason": "x",
    "set_by": "x", "set_at": NOW, "approval_id": 1,
}  # fmt: skip
CAPITAL = {
    "day": DAY, "years": "", "indicator": 0, "bucket": 1, "component": 0, "losses": 0,
    "loss_years": 0, "multiplier": 1, "capital": 0, "weighted": 0, "made_at": NOW,
}  # fmt: skip
ACTION = {
    "title": "x", "owner": "x", "due_on": DAY, "indicator": "DOWNTIME", "given_by": "x",
    "given_at": NOW,
}  # fmt: skip
ENDED = {"state": "DONE", "outcome": "x", "ended_by": "x", "ended_at": NOW}
READING = {"day": DAY, "indicator": "DOWNTIME", "value": 1, "colour": "NONE", "made_at": NOW}
OVERDUE = {"kind": "ACTION", "about_id": 1, "due_on": DAY, "day": NEXT_DAY, "made_at": NOW}
FILE = {"content": "x", "lines": 1, "gross": 1, "given_by": "x", "given_at": NOW}


@pytest.mark.parametrize(
    ("model", "sound", "wrong"),
    [
        ("Incident", INCIDENT, {"title": ""}),
        ("Incident", INCIDENT, {"cause": ""}),
        ("Incident", INCIDENT, {"event_type": "LUCK"}),
        ("Incident", INCIDENT, {"business_line": "LUCK"}),
        ("Incident", INCIDENT, {"estimate": -1}),
        ("Incident", INCIDENT, {"discovered_on": DAY - timedelta(days=1)}),
        ("Incident", INCIDENT, {"booked_on": DAY - timedelta(days=1)}),
        ("Incident", INCIDENT, {"state": "FORGOTTEN"}),
        ("LossFile", FILE, {"lines": 0}),
        ("LossFile", FILE, {"gross": 0}),
        ("Risk", RISK, {"title": ""}),
        ("Risk", RISK, {"owner": ""}),
        ("Risk", RISK, {"event_type": "LUCK"}),
        ("Risk", RISK, {"business_line": "LUCK"}),
        ("BankProcess", PROCESS, {"name": ""}),
        ("BankProcess", PROCESS, {"owner": ""}),
        ("BankProcess", PROCESS, {"plan": ""}),
        ("BankProcess", PROCESS, {"recovery_minutes": 0}),
        ("BankProcess", PROCESS, {"data_minutes": -1}),
        ("BankProcess", PROCESS, {"test_every_days": 0}),
        ("BankProcess", PROCESS, {"test_every_days": 1_101}),
        ("Threshold", THRESHOLD, {"amber": 0}),
        ("Threshold", THRESHOLD, {"amber": 2}),
        ("Threshold", THRESHOLD, {"indicator": "WEATHER"}),
        ("CapitalDay", CAPITAL, {"indicator": -1}),
        ("CapitalDay", CAPITAL, {"component": -1}),
        ("CapitalDay", CAPITAL, {"losses": -1}),
        ("CapitalDay", CAPITAL, {"capital": -1}),
        ("CapitalDay", CAPITAL, {"bucket": 4}),
        ("CapitalDay", CAPITAL, {"multiplier": 0}),
        ("Action", ACTION, {"title": ""}),
        ("Action", ACTION, {"owner": ""}),
        ("Action", ACTION, {"indicator": ""}),
        ("Action", ACTION, {"indicator": "WEATHER"}),
        ("Action", ACTION | ENDED, {"outcome": ""}),
        ("Action", ACTION | ENDED, {"ended_by": ""}),
        ("Action", ACTION | ENDED, {"ended_at": None}),
        ("Action", ACTION | ENDED, {"state": "OPEN"}),
        ("Reading", READING, {"indicator": "WEATHER"}),
        ("Reading", READING, {"colour": "GREEN"}),
        ("Reading", READING, {"colour": "PINK"}),
        ("Overdue", OVERDUE, {"day": DAY}),
        ("Overdue", OVERDUE, {"kind": "MOON"}),
    ],
)
def test_a_row_that_cannot_be_so_is_refused_and_a_sound_one_is_not(model, sound, wrong):
    with pytest.raises(IntegrityError):
        made(model, **(sound | wrong))
    made(model, **sound)


def test_an_assessment_is_of_marks_from_1_to_5_with_a_later_review():
    made("Risk", **RISK)
    marks = ("inherent_likelihood", "inherent_impact", "residual_likelihood", "residual_impact")
    sound = {
        **dict.fromkeys(marks, 3), "risk": kept.Risk.objects.get(), "rationale": "x",
        "assessed_on": DAY, "review_on": NEXT_DAY, "assessed_by": "x", "assessed_at": NOW,
    }  # fmt: skip
    wrongs = [
        {"inherent_likelihood": 6}, {"inherent_impact": 6}, {"residual_likelihood": 0},
        {"residual_impact": 0}, {"residual_likelihood": 4}, {"residual_impact": 4},
        {"review_on": DAY},
    ]  # fmt: skip
    for wrong in wrongs:
        with pytest.raises(IntegrityError, match="assessment_sound"):
            made("Assessment", **(sound | wrong))
    made("Assessment", **sound)


def test_a_control_and_a_test_are_sound_and_a_test_is_noted_once():
    made("Risk", **RISK)
    made("BankProcess", **PROCESS)
    control = {
        "risk": kept.Risk.objects.get(), "kind": "DETECTIVE", "title": "x", "owner": "x",
        "recorded_by": "x", "recorded_at": NOW,
    }  # fmt: skip
    for wrong in ({"kind": "MAGIC"}, {"title": ""}, {"owner": ""}):
        with pytest.raises(IntegrityError, match="control_sound"):
            made("Control", **(control | wrong))
    test = {
        "process": kept.BankProcess.objects.get(), "tested_on": DAY, "recovery_minutes": 0,
        "data_minutes": 0, "passed": True, "findings": "x", "next_due": NEXT_DAY,
        "noted_by": "x", "noted_at": NOW,
    }  # fmt: skip
    wrongs = ({"recovery_minutes": -1}, {"data_minutes": -1}, {"findings": ""}, {"next_due": DAY})
    for wrong in wrongs:
        with pytest.raises(IntegrityError, match="processtest_sound"):
            made("ProcessTest", **(test | wrong))
    made("ProcessTest", **test)
    with pytest.raises(IntegrityError, match="processtest_once"):
        made("ProcessTest", **test)


@pytest.mark.parametrize(
    ("model", "row"),
    [
        ("Risk", RISK), ("BankProcess", PROCESS), ("Threshold", THRESHOLD),
        ("CapitalDay", CAPITAL), ("Reading", READING), ("Overdue", OVERDUE),
        ("Probe", {"at": NOW, "is_ready": True}), ("Incident", INCIDENT | {"reference": "L-1"}),
    ],
)  # fmt: skip
def test_what_is_there_once_is_not_there_twice(model, row):
    made(model, **row)
    with pytest.raises(IntegrityError):
        made(model, **row)


def test_an_action_is_about_one_thing_and_ends_once():
    made("Incident", **INCIDENT)
    incident = Incident.objects.get()
    with pytest.raises(IntegrityError, match="about_one_thing"):
        made("Action", **ACTION, incident=incident)
    made("Action", **(ACTION | {"indicator": ""}), incident=incident)
    run(
        "UPDATE operational_action"
        " SET state = 'DONE', outcome = 'x', ended_by = 'x', ended_at = now()"
    )
    with pytest.raises(IntegrityError, match="only ends, and once"):
        run("UPDATE operational_action SET outcome = 'y'")
    with pytest.raises(ProtectedError):
        incident.delete()
    assert Action.objects.get().outcome == "x"
