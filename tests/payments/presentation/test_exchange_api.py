"""The exchange API: a quote, its execution, and the rates behind them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from payments.services.exchange import VALID_FOR
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.factories.exchange import pair, publish, set_margin
from tests.payments.services.exchange_books import posted


@pytest.fixture
def clock(monkeypatch):
    moment = {"now": NOW}
    monkeypatch.setattr("bankcore.clock.now", lambda: moment["now"])
    return moment


@pytest.fixture
def api(bank, clock) -> ApiClient:
    publish()
    set_margin("0.01")
    return ApiClient()


def quote(api, sell, buy, **more):
    body = {
        "sell_account_id": str(sell.account_id),
        "buy_account_id": str(buy.account_id),
        "amount": "125.00",
        "currency": sell.currency.code,
    }
    return api.post("/api/v1/fx/quotes", body | more)


def test_a_quote_is_asked_for_and_executed(api):
    sell, buy = pair("USD", "EUR")
    asked = quote(api, sell, buy)
    assert asked.status_code == 201
    offered = asked.json()
    assert offered["sell_amount"] == "125.00"
    assert (offered["buy_amount"], offered["buy_currency"]) == ("99.00", "EUR")
    assert (offered["mid"], offered["rate"], offered["margin"]) == ("0.8", "0.792", "0.01")
    assert api.get(f"/api/v1/fx/quotes/{offered['id']}").json() == offered
    done = api.post("/api/v1/fx/orders", {"quote_id": offered["id"]}, key="first")
    assert done.status_code == 201, done.json()
    assert posted(buy) == 99_00
    assert api.get(f"/api/v1/fx/orders/{done.json()['id']}").json() == done.json()
    again = api.post("/api/v1/fx/orders", {"quote_id": offered["id"]}, key="first")
    assert again["Idempotent-Replayed"] == "true"
    assert again.json() == done.json()
    other = api.post("/api/v1/fx/orders", {"quote_id": offered["id"]}, key="second")
    assert (other.status_code, other.json()["code"]) == (409, "quote_taken")


def test_a_quote_can_name_what_is_bought(api):
    found = quote(api, *pair("USD", "EUR"), amount="99", currency="EUR", fixed="buy").json()
    assert (found["sell_amount"], found["fixed"]) == ("125.00", "buy")


def test_a_quote_that_is_over_is_refused(api, clock):
    sell, buy = pair("USD", "EUR")
    offered = quote(api, sell, buy).json()
    clock["now"] = NOW + VALID_FOR + timedelta(seconds=1)
    late = api.post("/api/v1/fx/orders", {"quote_id": offered["id"]})
    assert (late.status_code, late.json()["code"]) == (409, "quote_expired")
    assert posted(buy) == 0


@pytest.mark.parametrize(
    ("more", "status", "code"),
    [
        ({"currency": "EUR"}, 400, "currency_mismatch"),
        ({"amount": "-1"}, 400, "invalid_request"),
        ({"amount": "1.005"}, 400, "invalid_request"),
        ({"fixed": "both"}, 400, "invalid_request"),
        ({"rate": "2"}, 400, "invalid_request"),
        ({"buy_account_id": str(uuid4())}, 404, "account_not_found"),
    ],
)
def test_a_quote_that_cannot_be_made_says_why(api, more, status, code):
    answer = quote(api, *pair("USD", "EUR"), **more)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_an_exchange_needs_an_idempotency_key_and_a_quote(api):
    answer = api.post("/api/v1/fx/orders", {"quote_id": str(uuid4())}, key=" ")
    assert answer.json()["code"] == "idempotency_key_missing"
    answer = api.post("/api/v1/fx/orders", {"quote_id": str(uuid4())})
    assert (answer.status_code, answer.json()["code"]) == (404, "quote_not_found")
    assert api.get("/api/v1/fx/orders/1").json()["code"] == "exchange_not_found"


def test_rates_are_read_for_a_day(api):
    found = api.get("/api/v1/fx/rates").json()
    assert (found["base"], found["day"]) == ("EUR", "2026-03-02")
    assert found["rates"][-1] == {
        "currency": "USD",
        "rate": "1.25",
        "day": "2026-03-02",
        "published_by": "TEST",
    }
    assert api.get("/api/v1/fx/rates", day="2026-01-01").json()["rates"] == []
    assert api.get("/api/v1/fx/rates", day="soon").json()["code"] == "invalid_request"


@pytest.mark.parametrize(
    "path", ["rates", "quotes/00000000-0000-4000-8000-000000000001", "orders/1"]
)
def test_nothing_is_told_without_a_key(client, bank, path):
    assert client.get(f"/api/v1/fx/{path}").status_code == 401
