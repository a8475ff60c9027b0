"""The end of day: every step once, in its order, and on from where it stopped."""

from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from bankcore.endofday import public as endofday
from bankcore.endofday.domain.steps import Step
from bankcore.endofday.models import DayRun, DayStep
from bankcore.endofday.services import closing
from bankcore.endofday.tasks import close_business_day as task
from bankcore.ledger import public as ledger
from tests.conftest import NOW, OPENING_DAY, in_threads
from tests.factories import TESTER, account

NEXT_DAY = OPENING_DAY + timedelta(days=1)


class Steps:
    """Steps that remember what they were asked, and fail when told to."""

    def __init__(self, *names: str) -> None:
        self.asked: list[tuple[str, date, date]] = []
        self.failing: set[str] = set()
        self.steps = [Step(name, self._function(name)) for name in names]

    def _function(self, name: str):
        def run(*, day, next_day, actor, now):
            self.asked.append((name, day, next_day))
            if name in self.failing:
                message = f"{name} went wrong"
                raise RuntimeError(message)
            return {"done": 1}

        return run

    def close(self, **more):
        return closing.close_business_day(steps=self.steps, actor=TESTER, now=NOW, **more)


@pytest.mark.usefixtures("bank")
def test_the_next_day_is_open_before_the_first_step_runs():
    seen = []
    step = Step("look", lambda **_: seen.append(ledger.business_date()) or {})
    closing.close_business_day(steps=[step], actor=TESTER, now=NOW)
    assert seen == [NEXT_DAY]


@pytest.mark.usefixtures("bank")
def test_steps_run_in_their_order_with_both_days():
    steps = Steps("a", "b")
    ended = steps.close(next_day=OPENING_DAY + timedelta(days=4))
    days = (OPENING_DAY, OPENING_DAY + timedelta(days=4))
    assert steps.asked == [("a", *days), ("b", *days)]
    assert (ended.day, ended.next_day) == days
    assert [result.done_before for result in ended.steps] == [False, False]


@pytest.mark.usefixtures("bank")
def test_a_run_that_failed_goes_on_with_the_step_that_did():
    steps = Steps("a", "b", "c")
    steps.failing = {"b"}
    with pytest.raises(RuntimeError, match="b went wrong"):
        steps.close()
    failed = DayStep.objects.get(step="b")
    assert (failed.state, failed.failure) == ("FAILED", "RuntimeError: b went wrong")
    steps.failing = set()
    ended = steps.close()
    assert [name for name, _, _ in steps.asked] == ["a", "b", "b", "c"]
    assert [result.done_before for result in ended.steps] == [True, False, False]
    assert DayStep.objects.get(step="b").attempts == 2
    assert DayRun.objects.get().finished_at == NOW


@pytest.mark.usefixtures("bank")
def test_another_next_day_than_the_one_decided_is_refused():
    steps = Steps("a")
    steps.failing = {"a"}
    with pytest.raises(RuntimeError):
        steps.close()
    with pytest.raises(endofday.OtherNextDay, match="2026-03-03 comes after it"):
        steps.close(next_day=OPENING_DAY + timedelta(days=2))
    assert ledger.business_date() == NEXT_DAY


@pytest.mark.usefixtures("bank")
def test_the_whole_list_of_steps_closes_day_after_day_and_the_books_stay_sound():
    account(funds=100)
    for number in range(1, 4):
        ended = endofday.close_business_day(actor=TESTER, now=NOW)
        assert ended.next_day == OPENING_DAY + timedelta(days=number)
    assert ledger.last_closed_day() == OPENING_DAY + timedelta(days=2)
    assert [check.code for check in endofday.verify_books() if not check.holds] == []


@pytest.mark.usefixtures("bank")
def test_the_command_tells_every_step_and_the_task_does_the_same():
    out = StringIO()
    call_command("close_business_day", stdout=out)
    assert "Business day 2026-03-02 is closed; 2026-03-03 is open." in out.getvalue()
    assert "snapshots" in out.getvalue()
    task()
    assert ledger.last_closed_day() == NEXT_DAY


@pytest.mark.usefixtures("bank")
def test_the_command_refuses_an_earlier_day_in_a_sentence():
    with pytest.raises(CommandError, match=r"does not come after 2026-03-02\. Give a later day\."):
        call_command("close_business_day", next_day=OPENING_DAY)
    assert ledger.business_date() == OPENING_DAY
    assert not DayRun.objects.exists()


@pytest.mark.usefixtures("committed_bank")
def test_two_processes_close_a_day_once():
    account(funds=100)
    results = in_threads(
        3, lambda _: endofday.close_business_day(next_day=NEXT_DAY, actor=TESTER, now=NOW)
    )
    done = [result for result in results if isinstance(result, endofday.BusinessDayEnded)]
    refusals = [result for result in results if result not in done]
    assert len(done) == 1
    assert all(
        isinstance(error, endofday.AlreadyClosing | ledger.NotTheNextDay) for error in refusals
    )
    assert ledger.business_date() == NEXT_DAY


@pytest.mark.usefixtures("bank")
def test_every_step_has_a_name_of_its_own():
    names = [step.name for step in closing.STEPS]
    assert len(set(names)) == len(names)
