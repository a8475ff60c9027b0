"""What programs find in headers: the next page, a version, the end of an operation; and filters."""

import re
from datetime import date
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from django.test import Client

from accounts.presentation.api.views import AccountList
from bankcore.developers.services import collection, description
from bankcore.presentation.api.headers import Deprecation
from payments import public as payments
from tests import factories
from tests.clients import ApiClient
from tests.conftest import NOW
from tests.described import operation_of, schema
from tests.payments.gateway.presentation.merchants import Shop
from tests.payments.presentation.test_standing_orders_api import PATH as ORDERS
from tests.payments.presentation.test_standing_orders_api import order

pytestmark = pytest.mark.usefixtures("bank")
NEXT = re.compile(r'^<([^>]+)>; rel="next"$')


def pay_in(account, amount):
    payments.deposit(
        order=payments.CashOrder(account_id=account.account_id, amount=factories.eur(amount)),
        request=factories.request_key(),
        actor=factories.TESTER,
        now=NOW,
    )


def walked(api, path, between, **query):
    """Return the pages that the Link headers lead through, doing something between them."""
    page = api.get(path, **query)
    pages = [page.json()]
    while "Link" in page:
        between()
        target = urlsplit(NEXT.match(page["Link"])[1])
        assert target.path == path
        page = api.get(f"{target.path}?{target.query}")
        pages.append(page.json())
    return pages


def test_a_walk_by_links_sees_each_account_once_while_others_are_opened():
    api = ApiClient()
    there = [str(factories.account().account_id) for _ in range(5)]
    opened = []

    def open_one():
        if len(opened) < 2:
            opened.append(str(factories.account().account_id))

    pages = walked(api, "/api/v1/accounts", open_one, limit=2)
    seen = [each["account_id"] for page in pages for each in page["items"]]
    assert seen == there + opened
    assert len(pages) == 4


def test_a_walk_by_links_sees_each_entry_once_while_others_are_booked():
    account = factories.account(funds=1)
    for amount in range(2, 6):
        pay_in(account, amount)
    pages = walked(
        ApiClient(),
        f"/api/v1/accounts/{account.account_id}/entries",
        lambda: pay_in(account, 9),
        limit=2,
        first_day="2026-01-01",
    )
    seen = [each["amount"] for page in pages for each in page["items"]]
    assert seen == ["5.00", "4.00", "3.00", "2.00", "1.00"]


def test_merchants_lists_lead_on_as_well():
    shop = Shop()
    for _ in range(3):
        shop.post("/v1/customers", {"name": "Demo"})
    first = shop.get("/v1/customers", limit="2")
    following = urlsplit(NEXT.match(first["Link"])[1])
    last = shop.get(f"{following.path}?{following.query}")
    ids = [each["id"] for page in (first, last) for each in page.json()["data"]]
    assert len(set(ids)) == 3
    assert "Link" not in last


def test_a_page_has_its_most():
    answer = ApiClient().get("/api/v1/accounts", limit="201")
    assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "limit")


def test_entries_are_found_by_amount_direction_and_words():
    account = factories.account(funds=5)
    pay_in(account, 70)
    path = f"/api/v1/accounts/{account.account_id}/entries"

    def found(**asked):
        answer = ApiClient().get(path, **asked)
        return [each["amount"] for each in answer.json()["items"]]

    assert found(least="5.01") == ["70.00"]
    assert found(most="5.00") == ["5.00"]
    assert found(direction="debit") == []
    assert found(direction="credit", text="no such words") == []
    wrong = ApiClient().get(path, least="5.001")
    assert (wrong.status_code, wrong.json()["errors"][0]["field"]) == (400, "least")


def lists() -> list[str]:
    """Return every operation of the schema that answers with a list."""
    found = []
    for path, methods in schema()["paths"].items():
        content = methods.get("get", {}).get("responses", {}).get("200", {}).get("content", {})
        name = content.get("application/json", {}).get("schema", {}).get("$ref", "")
        fields = schema()["components"]["schemas"].get(name.rpartition("/")[2], {})
        is_one = path.endswith("}")
        if not is_one and {"items", "data"} & set(fields.get("properties", {})):
            found.append(path)
    return found


def test_every_list_names_a_filter_or_an_ordering_that_it_does_not_know():
    api, shop = ApiClient(), Shop()
    wrong = []
    for path in lists():
        filled = re.sub(r"\{\w+\}", lambda _: str(uuid4()), path)
        asked = shop if path.startswith("/v1/") else api
        for name in ("colour", "ordering"):
            answer = asked.get(filled, **{name: "red"})
            named = [each["field"] for each in answer.json().get("errors", [])]
            if answer.status_code != 400 or name not in named:
                wrong.append((path, name, answer.status_code))
    assert wrong == []
    assert len(lists()) > 20


def test_an_order_is_changed_only_as_it_was_read():
    api, anna = ApiClient(), factories.account(funds=100)
    path = f"{ORDERS}/{api.post(ORDERS, order(anna)).json()['id']}"
    read = api.get(path)
    changed = api.request("PATCH", path, {"amount": "13.00", "currency": "EUR"})
    assert changed["ETag"] != read["ETag"]
    late = api.request(
        "PATCH", path, {"amount": "14.00", "currency": "EUR"}, **{"If-Match": read["ETag"]}
    )
    assert (late.status_code, late.json()["code"]) == (412, "changed_meanwhile")
    now = api.get(path)
    assert (now.json()["amount"], now["ETag"]) == ("13.00", changed["ETag"])
    for number, form in enumerate(("{}", '"other", {}', "*")):
        match = {"If-Match": form.format(now["ETag"])}
        now = api.request("PATCH", path, {"retries": number}, **match)
        assert now.status_code == 200


def test_an_operation_that_ends_says_when_in_its_answers_and_in_the_schema(monkeypatch):
    ends = Deprecation(
        since=date(2026, 1, 1), sunset=date(2026, 12, 31), instead="https://bank.example/changes"
    )
    monkeypatch.setattr(AccountList, "deprecated", {"GET": ends}, raising=False)
    factories.account()
    factories.account()
    answer = ApiClient().get("/api/v1/accounts", limit=1)
    assert answer["Deprecation"] == "@1767225600"
    assert answer["Sunset"] == "Thu, 31 Dec 2026 00:00:00 GMT"
    assert 'rel="next", <https://bank.example/changes>; rel="deprecation"' in answer["Link"]
    refused = Client().get("/api/v1/accounts")
    assert (refused.status_code, refused["Deprecation"]) == (401, "@1767225600")
    made = description.schema.__wrapped__()
    assert made["paths"]["/api/v1/accounts"]["get"]["deprecated"]


def test_what_the_schema_calls_deprecated_is_what_ends():
    _, here = operation_of("GET", "/api/v1/accounts")
    assert "deprecated" not in here
    assert "Deprecation" not in ApiClient().get("/api/v1/accounts")
    assert collection.made(base_url="https://bank.example")["item"]
