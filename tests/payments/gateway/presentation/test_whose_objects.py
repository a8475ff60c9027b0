"""What is another merchant's is not there; and card numbers are nowhere but in the vault."""

from __future__ import annotations

import logging
import re

import pytest
from django.db import connection
from psycopg import sql

from payments.gateway.presentation.api import urls
from tests.payments.gateway.presentation.merchants import CARD, Shop
from tests.payments.webhooks.events import endpoint

PAN = "4000056655665556"
ROUTES = [str(each.pattern) for each in urls.urlpatterns if "<" in str(each.pattern)]
BODIES = {
    "close": {},
    "attach": {"customer": "cus_x"},
    "events": {},
    "replay": {"dead": True},
    "disputes": {"evidence": {"text": "x"}},
}


def everything(shop: Shop) -> dict[str, str]:
    """Make one object of every kind and return the ids by the name in addresses."""
    card = shop.card()
    customer = shop.post("/v1/customers", {"name": "Demo Person 01"}).json()["id"]
    setup = shop.post(
        "/v1/setup_intents", {"customer": customer, "payment_method": card, "confirm": True}
    ).json()
    payment = shop.paid(payment_method=card)
    refund = shop.post("/v1/refunds", {"payment_intent": payment["id"], "amount": 5}).json()
    moved = shop.get("/v1/balance_transactions").json()["data"]
    page = {"amount": 5, "currency": "eur", "description": "A pen"}
    return {
        "intent": payment["id"],
        "charge": payment["latest_charge"],
        "refund": refund["id"],
        "transaction": moved[0]["id"],
        "customer": customer,
        "method": card,
        "mandate": setup["mandate"],
        "setup": setup["id"],
        "link": shop.post("/v1/payment_links", page).json()["id"],
        "session": shop.post("/v1/checkout/sessions", page).json()["id"],
        "event": shop.get("/v1/events").json()["data"][0]["id"],
        "dispute": "dp_nothing",
        "payout": "po_nothing",
        "endpoint": "we_nothing",
    }


@pytest.fixture
def ids(shop) -> dict[str, str]:
    return everything(shop)


def calls(ids):
    for entry in urls.urlpatterns:
        route = str(entry.pattern)
        if "<" not in route:
            continue
        path = "/v1/" + re.sub(r"<str:(\w+)>", lambda found: ids[found[1]], route)
        for method in ("get", "post", "delete"):
            if hasattr(entry.callback.cls, method):
                yield method, route, path


def test_a_merchant_reaches_its_own_objects_at_every_address(shop, ids):
    missing = {"dispute", "payout", "endpoint"}
    for method, route, path in calls(ids):
        if method == "get" and not any(f"<str:{name}>" in route for name in missing):
            assert shop.get(path).status_code == 200, path


def test_another_merchants_objects_are_not_there_at_any_address(shop, ids):
    other, wrong, tried = Shop("other"), [], 0
    for method, route, path in calls(ids):
        body = next((body for name, body in BODIES.items() if name in route), {})
        send = {"get": other.get, "delete": other.delete}.get(
            method, lambda path, body=body: other.post(path, body)
        )
        answer = send(path)
        tried += 1
        listed = answer.status_code == 200 and answer.json().get("data") == []
        if answer.status_code != 404 and not listed:
            wrong.append((method, route, answer.status_code))
    assert wrong == []
    assert tried >= 39


def test_another_merchants_objects_cannot_be_used(shop, ids):
    other = Shop("other")
    order = {"amount": 5, "currency": "eur"}
    for name, field in (("customer", "customer"), ("method", "payment_method")):
        answer = other.post("/v1/payment_intents", {**order, field: ids[name]})
        assert answer.status_code == 404, field
    mine = other.card()
    assert (
        other.post(f"/v1/payment_methods/{mine}/attach", {"customer": ids["customer"]}).status_code
        == 404
    )
    assert other.post("/v1/refunds", {"charge": ids["charge"]}).status_code == 404
    for name in ("intent", "charge", "refund", "customer", "method", "setup", "link", "session"):
        assert shop.get("/v1/payment_intents", starting_after=ids["intent"]).status_code == 200
        paged = other.get("/v1/customers", starting_after=ids[name]).json()
        assert paged["data"] == []


LISTS = (
    *("payment_intents", "charges", "refunds", "customers", "setup_intents", "payment_links"),
    *("checkout/sessions", "balance_transactions", "events", "webhook_endpoints", "disputes"),
    "payouts",
)


