"""What Prometheus reads, and who may."""

import re
from datetime import timedelta

import pytest

from bankcore import clock
from bankcore.alerts.models import SecurityAlert
from bankcore.db.transactions import use_case
from bankcore.outbox import public as outbox
from bankcore.runtime import counters
from payments.webhooks import public as webhooks
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.factories.happened import OtherHappened
from tests.payments.cards.reversals import reversal


def read(client, **headers):
    return client.get("/metrics", headers=headers)


def value(text: str, series: str) -> float:
    found = re.search(rf"^{re.escape(series)} (\S+)$", text, re.MULTILINE)
    return float(found[1]) if found else 0.0


@pytest.mark.usefixtures("bank")
def test_answers_are_counted_by_route_and_never_by_address(client):
    series = (
        'bankcore_http_requests_total{method="GET",route="api/v1/accounts/<uuid:account_id>",'
        'status="404"}'
    )
    before = value(read(client).content.decode(), series)
    api = ApiClient()
    unknown = "00000000-0000-0000-0000-000000000007"
    for _ in range(3):
        api.get(f"/api/v1/accounts/{unknown}")
    text = read(client).content.decode()
    assert value(text, series) == before + 3
    assert unknown not in text
    assert value(text, 'bankcore_http_request_seconds_count{part="api"}') >= 3


@pytest.mark.usefixtures("bank")
def test_a_method_of_ones_own_makes_no_series(client):
    client.generic("CANARY", "/login/")
    assert "CANARY" not in read(client).content.decode()


@pytest.mark.usefixtures("bank")
def test_what_waits_is_told_as_it_stands(client):
    publish = use_case(outbox.publish)
    publish(OtherHappened(), subject="thing:x", at=NOW)
    SecurityAlert.objects.create(
        kind="x",
        severity="HIGH",
        subject="x",
        summary="x",
        count=1,
        first_at=NOW,
        last_at=NOW,
        last_entry=1,
    )
    text = read(client).content.decode()
    assert value(text, "bankcore_outbox_waiting_events") >= 1
    assert value(text, "bankcore_outbox_oldest_seconds") > 0
    assert value(text, 'bankcore_security_alerts_open{severity="high"}') == 1
    assert value(text, 'bankcore_security_alerts_open{severity="critical"}') == 0
    assert value(text, "bankcore_business_day_behind_days") > 0
    assert value(text, "bankcore_end_of_day_unfinished") == 0


@pytest.mark.usefixtures("bank")
def test_what_card_networks_have_not_acknowledged_is_told_with_its_age(client):
    series = "bankcore_card_reversals_open", "bankcore_card_reversals_oldest_seconds"
    text = read(client).content.decode()
    assert [value(text, each) for each in series] == [0, 0]
    reversal(since=clock.now() - timedelta(seconds=700))
    reversal("mastercard", since=clock.now())
    text = read(client).content.decode()
    assert value(text, series[0]) == 2
    assert 700 <= value(text, series[1]) < 760


@pytest.mark.usefixtures("bank")
def test_how_far_webhooks_are_behind_is_told(client, monkeypatch):
    behind = webhooks.Backlog(waiting=7, due=3, seconds=42.5, failing=1)
    monkeypatch.setattr(webhooks, "backlog", lambda *, now: behind)
    text = read(client).content.decode()
    told = [
        value(text, f"bankcore_webhooks_{name}")
        for name in ("waiting", "due", "oldest_seconds", "failing_endpoints")
    ]
    assert told == [7, 3, 42.5, 1]


@pytest.mark.usefixtures("committed_bank")
def test_it_is_read_outside_any_use_case(client):
    assert read(client).status_code == 200


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("address", ["127.0.0.1", "127.8.8.8", "::1"])
def test_without_a_token_this_machine_reads(client, address):
    assert client.get("/metrics", REMOTE_ADDR=address).status_code == 200


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize(
    "given",
    [
        {"REMOTE_ADDR": "192.0.2.7"},
        {"headers": {"X-Forwarded-For": "127.0.0.1"}},
        {"headers": {"Forwarded": "for=127.0.0.1"}},
    ],
)
def test_without_a_token_nobody_else_reads_nor_learns_that_there_is_such_a_page(client, given):
    answer = client.get("/metrics", **given)
    assert answer.status_code == 404
    assert b"bankcore_" not in answer.content


@pytest.mark.usefixtures("bank")
@pytest.mark.parametrize("shown", ["", "Bearer wrong", "right", "Bearer righ", "Bearer rightt"])
def test_with_a_token_set_who_does_not_show_it_does_not_read(client, settings, shown):
    settings.METRICS_TOKEN = "right"
    assert read(client, Authorization=shown).status_code == 404


@pytest.mark.usefixtures("bank")
def test_with_a_token_whoever_shows_it_reads(client, settings):
    settings.METRICS_TOKEN = "right"
    answer = client.get(
        "/metrics", headers={"Authorization": "Bearer right"}, REMOTE_ADDR="192.0.2.7"
    )
    assert answer.status_code == 200


def test_processes_of_a_server_count_in_one_folder_and_those_of_dead_ones_go(tmp_path, monkeypatch):
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR", raising=False)
    gone = tmp_path / "999999999"
    gone.mkdir()
    counters.share(tmp_path)
    (left,) = tmp_path.iterdir()
    assert left.name.isdecimal()
    assert left != gone
    monkeypatch.delenv("PROMETHEUS_MULTIPROC_DIR")
