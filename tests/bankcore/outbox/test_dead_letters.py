"""What a consumer cannot handle is tried again, then given up; staff replay or drop it."""

from datetime import timedelta

import pytest

from bankcore import clock
from bankcore.access import NotPermitted
from bankcore.actor import Actor
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.audit.models import AuditEntry
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.outbox import public as outbox
from bankcore.outbox.domain import delivery
from bankcore.outbox.models import Failure
from tests.bankcore.outbox import things

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "correct horse battery"
BANK = Actor.system("test")
CONSUMER = f"{__name__}.consumer"


class _Refused(BankError):
    code = "refused"
    cure = "Ask somebody else."


@outbox.handled
def consumer(event) -> None:
    if event["subject"] == "poison":
        message = "Demo Person 01 is not to be named"
        raise consumer.error(message)
    things.act(event)


@pytest.fixture(autouse=True)
def _fails_with_a_value_error():
    consumer.error = ValueError


def tell(event) -> None:
    """Tell as the worker does: an error is for the log."""
    try:
        consumer(event)
    except (ValueError, BankError):
        return


def poisoned(times: int = delivery.MOST_TRIES) -> Failure:
    """Have the consumer fail on an event so often; returns what is known of it."""
    things.happen("poison", "fine")
    first, second = things.messages()
    for _ in range(times):
        tell(first)
    tell(second)
    return Failure.objects.get()


def retried(now) -> list[tuple[str, str]]:
    sent = []
    outbox.retry_due(send=lambda task, message: sent.append((task, message["subject"])), now=now)
    return sent


def test_a_failure_comes_again_after_a_pause_that_grows_and_the_rest_flows_on():
    things.happen("poison", "fine")
    first, second = things.messages()
    waits = []
    for _ in range(delivery.MOST_TRIES - 1):
        tell(first)
        failure = Failure.objects.get()
        assert failure.state == "WAITING"
        waits.append(round((failure.next_at - failure.last_at).total_seconds()))
    tell(second)
    assert waits == [5, 15, 45, 135, 405]
    assert things.acts() == ["fine/1"]


def test_what_fails_again_and_again_is_given_up_with_its_cause_and_no_words_of_it():
    failure = poisoned()
    assert (failure.consumer, failure.state, failure.tries) == (CONSUMER, "DEAD", 6)
    assert failure.cause == "ValueError"
    assert "Demo Person" not in failure.sentence
    assert failure.first_at < failure.last_at
    assert failure.next_at is None
    assert things.acts() == ["fine/1"]


def test_of_a_refusal_its_code_and_cure_are_kept_and_not_its_sentence():
    consumer.error = _Refused
    assert poisoned().sentence == "refused: Ask somebody else."


def test_a_retry_is_handed_over_when_it_is_due_and_again_only_where_it_was_lost():
    failure = poisoned(times=1)
    assert retried(failure.next_at - timedelta(seconds=1)) == []
    due = failure.next_at
    assert retried(due) == [(CONSUMER, "poison")]
    assert retried(due + timedelta(minutes=5)) == []
    assert retried(due + outbox.LEASE) == [(CONSUMER, "poison")]


def test_what_is_given_up_is_not_tried_by_itself():
    failure = poisoned()
    assert retried(failure.last_at + timedelta(days=1)) == []
    assert outbox.dead_letters() == {CONSUMER: 1}


def test_giving_up_raises_one_alert_for_a_consumer():
    poisoned()
    now = clock.now()
    assert alerts.raise_due(actor=BANK, now=now) == 1
    alert = SecurityAlert.objects.get()
    assert (alert.kind, alert.subject) == ("event_given_up", f"consumer:{CONSUMER}")
    assert alerts.raise_due(actor=BANK, now=now) == 0


def test_a_replay_is_tried_at_once_and_in_full_and_ends_the_trouble_where_it_goes_well(monkeypatch):
    failure = poisoned()
    now = clock.now()
    outbox.replay(failure_id=failure.pk, actor=BANK, now=now)
    assert retried(now) == [(CONSUMER, "poison")]
    monkeypatch.setattr(consumer, "error", lambda _message: None)
    with pytest.raises(TypeError):  # fails otherwise this time, and has all its tries again
        consumer(things.message_of(failure.event))
    failure.refresh_from_db()
    assert (failure.state, failure.tries, failure.cause) == ("WAITING", 1, "TypeError")
    failure.event.subject = "mended"
    consumer(things.message_of(failure.event))
    failure.refresh_from_db()
    assert (failure.state, failure.next_at) == ("DONE", None)
    assert things.acts() == ["fine/1", "mended/1"]
    assert AuditEntry.objects.filter(action="outbox.event.replayed").count() == 1


