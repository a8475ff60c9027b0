"""Every request leaves one line: who, which route, how it went; never what was searched for."""

import logging

import pytest

from tests import factories
from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def told(caplog):
    caplog.set_level(logging.INFO, logger="bankcore.requests")
    return lambda: [each for each in caplog.records if each.name == "bankcore.requests"]


def test_a_request_leaves_one_line_with_its_route_and_no_values(told):
    account = factories.account()
    ApiClient().get(f"/api/v1/accounts/{account.account_id}", secret="canary")
    (line,) = told()
    assert (line.method, line.status, line.address) == ("GET", 200, "127.0.0.1")
    assert line.route == "api/v1/accounts/<uuid:account_id>"
    assert "canary" not in line.getMessage()
    assert str(account.account_id) not in line.getMessage()


def test_an_address_that_is_none_leaves_no_word_of_itself(told, client):
    client.get("/no/such\npage?name=canary")
    (line,) = told()
    assert (line.status, line.route) == (404, "(none)")
    assert "canary" not in line.getMessage()
