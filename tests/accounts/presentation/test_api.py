"""Accounts, balances and entries as an integrator reads them."""

from uuid import uuid4

import pytest

from tests import factories
from tests.clients import ApiClient

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def api() -> ApiClient:
    return ApiClient()


def test_an_account_tells_its_balance_in_the_currencys_decimals(api):
    for currency, told in [("EUR", "12.00"), ("JPY", "12"), ("KWD", "12.000")]:
        account = factories.account(funds=12, currency=currency)
        answer = api.get(f"/api/v1/accounts/{account.account_id}").json()
        assert (answer["posted"], answer["held"], answer["available"]) == (
            told,
            "0" + told[2:].replace("2", "0"),
            told,
        )
        assert (answer["currency"], answer["account_status"]) == (currency, "open")
        balance = api.get(f"/api/v1/accounts/{account.account_id}/balance").json()
        assert balance["available"] == told


@pytest.mark.parametrize("path", ["", "/balance", "/entries"])
def test_an_unknown_account_is_not_found(api, path):
    answer = api.get(f"/api/v1/accounts/{uuid4()}{path}")
    assert (answer.status_code, answer.json()["code"]) == (404, "account_not_found")


def test_pages_of_accounts_cover_each_once(api):
    owner = factories.customer()
    opened = [str(factories.account(owner=owner).account_id) for _ in range(5)]
    seen, after = [], 0
    while after is not None:
        page = api.get(
            "/api/v1/accounts", customer_id=owner.customer_id, limit=2, after=after
        ).json()
        seen += [item["account_id"] for item in page["items"]]
        after = page["next_after"]
    assert seen == opened


def test_pages_of_entries_cover_each_once_newest_first(api):
    account = factories.account(funds=1)
    body = {"account_id": str(account.account_id), "amount": "1.00", "currency": "EUR"}
    for _ in range(4):
        api.post("/api/v1/deposits", body)
    seen, before = [], {}
    while before is not None:
        page = api.get(f"/api/v1/accounts/{account.account_id}/entries", limit=2, **before).json()
        seen += [(item["seq"], item["balance_after"]) for item in page["items"]]
        before = {"before": page["next_before"]} if page["next_before"] else None
    assert seen == [(5, "5.00"), (4, "4.00"), (3, "3.00"), (2, "2.00"), (1, "1.00")]


def test_an_account_is_found_by_iban(api):
    account = factories.account()
    page = api.get("/api/v1/accounts", iban=account.iban).json()
    assert [item["account_id"] for item in page["items"]] == [str(account.account_id)]


@pytest.mark.parametrize(
    "query", [{"limit": 0}, {"limit": 201}, {"limit": "x"}, {"after": -1}, {"after": 2**63},
              {"customer_id": "x"}, {"colour": "red"}],
)  # fmt: skip
def test_a_query_at_fault_is_a_400_naming_the_parameter(api, query):
    answer = api.get("/api/v1/accounts", **query)
    assert answer.status_code == 400
    assert [error["field"] for error in answer.json()["errors"]] == list(query)
