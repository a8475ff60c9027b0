"""Programs do what their scopes say: every address and method of the API."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client as Http

from bankcore.scopes import SCOPES
from tests.bankcore.identity.api_addresses import Endpoint, endpoints
from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")

ENDPOINTS = endpoints()
_VALUES = {"uuid": str(uuid4()), "int": "1", "slug": "pdf", "str": "we_1"}


def path_of(endpoint: Endpoint) -> str:
    return "/" + re.sub(r"<(\w+):\w+>", lambda found: _VALUES[found[1]], endpoint.route)


def call(endpoint: Endpoint, client: ApiClient):
    return client.request(endpoint.method, path_of(endpoint), {})


def test_there_are_many_endpoints():
    assert len(ENDPOINTS) > 60


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_every_method_names_a_scope_that_there_is(endpoint):
    assert endpoint.view.scopes[endpoint.method] in SCOPES


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_a_client_with_every_other_scope_is_refused(endpoint):
    needed = endpoint.view.scopes[endpoint.method]
    others = [scope for scope in SCOPES if scope != needed]
    answer = call(endpoint, ApiClient(scopes=others))
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")
    assert needed in answer.json()["detail"]


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_a_client_with_the_scope_is_let_in(endpoint):
    answer = call(endpoint, ApiClient(scopes=[endpoint.view.scopes[endpoint.method]]))
    assert answer.status_code not in {401, 403, 405, 500}


@pytest.mark.parametrize("endpoint", ENDPOINTS, ids=str)
def test_nobody_is_let_in_without_a_key(endpoint):
    assert Http().generic(endpoint.method, path_of(endpoint)).status_code == 401


def test_a_view_that_names_no_scope_is_closed(monkeypatch):
    from accounts.presentation.api.views import AccountList

    monkeypatch.delattr(AccountList, "scopes")
    answer = ApiClient().get("/api/v1/accounts")
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_method_that_there_is_not_is_told_so_whatever_the_scopes():
    for method in ("DELETE", "OPTIONS", "PUT"):
        answer = ApiClient(scopes=[]).request(method, "/api/v1/accounts", {})
        assert answer.status_code == 405, method
