"""Closing the business day by two people in the back office."""

from datetime import timedelta

import pytest
from django.db import transaction

from bankcore.actor import Actor, ActorKind, Rights
from bankcore.approvals import public as approvals
from bankcore.endofday import public as endofday
from bankcore.endofday import tasks
from bankcore.endofday.models import DayRun
from bankcore.endofday.services import closing
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.outbox.models import Event
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
Role = identity.Role
NEXT_DAY = OPENING_DAY + timedelta(days=1)
CLOSE = "/admin/endofday/dayrun/close/"
KEY = {"request_key": "00000000-0000-0000-0000-000000000008"}
CLOSING = Rights(permissions=frozenset({"endofday.close_day", "approvals.decide_request"}))
MAKER, CHECKER = Actor(ActorKind.USER, "1", CLOSING), Actor(ActorKind.USER, "2", CLOSING)


def ask(**more) -> approvals.RequestView:
    told = {"day": OPENING_DAY, "next_day": NEXT_DAY, "reason": "All is in.", **more}
    return endofday.request_closing(**told, actor=MAKER, now=NOW)


def agree(request: approvals.RequestView) -> approvals.RequestView:
    return approvals.approve(request_id=request.request_id, actor=CHECKER, now=NOW)


def nothing_has_changed() -> bool:
    return (
        ledger.business_date() == OPENING_DAY
        and not DayRun.objects.exists()
        and not Event.objects.filter(name="endofday.closing_approved").exists()
    )


def told() -> dict:
    event = Event.objects.get(name="endofday.closing_approved")
    return {"event_id": str(event.event_id), "subject": event.subject, "payload": event.payload}


def test_two_people_close_the_day_and_a_worker_does_its_steps():
    first, second = staff(Role.OPERATIONS), staff(Role.FINANCE, username="second")
    page = first.get(CLOSE).content.decode()
    assert "Monday, 2 March 2026 is the open business day" in page
    assert "Payment files that wait</a>: none" in page
    fields = {"day": OPENING_DAY, "next_day": NEXT_DAY, "reason": "All is in."}
    answer = first.post(CLOSE, {**KEY, **fields}, follow=True).content.decode()
    request_id = (
        approvals.count_open()
        and first.get("/admin/approvals/request/").context["cl"].result_list[0].pk
    )
    assert f"Request {request_id} waits for a second person." in answer
    assert nothing_has_changed(), "asking alone closes nothing"

    decide = f"/admin/approvals/request/{request_id}/decide/"
    assert (
        "Nobody decides on a request of their own."
        in first.post(decide, {"decision": "approve"}, follow=True).content.decode()
    )
    assert nothing_has_changed()
    assert (
        "approved and carried out"
        in second.post(decide, {"decision": "approve"}, follow=True).content.decode()
    )
    assert ledger.business_date() == NEXT_DAY, "the next day is open at once"
    watched = second.get(f"/admin/endofday/dayrun/{OPENING_DAY}/change/?watch=1")
    assert (watched.context["done"], watched.context["watched"]) == (0, 10)

    tasks.close_approved_day(told())
    assert ledger.last_closed_day() == OPENING_DAY
    assert DayRun.objects.get().finished_at is not None


def test_a_day_that_was_closed_meanwhile_takes_no_other_day_with_it():
    asked = ask()
    endofday.close_business_day(actor=TESTER, now=NOW)
    with pytest.raises(
        endofday.DayNotOpen, match="The open business day is 2026-03-03, not 2026-03-02"
    ):
        agree(asked)
    assert ledger.business_date() == NEXT_DAY
    assert DayRun.objects.count() == 1
    assert approvals.get(request_id=asked.request_id).state is approvals.State.REQUESTED


def test_who_looks_at_yesterdays_page_does_not_ask_for_todays_end():
    with pytest.raises(endofday.DayNotOpen):
        ask(day=OPENING_DAY - timedelta(days=1), next_day=OPENING_DAY)
    assert approvals.count_open() == 0


@pytest.mark.parametrize("next_day", [OPENING_DAY, OPENING_DAY - timedelta(days=1)])
def test_a_next_day_that_is_not_later_is_refused_beside_its_field(next_day):
    fields = {"day": OPENING_DAY, "next_day": next_day, "reason": "All is in."}
    page = staff(Role.OPERATIONS).post(CLOSE, {**KEY, **fields})
    assert "does not come after 2026-03-02" in str(page.context["form"].errors["next_day"])
    assert approvals.count_open() == 0


def test_while_a_days_end_is_not_finished_no_other_is_asked_for_or_begun(monkeypatch):
    asked = ask()
    agree(asked)
    with pytest.raises(endofday.AlreadyClosing, match="2026-03-02 has begun"):
        ask(day=NEXT_DAY, next_day=NEXT_DAY + timedelta(days=1))
    assert approvals.count_open() == 0
    assert DayRun.objects.count() == 1


def test_a_day_is_asked_for_once_and_with_a_reason():
    with pytest.raises(approvals.ReasonMissing):
        ask(reason=" ")
    ask()
    with pytest.raises(approvals.AlreadyRequested):
        ask()
    assert nothing_has_changed()


def test_who_may_not_close_the_day_sees_no_button_and_asks_for_nothing():
    browser = staff(Role.AUDITOR)
    assert CLOSE not in browser.get("/admin/endofday/dayrun/").content.decode()
    assert browser.get(CLOSE).status_code == 403


def test_yesterdays_agreement_is_over():
    asked = ask()
    with pytest.raises(approvals.RequestExpired):
        approvals.approve(request_id=asked.request_id, actor=CHECKER, now=NOW + timedelta(days=1))
    assert nothing_has_changed()


def test_a_worker_that_comes_late_or_twice_closes_no_day_but_the_one_agreed_on():
    agree(ask())
    event = told()
    tasks.close_approved_day(event)
    tasks.close_approved_day({**event, "event_id": "00000000-0000-0000-0000-000000000009"})
    tasks.go_on(OPENING_DAY.isoformat())
    assert ledger.business_date() == NEXT_DAY
    assert DayRun.objects.count() == 1


def test_postings_that_hold_up_the_cut_off_cannot_make_it_another_days():
    with pytest.raises(endofday.DayNotOpen), transaction.atomic():
        closing.begin(
            day=OPENING_DAY - timedelta(days=1), next_day=NEXT_DAY, actor=CHECKER, now=NOW
        )
    assert nothing_has_changed()
