"""What an answer of the API has in its headers, and by which name it refuses."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from bankcore.identity import public as identity
from tests import factories
from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")
PATH = "/api/v1/transfers"
ALWAYS = {
    *("Allow", "Cache-Control", "Content-Length", "Content-Security-Policy", "Content-Type"),
    *("Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Permissions-Policy"),
    *("Referrer-Policy", "X-Content-Type-Options", "X-Frame-Options", "X-Request-ID"),
}


@pytest.fixture
def order() -> dict:
    return {
        "debit_account_id": str(factories.account(funds=100).account_id),
        "credit_account_id": str(factories.account().account_id),
        "amount": "1.00",
        "currency": "EUR",
    }


def test_a_transfer_is_answered_with_these_headers_and_no_others(order):
    answer = ApiClient().post(PATH, order)
    assert answer.status_code == 201
    assert set(answer.headers) == ALWAYS
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Length"] == str(len(answer.content))
    assert answer["Allow"] == "POST, OPTIONS"
    assert answer["Cache-Control"] == "no-store"


REFUSED = {
    "no key": ({"Authorization": ""}, "{}", 401, "unauthenticated", {"WWW-Authenticate"}),
    "a wrong key": (
        {"Authorization": "Bearer bk_test_wrong"},
        *("{}", 401, "unauthenticated", {"WWW-Authenticate"}),
    ),
    "no idempotency key": (
        {"Idempotency-Key": ""},
        *("{}", 400, "idempotency_key_missing", set()),
    ),
    "no JSON": ({}, "{", 400, "malformed_request", set()),
    "not what is asked for": ({}, "{}", 400, "invalid_request", set()),
    "another type": ({"Content-Type": "text/plain"}, "x", 415, "unsupported_media_type", set()),
    "an answer of another type": ({"Accept": "text/html"}, "{}", 406, "not_acceptable", set()),
    "too much": ({}, " " * (1024 * 1024 + 1), 413, "body_too_large", set()),
}


@pytest.mark.parametrize("given", REFUSED)
def test_a_request_is_refused_by_name_with_the_same_headers(given):
    changes, body, status, code, more = REFUSED[given]
    ApiClient()
    headers = {
        "Authorization": "Bearer bk_test_tester_0123456789",
        "Idempotency-Key": str(uuid4()),
        "X-Request-ID": "asked-by-a-test",
    } | changes
    kind = headers.pop("Content-Type", "application/json")
    answer = Client().post(PATH, body, content_type=kind, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert set(answer.headers) == ALWAYS | more
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["X-Request-ID"] == answer.json()["request_id"] == "asked-by-a-test"


@pytest.mark.parametrize(
    ("method", "path", "status", "code"),
    [
        ("GET", PATH, 405, "method_not_allowed"),
        ("GET", "/api/v1/nothing", 404, "not_found"),
        ("POST", "/v1/nothing", 404, None),
    ],
)
def test_what_is_not_there_is_refused_by_name(method, path, status, code):
    ApiClient()
    key = {"Authorization": "Bearer bk_test_tester_0123456789"}
    answer = Client().generic(method, path, headers=key)
    assert answer.status_code == status
    assert code is None or answer.json()["code"] == code
    assert set(answer.headers) >= ALWAYS - {"Allow"}


def test_a_host_that_is_not_the_banks_is_answered_nothing():
    assert Client().get("/api/v1/accounts", headers={"Host": "elsewhere.test"}).status_code == 400


def test_a_program_is_let_in_by_its_key_and_never_by_a_persons_session(order):
    identity.ensure_user(username="demo", password="a-long-demo-password")
    person = Client()
    person.login(username="demo", password="a-long-demo-password")
    answer = person.post(PATH, json.dumps(order), content_type="application/json")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert "Set-Cookie" not in answer.headers
