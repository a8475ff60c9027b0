"""The end of day in the back office: how far it is, what failed, and going on where it stopped."""

from datetime import timedelta

import pytest

from bankcore.audit.models import AuditEntry
from bankcore.celery import app
from bankcore.endofday import public as endofday
from bankcore.endofday import tasks
from bankcore.endofday.models import DayRun, DayStep
from bankcore.endofday.services import closing
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from tests.bankcore.endofday.test_closing import Steps
from tests.conftest import OPENING_DAY
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
Role = identity.Role
PAGE = f"/admin/endofday/dayrun/{OPENING_DAY}/change/"
GO_ON = "/admin/endofday/dayrun/go-on/"
KEY = {"request_key": "00000000-0000-0000-0000-000000000007"}


@pytest.fixture
def steps(monkeypatch) -> Steps:
    """Return three steps of which the second fails."""
    found = Steps("a", "b", "c")
    found.failing = {"b"}
    monkeypatch.setattr(closing, "STEPS", tuple(found.steps))
    with pytest.raises(RuntimeError):
        found.close()
    return found


@pytest.fixture
def sent(monkeypatch) -> list[str]:
    names: list[str] = []
    monkeypatch.setattr(app, "send_task", lambda name, **_: names.append(name))
    return names


def test_a_day_that_stopped_tells_how_far_it_is_what_failed_and_what_is_to_come(steps):
    page = staff(Role.OPERATIONS).get(PAGE)
    shown = page.content.decode()
    assert (page.context["done"], page.context["all"]) == (1, 3)
    assert "“b” failed after 1 attempt: RuntimeError: b went wrong" in shown
    assert page.context["to_come"] == ["c"]
    assert "so far" in shown
    assert 'http-equiv="refresh"' not in shown, "a page reloads by itself only where that is wanted"


def test_whoever_wants_it_sees_the_page_anew_by_itself_until_the_day_is_over(steps):
    browser = staff(Role.OPERATIONS)
    assert (
        '<meta http-equiv="refresh" content="10">'
        in browser.get(PAGE + "?watch=1").content.decode()
    )
    steps.failing = set()
    steps.close()
    over = browser.get(PAGE + "?watch=1")
    assert "refresh" not in over.content.decode()
    assert (over.context["done"], over.context["all"], over.context["to_come"]) == (3, 3, [])


def test_staff_let_it_go_on_and_nothing_is_done_twice(steps, sent):
    answer = staff(Role.OPERATIONS).post(GO_ON, KEY, follow=True)
    assert f"The end of {OPENING_DAY} goes on" in answer.content.decode()
    assert sent == [tasks.go_on.name]
    noted = AuditEntry.objects.get(action="endofday.asked_to_go_on")
    assert noted.subject == f"day:{OPENING_DAY}"
    steps.failing = set()
    steps.close()
    assert [name for name, _, _ in steps.asked] == ["a", "b", "b", "c"]
    assert DayRun.objects.get().finished_at is not None
    assert ledger.business_date() == OPENING_DAY + timedelta(days=1)


def test_with_nothing_to_go_on_with_nothing_is_asked_for(sent):
    answer = staff(Role.OPERATIONS).post(GO_ON, KEY)
    assert "Every end of day that was begun is finished." in answer.content.decode()
    assert sent == []
    assert not AuditEntry.objects.filter(action="endofday.asked_to_go_on").exists()


def test_who_may_not_close_the_day_may_not_let_it_go_on(steps, sent):
    browser = staff(Role.AUDITOR)
    assert "Go on" not in browser.get(PAGE).content.decode()
    assert browser.post(GO_ON, KEY).status_code == 403
    assert sent == []
    assert DayStep.objects.get(step="b").attempts == 1


def test_the_steps_to_come_are_those_of_the_end_of_day():
    assert endofday.step_names()[0] == "expire holds"
    assert endofday.step_names()[-1] == "seal"
