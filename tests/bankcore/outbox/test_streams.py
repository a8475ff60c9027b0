"""Events in Redis Streams: each once, in its place, and there again when Redis has lost them."""

import json
from collections.abc import Iterator
from datetime import timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from bankcore.outbox import public as outbox
from bankcore.outbox.services import relay, streams
from tests.bankcore.outbox import things
from tests.conftest import NOW
from tests.payments.faults import servers

pytestmark = pytest.mark.usefixtures("bank")
DOMAINS = ("payments", "accounts")


@pytest.fixture(scope="module")
def broker() -> Iterator[servers.OwnBroker]:
    with servers.own_broker() as running:
        yield running


@pytest.fixture
def client(broker):
    with broker.client() as found:
        found.flushall()
        yield found


def bring(client, *, length: int = 1000, now=NOW) -> None:
    while relay.place(now=now):
        pass
    while outbox.stream(client=client, domains=DOMAINS, length=length, now=now):
        pass


def happen(*subjects: str, name: str = "payments.transfer_booked") -> None:
    things.happen(*subjects, name=name)


def ids(client, domain: str = "payments") -> list[bytes]:
    return [entry for entry, _ in client.xrange(f"events:{domain}")]


def test_an_event_is_in_the_stream_of_its_domain_as_a_cloud_event_under_its_place(client):
    happen("a", "a")
    happen("b", name="accounts.customer_named")
    bring(client)
    assert ids(client) == [b"1-0", b"2-0"]
    assert ids(client, "accounts") == [b"3-0"]
    told = json.loads(client.xrange("events:payments")[1][1][b"event"])
    assert told["specversion"] == "1.0"
    assert told["type"] == "payments.transfer_booked"
    assert (told["subject"], int(told["sequence"])) == ("a", 2)
    assert told["source"] == "urn:bankcore:bank"
    assert told["data"] == {"n": 1}


def test_what_is_nobodys_outside_is_in_no_stream(client):
    happen("a", name="risk.case_decided")
    bring(client)
    assert client.keys("events:*") == []


def test_an_event_whose_adding_was_not_noted_is_added_once(client):
    happen("a", "b")
    bring(client)
    streams.cursors.Cursor.objects.filter(name="streams").update(position=0)
    client.set("bankcore:events:position", 0)
    bring(client)
    assert ids(client) == [b"1-0", b"2-0"]


def test_a_stream_keeps_about_as_much_as_it_is_told_to(client):
    happen(*(str(number) for number in range(1000)))
    bring(client, length=100)
    assert 100 <= client.xlen("events:payments") < 300
    assert ids(client)[-1] == b"1000-0"


def test_a_redis_that_was_emptied_has_the_last_day_again(client):
    happen("old")
    bring(client, now=NOW - timedelta(days=2))
    happen("a", "b")
    bring(client)
    client.flushall()
    bring(client)
    assert ids(client) == [b"2-0", b"3-0"]


def test_a_redis_that_has_lost_its_last_second_is_given_that_again(client):
    happen("a")
    bring(client)
    before = client.dump("events:payments")
    happen("b", "c")
    bring(client)
    client.delete("events:payments")
    client.restore("events:payments", 0, before)
    client.set("bankcore:events:position", 1)
    bring(client)
    assert ids(client) == [b"1-0", b"2-0", b"3-0"]


def test_a_consumer_outside_goes_on_by_the_id_it_has_kept_when_redis_was_emptied(client):
    happen("a", "b")
    bring(client)
    client.xgroup_create("events:payments", "billing", id="0")
    read = client.xreadgroup("billing", "one", {"events:payments": ">"}, count=1)
    kept = read[0][1][0][0] if isinstance(read, list) else read[b"events:payments"][0][0][0]
    client.flushall()
    bring(client)
    client.xgroup_create("events:payments", "billing", id=kept)
    read = client.xreadgroup("billing", "one", {"events:payments": ">"})
    entries = read[0][1] if isinstance(read, list) else read[b"events:payments"][0]
    assert [entry for entry, _ in entries] == [b"2-0"]


@pytest.fixture
def command(broker, settings):
    """Give a function that runs the command against this test's Redis."""
    from celery import Celery

    app = Celery(broker=broker.url, set_as_current=False)
    settings.TASK_APP = f"{__name__}.APP"
    globals()["APP"] = app

    def run(start: str) -> str:
        out = StringIO()
        call_command("replay_events", f"--from={start}", stdout=out)
        return out.getvalue()

    yield run
    app.close()


def test_streams_begin_anew_where_they_are_told_and_their_groups_stay(client, command):
    happen("a", "b")
    bring(client, now=NOW - timedelta(hours=3))
    happen("c")
    bring(client)
    client.xgroup_create("events:payments", "billing", id="0")
    assert "adds 2 events" in command("2")
    assert ids(client) == []
    bring(client)
    assert ids(client) == [b"2-0", b"3-0"]
    assert "adds 1 events" in command((NOW - timedelta(hours=1)).isoformat())
    bring(client)
    assert ids(client) == [b"3-0"]
    assert [each["name"] for each in client.xinfo_groups("events:payments")] == [b"billing"]


@pytest.mark.parametrize("start", ["yesterday", "2026-11-26T09:00:00", "-1"])
def test_a_beginning_that_is_neither_place_nor_moment_is_refused(client, command, start):
    with pytest.raises(CommandError):
        command(start)


def test_the_example_of_the_documentation_reads_every_entry_once(client, broker):
    page = (settings.BASE_DIR / "docs" / "events-delivery.md").read_text()
    example = page.partition("```python\n")[2].partition("```")[0]
    url = broker.url.replace("redis+socket://", "unix://")
    happen("a", "b")
    bring(client)
    billed: list[dict] = []
    for _ in range(2):
        exec(example, {"URL": url, "bill": billed.append})  # noqa: S102 - our own page
        if len(billed) == 2:
            happen("c")
            bring(client)
    assert [each["subject"] for each in billed] == ["a", "b", "c"]
    assert client.xpending("events:payments", "billing")["pending"] == 0
