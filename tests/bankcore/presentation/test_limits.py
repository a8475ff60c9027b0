"""How many requests a caller may send, counted in a real Redis."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator

import pytest
from django.test import Client as Http
from redis import Redis

from bankcore.identity.models import AccessToken
from bankcore.presentation import limits
from bankcore.runtime import embedded
from bankcore.settings import env
from tests.clients import ApiClient
from tests.conftest import in_threads

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture(scope="module")
def _redis() -> Iterator[str]:
    environment = env.read()
    # Each of the processes that test side by side counts in a database of its own.
    number = 1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % 15
    with embedded.broker(environment):
        yield f"unix://{environment.socket_folder}/redis.sock?db={number}"


@pytest.fixture
def counted(_redis, settings) -> Iterator[None]:
    """Count requests in a Redis that has counted nothing before."""
    settings.RATE_LIMITS_URL = _redis
    limits._Pause.until = 0.0
    client = Redis.from_url(_redis)
    for key in client.scan_iter("bankcore:limit:*"):
        client.delete(key)
    yield
    client.close()


@pytest.fixture
def redis_down(settings, tmp_path) -> Iterator[None]:
    settings.RATE_LIMITS_URL = f"unix://{tmp_path}/nothing.sock"
    limits._Pause.until = 0.0
    yield
    limits._Pause.until = 0.0


def test_a_client_gets_its_burst_and_then_waits(counted):
    shop = ApiClient("shop", rate_per_minute=6, burst=3)
    told = [shop.get("/api/v1/accounts") for _ in range(4)]
    assert [each.status_code for each in told] == [200, 200, 200, 429]
    assert [each["RateLimit-Policy"] for each in told] == ['"client";q=3;w=30'] * 4
    assert told[0]["RateLimit"] == '"client";r=2;t=10'
    assert told[3]["RateLimit"].startswith('"client";r=0;t=')
    assert told[3].json()["code"] == "too_many_requests"
    assert told[3]["Content-Type"] == "application/problem+json"
    assert 1 <= int(told[3]["Retry-After"]) <= 10


def test_one_clients_requests_are_not_anothers(counted):
    shop, other = ApiClient("shop", rate_per_minute=1, burst=1), ApiClient("other")
    assert [shop.get("/api/v1/accounts").status_code for _ in range(2)] == [200, 429]
    assert other.get("/api/v1/accounts").status_code == 200


def test_a_refused_request_is_counted_as_well(counted):
    shop = ApiClient("shop", scopes=[], rate_per_minute=1, burst=2)
    assert [shop.get("/api/v1/accounts").status_code for _ in range(3)] == [403, 403, 429]


def test_who_guesses_keys_is_slowed_down_by_address(counted, settings):
    settings.ADDRESS_BURST = 2
    guess = {"Authorization": "Bearer bk_test_guess"}
    told = [Http().get("/api/v1/accounts", headers=guess).status_code for _ in range(3)]
    assert told == [401, 401, 429]
    other = Http().get("/api/v1/accounts", headers=guess, REMOTE_ADDR="192.0.2.7")
    assert other.status_code == 401


def test_what_is_open_to_all_is_counted_by_address(counted, settings):
    settings.ADDRESS_BURST = 2
    told = [
        Http().post("/detect_fraud", '{"amount": 1}', "application/json").status_code
        for _ in range(3)
    ]
    assert told == [200, 200, 429]


def test_a_bucket_fills_again(counted):
    def take() -> bool:
        found = limits.take(policy="p", name="quick", rate_per_minute=6_000, burst=1)
        return found is not None and found.granted

    assert take()
    assert not take()
    time.sleep(0.03)
    assert take()


def test_no_token_is_taken_twice_by_many_at_once(counted):
    def work(_) -> int:
        taken = [
            limits.take(policy="p", name="many", rate_per_minute=1, burst=20) for _ in range(10)
        ]
        return sum(each.granted for each in taken)

    assert sum(in_threads(6, work)) == 20


def test_without_redis_reading_and_paying_go_on(redis_down, caplog):
    shop = ApiClient("shop", rate_per_minute=1, burst=1)
    told = [shop.get("/api/v1/accounts") for _ in range(3)]
    assert [each.status_code for each in told] == [200, 200, 200]
    assert "RateLimit" not in told[0]
    warnings = [each for each in caplog.records if "not limited" in each.message]
    assert len(warnings) == 1, "it is said once, and Redis is then left alone for a while"


def test_without_redis_nobody_gets_a_token(redis_down):
    shop = ApiClient("shop")
    text = f"grant_type=client_credentials&client_id=shop&client_secret={shop._key}"
    answer = Http().post("/oauth/token", text, "application/x-www-form-urlencoded")
    assert (answer.status_code, answer.json()["error"]) == (503, "temporarily_unavailable")
    assert AccessToken.objects.count() == 0