def test_what_is_dropped_is_never_handled_and_its_reason_is_kept():
    failure = poisoned()
    outbox.drop(failure_id=failure.pk, reason="Booked by hand.", actor=BANK, now=clock.now())
    failure.event.subject = "mended"
    consumer(things.message_of(failure.event))
    assert things.acts() == ["fine/1"]
    failure.refresh_from_db()
    assert (failure.state, failure.reason) == ("DROPPED", "Booked by hand.")
    entry = AuditEntry.objects.get(action="outbox.event.dropped")
    assert (entry.reason, entry.detail["event_id"]) == ("Booked by hand.", str(failure.event_id))


@pytest.mark.parametrize("act", ["replay", "drop"])
def test_only_what_is_given_up_is_replayed_or_dropped(act):
    failure = poisoned(times=2)
    given = {"reason": "x"} if act == "drop" else {}
    with pytest.raises(outbox.NotGivenUp):
        getattr(outbox, act)(failure_id=failure.pk, actor=BANK, now=clock.now(), **given)
    failure.refresh_from_db()
    assert (failure.state, failure.tries) == ("WAITING", 2)
    nobody = Actor(BANK.kind, "x")
    with pytest.raises(NotPermitted):
        getattr(outbox, act)(failure_id=failure.pk, actor=nobody, now=clock.now(), **given)


def test_a_worker_that_is_lost_over_an_event_counts_until_nobody_tries(monkeypatch):
    """What kills its worker raises nothing: the broker's word that it comes again is counted."""
    things.happen("fine")
    (told,) = things.messages()
    monkeypatch.setattr("bankcore.outbox.services.working.was_lost", lambda: True)
    monkeypatch.setattr(things, "act", lambda _event: pytest.fail("it would end this worker too"))
    Failure.objects.create(
        consumer=CONSUMER,
        event_id=told["event_id"],
        state="WAITING",
        tries=delivery.MOST_TRIES - 1,
        cause="x",
        sentence="x",
        first_at=clock.now(),
        last_at=clock.now(),
        next_at=clock.now(),
    )
    consumer(told)
    failure = Failure.objects.get()
    assert (failure.state, failure.cause) == ("DEAD", "WorkerLost")


def log_in(client, role):
    identity.ensure_user(username="staff", password=PASSWORD, roles=(role,))
    client.login(username="staff", password=PASSWORD)
    return client


def test_who_gets_the_event_of_a_lost_worker_has_time_for_it(monkeypatch):
    things.happen("fine")
    (told,) = things.messages()
    monkeypatch.setattr("bankcore.outbox.services.working.was_lost", lambda: True)
    seen = []
    monkeypatch.setattr(things, "act", lambda _event: seen.append(Failure.objects.get()))
    consumer(told)
    (while_it_worked,) = seen
    assert while_it_worked.next_at - while_it_worked.last_at == outbox.LEASE
    assert Failure.objects.get().state == "DONE"


def test_the_page_shows_the_event_and_replays_the_selected_or_drops_one(client):
    failure = poisoned()
    browser = log_in(client, identity.Role.ADMINISTRATOR)
    address = "/admin/outbox/failure/"
    assert CONSUMER in browser.get(address).content.decode()
    page = browser.get(f"{address}{failure.pk}/change/").content.decode()
    assert "test.happened" in page
    assert "&quot;n&quot;: 0" in page
    told = {"action": "replay_selected", "_selected_action": [failure.pk]}
    browser.post(address, told)
    failure.refresh_from_db()
    assert failure.state == "WAITING"
    Failure.objects.update(state="DEAD", next_at=None)
    key = "00000000-0000-0000-0000-000000000001"
    answer = browser.post(f"{address}{failure.pk}/drop/", {"reason": "", "request_key": key})
    assert answer.status_code == 200
    browser.post(f"{address}{failure.pk}/drop/", {"reason": "Known.", "request_key": key})
    failure.refresh_from_db()
    assert (failure.state, failure.reason) == ("DROPPED", "Known.")


def test_who_may_look_may_not_act(client):
    failure = poisoned()
    browser = log_in(client, identity.Role.AUDITOR)
    address = "/admin/outbox/failure/"
    assert browser.get(f"{address}{failure.pk}/change/").status_code == 200
    browser.post(address, {"action": "replay_selected", "_selected_action": [failure.pk]})
    for act in ("replay", "drop"):
        assert browser.post(f"{address}{failure.pk}/{act}/", {"reason": "x"}).status_code == 403
    failure.refresh_from_db()
    assert failure.state == "DEAD"
