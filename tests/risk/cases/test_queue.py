"""The queue of cases: tags, cases that sleep, the second level, and who gets the next one."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import pytest
from django.db import DatabaseError, connections, transaction

from bankcore import clock
from bankcore.audit.models import AuditEntry
from bankcore.crypto.models import DataKey
from bankcore.identity.public import Role
from risk.cases import public as cases
from risk.cases.models import Case, CaseEvent
from tests.colleagues import logged_in, member

NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
of_the_bank = pytest.mark.usefixtures("bank")


def raised(subject: str = "cus-1", reference: str = "p1", *, priority: int = 3, now=NOW) -> int:
    cases.raise_alert(
        kind=cases.CaseKind.FRAUD, subject=subject, reference=reference, priority=priority,
        reason="Fast.", source="screening", now=now,
    )  # fmt: skip
    return Case.objects.get(subject=subject, state="OPEN").pk


@pytest.fixture
def rita():
    return member("rita", Role.RISK_ANALYST)


@pytest.fixture
def cora():
    return member("cora", Role.COMPLIANCE)


def timeline(number: int) -> list[tuple[str, str, str]]:
    found = CaseEvent.objects.filter(case_id=number).order_by("id")
    return [(each.deed, each.actor, each.detail) for each in found]


@of_the_bank
def test_everything_done_about_a_case_is_on_its_timeline_with_whose_and_when(rita, cora):
    number = raised()
    given = {"case_id": number, "actor": rita, "now": NOW}
    cases.take(**given)
    cases.tag(name="mule", **given)
    cases.tag(name="mule", **given)
    cases.untag(name="mule", **given)
    cases.note(text="Rang them.", **given)
    cases.press(priority=4, **given)
    cases.snooze(until=NOW + HOUR, **given)
    cases.wake(**given)
    cases.wake(**given)
    cases.assign(username="cora", **given)
    cases.assign(username="", **given)
    cases.escalate(reason="Over my head.", **given)
    cases.take(case_id=number, actor=cora, now=NOW)
    cases.decide(
        case_id=number, outcome=cases.Outcome.DISMISS, reason_code="explained", actor=cora, now=NOW
    )
    assert timeline(number) == [
        ("taken", str(rita), ""),
        ("tagged", str(rita), "mule"),
        ("untagged", str(rita), "mule"),
        ("noted", str(rita), ""),
        ("pressed", str(rita), "priority 3 to 4"),
        ("snoozed", str(rita), "until 02 March 2026, 10:30 UTC"),
        ("woken", str(rita), ""),
        ("assigned", str(rita), f"to {cora}"),
        ("put back", str(rita), ""),
        ("escalated", str(rita), "to the second level"),
        ("taken", str(cora), ""),
        ("decided", str(cora), "DISMISS: The customer explained it"),
    ]
    assert {each.happened_at for each in CaseEvent.objects.all()} == {NOW}
    trail = AuditEntry.objects.filter(subject=f"case:{number}", action__startswith="cases.case.")
    assert trail.count() == len(timeline(number))


@of_the_bank
def test_why_a_case_was_escalated_is_read_on_the_case_and_stands_nowhere_in_plain(rita):
    number = raised()
    cases.escalate(case_id=number, reason="Anna is his cousin", actor=rita, now=NOW)
    assert CaseEvent.objects.get().words == "Anna is his cousin"
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT words FROM cases_caseevent")
        assert b"cousin" not in bytes(cursor.fetchone()[0])
    assert "cousin" not in str(AuditEntry.objects.latest("id").detail)


@of_the_bank
def test_a_snoozed_case_is_nobodys_next_until_its_time_and_then_again(rita):
    number = raised()
    cases.snooze(case_id=number, until=NOW + HOUR, actor=rita, now=NOW)
    with pytest.raises(cases.NothingOpen):
        cases.take_next(actor=rita, now=NOW + HOUR - timedelta(seconds=1))
    assert cases.take_next(actor=rita, now=NOW + HOUR) == number


@of_the_bank
@pytest.mark.parametrize("until", [NOW, NOW - HOUR, NOW + timedelta(hours=24, seconds=1)])
def test_a_case_does_not_sleep_into_the_past_or_past_its_time(rita, until):
    number = raised()
    with pytest.raises(cases.WrongSnooze):
        cases.snooze(case_id=number, until=until, actor=rita, now=NOW)
    assert Case.objects.get().snoozed_until is None
    assert timeline(number) == []


@of_the_bank
def test_what_is_new_about_a_case_wakes_it(rita):
    number = raised()
    cases.snooze(case_id=number, until=NOW + HOUR, actor=rita, now=NOW)
    raised(reference="p2")
    assert cases.take_next(actor=rita, now=NOW) == number


@of_the_bank
def test_an_escalated_case_is_for_the_second_level_alone(rita, cora):
    number = raised()
    cases.take(case_id=number, actor=rita, now=NOW)
    cases.escalate(case_id=number, reason="Too large for me.", actor=rita, now=NOW)
    assert Case.objects.get().assignee == ""
    with pytest.raises(cases.NothingOpen):
        cases.take_next(actor=rita, now=NOW)
    for deed in (cases.take, cases.wake):
        with pytest.raises(cases.SecondLevel):
            deed(case_id=number, actor=rita, now=NOW)
    with pytest.raises(cases.AlreadyEscalated):
        cases.escalate(case_id=number, reason="Again.", actor=rita, now=NOW)
    with pytest.raises(cases.NoSuchColleague):
        cases.assign(case_id=number, username="rita", actor=cora, now=NOW)
    cases.note(case_id=number, text="One thing more.", actor=rita, now=NOW)
    assert cases.take_next(actor=cora, now=NOW) == number


@of_the_bank
def test_who_escalates_a_case_does_not_decide_it_even_of_the_second_level(cora):
    number = raised()
    cases.escalate(case_id=number, reason="Please look too.", actor=cora, now=NOW)
    with pytest.raises(cases.NothingOpen):
        cases.take_next(actor=cora, now=NOW)
    with pytest.raises(cases.SecondLevel):
        cases.take(case_id=number, actor=cora, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        Case.objects.update(decided_by=str(cora))


@of_the_bank
@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_an_escalation_says_why(rita, reason):
    number = raised()
    with pytest.raises(cases.NoReason):
        cases.escalate(case_id=number, reason=reason, actor=rita, now=NOW)
    assert Case.objects.get().level == cases.Level.FIRST
    assert timeline(number) == []


@of_the_bank
@pytest.mark.parametrize("name", ["", "Anna Demo", "UPPER", "-x", "x" * 31, "a_b"])
def test_a_tag_is_a_word(rita, name):
    number = raised()
    with pytest.raises(cases.WrongTag):
        cases.tag(case_id=number, name=name, actor=rita, now=NOW)
    with pytest.raises(cases.WrongTag):
        cases.untag(case_id=number, name="never-given", actor=rita, now=NOW)
    assert not Case.objects.get().tags.exists()


@of_the_bank
def test_a_case_has_ten_tags_at_most(rita):
    number = raised()
    for each in range(10):
        cases.tag(case_id=number, name=f"tag-{each}", actor=rita, now=NOW)
    with pytest.raises(cases.WrongTag):
        cases.tag(case_id=number, name="one-more", actor=rita, now=NOW)
    cases.tag(case_id=number, name="tag-3", actor=rita, now=NOW)
    assert Case.objects.get().tags.count() == 10


@of_the_bank
@pytest.mark.parametrize("name", ["nobody-here", "tina"])
def test_a_case_is_given_to_those_who_may_work_on_it(rita, name):
    member("tina", Role.TELLER)
    number = raised()
    with pytest.raises(cases.NoSuchColleague):
        cases.assign(case_id=number, username=name, actor=rita, now=NOW)
    assert Case.objects.get().assignee == ""


@of_the_bank
def test_a_timeline_is_never_rewritten(rita):
    cases.take(case_id=raised(), actor=rita, now=NOW)
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.update(actor="user:0")
    with pytest.raises(DatabaseError), transaction.atomic():
        CaseEvent.objects.all().delete()


@of_the_bank
def test_the_pages_find_snooze_escalate_and_lead_to_the_next_case(rita, cora):
    now = clock.now()
    later, first = raised("cus-2", "p2", priority=2, now=now), raised(priority=4, now=now)
    browser = logged_in("rita")
    rows = "/admin/cases/case/"

    def send(path: str, **body):
        key = "11111111-1111-4111-8111-111111111111"
        return browser.post(f"{rows}{path}/", {"request_key": key, **body}, follow=True)

    def found(**asked) -> list[int]:
        return [each.pk for each in browser.get(rows, asked).context["cl"].queryset]

    taken = send("next")
    assert taken.redirect_chain[-1][0] == f"{rows}{first}/change/"
    assert f"Case {first} is yours." in taken.content.decode()
    assert f"{rows}{first}/take/" not in taken.content.decode()
    asked = browser.get(f"{rows}{first}/decide/").context["form"].fields["outcome"].choices
    assert [key for key, _ in asked] == ["", *cases.Outcome]
    assert f"{rows}{later}/take/" in browser.get(f"{rows}{later}/change/").content.decode()
    send(f"{first}/tag", name="mule")
    assert found(tags__name="mule") == found(queue="mine") == [first]
    until = (now + HOUR).strftime("%Y-%m-%dT%H:%M")
    assert "comes back by itself" in send(f"{first}/snooze", until=until).content.decode()
    assert (found(queue="mine"), found(queue="snoozed")) == ([], [first])
    send(f"{first}/wake")
    assert (found(queue="mine"), found(queue="snoozed")) == ([first], [])
    told = send(f"{first}/escalate", reason="The sum is beyond me.").content.decode()
    assert "waits for the second level" in told
    assert "The sum is beyond me." in told, "the timeline shows it"
    assert (found(queue="escalated"), found(queue="free")) == ([first], [later])
    wrong = send(f"{later}/snooze", until="2020-01-01T00:00").content.decode()
    assert "no later than it is due" in wrong
    waiting = [each.title for each in logged_in("cora").get("/admin/").context["work"]]
    assert "Cases that wait for the second level" in waiting


def test_two_clerks_who_ask_at_once_never_get_the_same_case(committed_bank):
    clerks = [member(f"clerk{each}", Role.RISK_ANALYST) for each in range(4)]
    with transaction.atomic():
        numbers = {raised(f"cus-{each}", f"p{each}") for each in range(8)}
    DataKey.objects.count()
    start = Barrier(len(clerks))

    def work(clerk) -> list[int]:
        start.wait()
        try:
            return [cases.take_next(actor=clerk, now=NOW) for _ in range(2)]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(clerks)) as pool:
        taken = [number for found in pool.map(work, clerks) for number in found]
    assert sorted(taken) == sorted(numbers)
    with pytest.raises(cases.NothingOpen):
        cases.take_next(actor=clerks[0], now=NOW)
