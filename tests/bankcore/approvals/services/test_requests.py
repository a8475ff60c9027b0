"""What one asks another decides, once; the decision and its effect are one."""

from datetime import timedelta

import pytest
from django.db import connection

from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.approvals.domain.views import ALLOWED, State
from bankcore.approvals.models import Request, RequestEvent
from bankcore.approvals.services.requests import _canonical
from bankcore.audit.models import AuditEntry
from tests.bankcore.approvals import errands
from tests.bankcore.approvals.errands import CHECKER, MAKER, ask
from tests.conftest import NOW, OPENING_DAY, in_threads

pytestmark = pytest.mark.usefixtures("executors")


def approve(asked, actor=CHECKER, now=NOW):
    return approvals.approve(request_id=asked.request_id, actor=actor, now=now)


def refuse(asked, actor=CHECKER, reason="No."):
    return approvals.refuse(request_id=asked.request_id, reason=reason, actor=actor, now=NOW)


def errands_run() -> int:
    return AuditEntry.objects.filter(action="test.errand.run").count()


def picture() -> tuple:
    return (
        list(Request.objects.order_by("pk").values_list()),
        list(RequestEvent.objects.order_by("pk").values_list()),
        AuditEntry.objects.count(),
    )


def history(asked) -> list[tuple[str, str]]:
    rows = RequestEvent.objects.filter(request_id=asked.request_id).order_by("pk")
    return list(rows.values_list("state", "actor"))


def test_a_request_waits_for_a_second_person_and_does_nothing_until_then(bank):
    asked = ask()
    assert (asked.state, asked.maker, asked.checker) == (State.REQUESTED, "user:1", None)
    assert asked.payload == {"number": 1, "amount": "12.50"}
    assert asked.expires_at == NOW + timedelta(days=7)
    assert (errands_run(), history(asked)) == (0, [("REQUESTED", "user:1")])


def test_approval_and_effect_are_one(bank):
    done = approve(ask())
    assert (done.state, done.checker, done.decided_at) == (State.EXECUTED, "user:2", NOW)
    assert (done.result, errands_run()) == ("errand 1", 1)
    assert approvals.get(request_id=done.request_id) == done
    assert history(done) == [
        ("REQUESTED", "user:1"),
        ("APPROVED", "user:2"),
        ("EXECUTED", "user:2"),
    ]


def test_a_refusal_says_why_and_does_nothing(bank):
    done = refuse(ask(), reason="Ask the customer first.")
    assert (done.state, done.decision_reason) == (State.REFUSED, "Ask the customer first.")
    assert (errands_run(), history(done)[-1]) == (0, ("REFUSED", "user:2"))


@pytest.mark.parametrize("decide", [approve, refuse])
def test_who_asked_does_not_decide(bank, decide):
    asked = ask()
    before = picture()
    with pytest.raises(approvals.OwnRequest):
        decide(asked, actor=MAKER)
    *rest, entries = before
    assert [*picture()] == [*rest, entries + 1], "the attempt is kept, from which an alert comes"
    assert AuditEntry.objects.latest("pk").action == "approvals.request.own_attempt"


@pytest.mark.parametrize("decide", [approve, refuse])
def test_a_part_of_the_bank_does_not_decide(bank, decide):
    asked = ask(maker=Actor.system("a batch"))
    before = picture()
    with pytest.raises(approvals.NotAPerson):
        decide(asked, actor=Actor.system("another batch"))
    assert picture() == before


@pytest.mark.parametrize("first", [approve, refuse])
@pytest.mark.parametrize("second", [approve, refuse])
def test_a_decision_is_made_once(bank, first, second):
    asked = ask()
    first(asked)
    before = picture()
    with pytest.raises(approvals.AlreadyDecided):
        second(asked)
    assert picture() == before


