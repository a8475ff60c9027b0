"""What a load balancer asks, and what it is told while something is broken."""

import pytest
from django.db import OperationalError

from bankcore.ledger.repositories import calendar
from bankcore.monitoring.repositories import probes
from bankcore.monitoring.services import readiness
from bankcore.runtime import embedded
from bankcore.settings import env

READY = {"database": "ok", "schema": "ok", "business_day": "ok"}


@pytest.fixture(scope="module")
def broker():
    """Start the embedded broker, as the bank does."""
    environment = env.read()
    with embedded.broker(environment):
        yield environment.broker_url


@pytest.fixture
def no_broker(settings):
    """Point to a broker that is not there."""
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"


def test_a_process_that_runs_says_so_without_asking_anybody(client):
    assert client.get("/healthz").json() == {"status": "ok"}


@pytest.mark.usefixtures("bank", "broker")
def test_a_bank_in_which_all_answers_is_ready(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "parts": {**READY, "broker": "ok"}}


@pytest.mark.usefixtures("bank", "no_broker")
def test_without_its_broker_the_bank_serves_and_says_that_something_waits(client):
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "degraded", "parts": {**READY, "broker": "unreachable"}}


@pytest.mark.usefixtures("bank", "no_broker")
def test_without_an_open_business_day_nobody_is_sent_here(client, monkeypatch):
    monkeypatch.setattr(calendar, "business_date", lambda: None)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["business_day"] == "none open"


@pytest.mark.usefixtures("bank", "no_broker")
def test_with_a_migration_missing_nobody_is_sent_here(client, monkeypatch):
    readiness._once_migrated.cache_clear()
    monkeypatch.setattr(probes.MigrationExecutor, "migration_plan", lambda *_: ["one to come"])
    assert client.get("/readyz").json()["parts"]["schema"] == "not migrated"
    monkeypatch.undo()
    assert client.get("/readyz").json()["parts"]["schema"] == "ok"


@pytest.mark.usefixtures("bank", "no_broker")
def test_without_its_database_nobody_is_sent_here_and_the_answer_tells_nothing(client, monkeypatch):
    def refuse():
        message = "connection to server at 10.0.0.5 failed: password=hunter22"
        raise OperationalError(message)

    monkeypatch.setattr(probes, "database_answers", refuse)
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["database"] == "unreachable"
    assert "10.0.0.5" not in answer.content.decode()