def test_lists_show_nobody_elses(shop, ids):
    other = Shop("other")
    for path in LISTS:
        assert other.get(f"/v1/{path}").json()["data"] == [], path


def test_every_list_shows_what_was_made_in_the_time_asked_for_alone(shop, ids):
    endpoint("*", merchant=shop.merchant.object_id)
    for path in LISTS:
        if path in {"disputes", "payouts"}:  # the shop has none; they are paged as the others are
            continue
        address = f"/v1/{path}?"
        rows = shop.get(address).json()["data"]
        made = [each["created"] for each in rows]
        later, earlier = f"created[gt]={max(made)}", f"created[lt]={min(made)}"
        assert shop.get(f"{address}{later}").json()["data"] == [], path
        assert shop.get(f"{address}{earlier}").json()["data"] == [], path
        inside = f"created[gte]={min(made)}&created[lte]={max(made)}"
        assert shop.get(f"{address}{inside}").json()["data"] == rows, path


@pytest.mark.parametrize("scopes", [(), ("gateway:read",), ("accounts:write",)])
def test_a_program_without_the_scope_makes_nothing(bank, scopes):
    shop = Shop("reader", scopes=scopes)
    answer = shop.post("/v1/payment_intents", {"amount": 5, "currency": "eur"})
    assert (answer.status_code, answer.json()["code"]) == (403, "scope_missing")


def test_a_key_is_taken_as_a_basic_user_name_too(shop):
    import base64

    from django.test import Client

    def ask(text: str) -> int:
        shown = base64.b64encode(text.encode()).decode()
        headers = {"Authorization": f"Basic {shown}"}
        answer = Client().get("/v1/balance", headers=headers)
        return answer.status_code if answer.status_code == 200 else answer.json()["status"]

    assert ask(f"{shop.key}:") == 200
    assert ask(f"{shop.key}:password") == 401
    assert ask("nobody:") == 401


def test_a_card_number_is_kept_logged_and_told_nowhere(shop, caplog):
    caplog.set_level(logging.DEBUG)
    told = []
    for number in (PAN, PAN[:-1] + "7"):
        answer = shop.post(
            "/v1/payment_methods", {"type": "card", "card": {**CARD, "number": number}}
        )
        told.append(answer.content.decode())
    form = f"type=card&card[number]={PAN}&card[exp_month]=12&card[exp_year]=2031&card[cvc]=987"
    answer = shop.post("/v1/payment_methods", form)
    told.append(answer.content.decode())
    shop.paid(payment_method=answer.json()["id"])
    order = {
        "amount": 5,
        "currency": "eur",
        "payment_method_data": {"type": "card", "card": {**CARD, "number": PAN}},
    }
    told.append(shop.post("/v1/payment_intents", order).content.decode())
    for place in ({"metadata": {"card": PAN}}, {"description": f"card {PAN}"},
                  {"merchant_reference": PAN}):  # fmt: skip
        refused = shop.post("/v1/payment_intents", {"amount": 5, "currency": "eur", **place})
        assert refused.status_code == 400
        told.append(refused.content.decode())
    wrong = shop.post("/v1/payment_intents", {"amount": 5, "currency": "eur", PAN: "x"})
    assert wrong.status_code == 400
    assert PAN[:15] not in "".join(told).replace(" ", "")
    assert PAN[:15] not in caplog.text
    # A word of its own: identifiers that chance makes may hold these digits among others.
    assert re.search(r"(?<![0-9A-Za-z])987(?![0-9A-Za-z])", "".join(told)) is None
    assert tables_with(PAN[:15]) == []
    assert tables_with("Demo Shop") != []


def tables_with(text: str) -> list[str]:
    """Return the tables that the bank may read and that have a text in some row."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')
              AND has_table_privilege(oid, 'SELECT')"""
        )
        tables = [name for (name,) in cursor.fetchall()]
        found = []
        for table in tables:
            query = sql.SQL("SELECT 1 FROM {} t WHERE t::text LIKE %s LIMIT 1")
            cursor.execute(query.format(sql.Identifier(table)), [f"%{text}%"])
            if cursor.fetchone():
                found.append(table)
    assert len(tables) > 100
    return found


def test_where_an_event_went_is_asked_as_any_other_list(shop, ids):
    address = f"/v1/events/{ids['event']}/deliveries"
    for asked in ("limit=1", "created[gte]=1", "created[gte]=1&limit=2"):
        assert shop.get(f"{address}?{asked}").json()["object"] == "list", asked
    refused = shop.get(f"{address}?limit=0")
    assert (refused.status_code, refused.json()["error"]["param"]) == (400, "limit")