def test_a_refusal_without_a_reason_is_none(bank):
    asked = ask()
    with pytest.raises(approvals.ReasonMissing):
        refuse(asked, reason="  ")
    assert approvals.get(request_id=asked.request_id).state == State.REQUESTED


def test_an_effect_that_is_refused_takes_the_approval_back_with_it(bank):
    asked = ask(kind="test.refused")
    before = picture()
    with pytest.raises(errands.Unwilling):
        approve(asked)
    assert picture() == before
    assert errands_run() == 0


def test_the_same_is_not_asked_twice_at_a_time(bank):
    asked = ask()
    before = picture()
    with pytest.raises(approvals.AlreadyRequested):
        ask()
    assert picture() == before
    ask(subject="errand:2")
    refuse(asked)
    assert ask().state == State.REQUESTED


def test_a_request_whose_time_is_over_does_not_stand_in_the_way_of_the_next(bank):
    old = ask(expires_at=NOW + timedelta(hours=1))
    new = ask(now=NOW + timedelta(hours=1))
    assert approvals.get(request_id=old.request_id).state == State.EXPIRED
    assert (new.state, approve(new).state) == (State.REQUESTED, State.EXECUTED)


def test_a_request_that_waited_too_long_is_not_approved(bank):
    asked = ask(expires_at=NOW + timedelta(hours=1))
    before = picture()
    with pytest.raises(approvals.RequestExpired):
        approve(asked, now=NOW + timedelta(hours=1))
    assert picture() == before
    assert approve(asked, now=NOW + timedelta(minutes=59)).state == State.EXECUTED


def test_the_end_of_day_expires_what_is_due_and_once_only(bank):
    due = ask(expires_at=NOW + timedelta(hours=1))
    ask(subject="errand:2")

    def step() -> dict[str, int]:
        return approvals.expire_requests(
            day=OPENING_DAY,
            next_day=OPENING_DAY + timedelta(days=1),
            actor=Actor.system("end-of-day"),
            now=NOW + timedelta(hours=2),
        )

    assert (step(), step()) == ({"requests expired": 1}, {"requests expired": 0})
    assert approvals.get(request_id=due.request_id).state == State.EXPIRED
    assert history(due)[-1] == ("EXPIRED", "system:time")
    with pytest.raises(approvals.AlreadyDecided):
        approve(due)


def test_a_request_nobody_knows_is_not_found(bank):
    with pytest.raises(approvals.RequestNotFound):
        approvals.get(request_id=10**9)
    with pytest.raises(approvals.RequestNotFound):
        approvals.approve(request_id=10**9, actor=CHECKER, now=NOW)


def test_a_kind_without_an_executor_is_a_fault_of_the_caller(bank):
    with pytest.raises(approvals.UnknownKind):
        ask(kind="test.nobody")
    assert not Request.objects.exists()


def test_a_payload_has_one_spelling_and_no_floats():
    assert _canonical({"b": 1, "a": ["ä", None]}) == '{"a":["ä",null],"b":1}'
    for wrong in (1.5, float("nan")):
        with pytest.raises(TypeError, match="no floats"):
            _canonical({"a": wrong})


def test_of_two_who_approve_at_once_one_does(committed_bank):
    asked = ask()
    outcomes = in_threads(2, lambda _: approve(asked))
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyDecided", "RequestView"]
    assert errands_run() == 1


def test_of_two_who_ask_the_same_at_once_one_is_heard(committed_bank):
    outcomes = in_threads(2, lambda _: ask())
    assert sorted(type(each).__name__ for each in outcomes) == ["AlreadyRequested", "RequestView"]
    assert Request.objects.count() == 1


def test_postgresql_lets_through_the_changes_of_the_state_table_only(bank):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_get_functiondef('approvals_request_changed'::regproc)",
        )
        text = cursor.fetchone()[0]
    for before in State:
        for after in State:
            named = f"('{before}', '{after}')" in text
            assert named == (after in ALLOWED[before]), (before, after)
