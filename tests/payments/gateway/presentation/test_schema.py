"""The schema of the merchants' API is what the API answers, operation by operation.

Every answer that a Shop gets is held against the schema by itself; here each operation is called.
"""

import ast
import json
import re
from uuid import uuid4

import pytest

from bankcore.settings.env import REPOSITORY
from payments.gateway.models import Merchant
from payments.gateway.presentation.api.event_examples import EVENT_TYPES
from payments.settlement.models import Payout
from payments.webhooks.models import Event
from tests import described
from tests.architecture import source
from tests.conftest import NOW
from tests.payments.gateway.presentation.merchants import CARD

DISPUTED, ASKS, POOR = "4000000000000259", "4000002760003184", "4000000000009995"
ADDRESS = "https://8.8.8.8/webhooks"
PAGE = {"amount": 500, "currency": "eur", "description": "A pen"}


@pytest.fixture
def things(shop) -> dict[str, str]:
    """Make one thing of every kind, and return their ids by the names in addresses."""
    hook = {"url": ADDRESS, "enabled_events": ["*"]}
    endpoint = shop.post("/v1/webhook_endpoints", hook).json()
    customer = shop.post("/v1/customers", {"name": "Demo Person 01"}).json()["id"]
    method = shop.card()
    shop.post(f"/v1/payment_methods/{method}/attach", {"customer": customer})
    asked = {"customer": customer, "payment_method": method, "confirm": True}
    setup = shop.post("/v1/setup_intents", asked).json()
    paid = shop.paid(payment_method=method, customer=customer)
    shop.paid(payment_method=shop.card(DISPUTED))
    refund = {"payment_intent": paid["id"], "amount": 500}
    return {
        "customer": customer,
        "method": method,
        "mandate": setup["mandate"],
        "setup": setup["id"],
        "intent": paid["id"],
        "charge": paid["latest_charge"],
        "refund": shop.post("/v1/refunds", refund).json()["id"],
        "dispute": shop.get("/v1/disputes").json()["data"][0]["id"],
        "transaction": shop.get("/v1/balance_transactions").json()["data"][0]["id"],
        "payout": payout(shop),
        "link": shop.post("/v1/payment_links", PAGE).json()["id"],
        "session": shop.post("/v1/checkout/sessions", PAGE).json()["id"],
        "endpoint": endpoint["id"],
        "event": shop.get("/v1/events").json()["data"][0]["id"],
    }


def payout(shop) -> str:
    merchant = Merchant.objects.get(object_id=shop.merchant.object_id)
    made = Payout.objects.create(
        object_id="po_4xRt6YuIoP8sDfGh2JkLzXcV",
        merchant=merchant,
        currency="EUR",
        amount_minor=2_000,
        account_id=merchant.payout_account_id,
        idempotency=uuid4(),
        ordered_by="user:1",
        created_at=NOW,
    )
    return made.object_id


def held_payment(shop) -> str:
    order = {"amount": 900, "currency": "eur", "capture_method": "manual", "confirm": True}
    return shop.post("/v1/payment_intents", {**order, "payment_method": shop.card()}).json()["id"]


def new_payment(shop) -> str:
    return shop.post("/v1/payment_intents", {"amount": 900, "currency": "eur"}).json()["id"]


def open_setup(shop) -> str:
    return shop.post("/v1/setup_intents", {"payment_method": shop.card()}).json()["id"]


# What is posted; where the thing has to be in another state than the one that was made, which.
POSTED = {
    "payment_intents_create": ({"amount": 900, "currency": "eur"}, {}),
    "payment_intents_update": ({"description": "Order 1001"}, {"intent": new_payment}),
    "payment_intents_confirm": (
        {"payment_method_data": {"type": "card", "card": CARD}},
        {"intent": new_payment},
    ),
    "payment_intents_capture": ({"amount_to_capture": 400}, {"intent": held_payment}),
    "payment_intents_cancel": ({}, {"intent": held_payment}),
    "refunds_update": ({"metadata": {"order": "1001"}}, {}),
    "gateway_customers_create": ({"name": "Demo Person 02"}, {}),
    "gateway_customers_update": ({"metadata": {"order": "1001"}}, {}),
    "payment_methods_create": ({"type": "card", "card": CARD}, {}),
    "payment_methods_update": ({"metadata": {"order": "1001"}}, {}),
    "setup_intents_confirm": ({}, {"setup": open_setup}),
    "setup_intents_cancel": ({}, {"setup": open_setup}),
    "payment_links_create": (PAGE, {}),
    "payment_links_update": ({"active": False}, {}),
    "checkout_sessions_create": (PAGE, {}),
    "disputes_update": ({"evidence": {"uncategorized_text": "winning_evidence"}}, {}),
    "webhook_endpoints_create": ({"url": ADDRESS, "enabled_events": ["charge.*"]}, {}),
    "webhook_endpoints_update": ({"enabled_events": ["*"]}, {}),
    "webhook_endpoints_replay": ({"dead": True}, {}),
}
LAST = ("payment_methods_detach", "gateway_customers_delete", "webhook_endpoints_delete")


def operations() -> list[tuple[str, str, str]]:
    """Return the merchants' operations: reading first, taking away last."""
    found = [
        (operation["operationId"], method, address)
        for address, path in described.schema()["paths"].items()
        if address.startswith("/v1/")
        for method, operation in path.items()
    ]
    return sorted(found, key=lambda each: (each[0] in LAST, each[1] != "get", each[0]))


def test_every_operation_answers_what_its_schema_says(shop, things):
    wrong, called = [], 0
    for name, method, address in operations():
        body, others = POSTED.get(name, ({}, {}))
        if name in {"payment_methods_attach", "setup_intents_create"}:
            body = {"customer": things["customer"]}
        if name == "refunds_create":
            body = {"payment_intent": things["intent"], "amount": 100}
        if name == "disputes_close":
            shop.paid(payment_method=shop.card(DISPUTED))
            others = {"dispute": lambda shop: shop.get("/v1/disputes").json()["data"][0]["id"]}
        ids = {**things, **{kind: make(shop) for kind, make in others.items()}}
        path = re.sub(r"\{(\w+)\}", lambda found, ids=ids: ids[found[1]], address)
        if method == "get":
            query = {"customer": ids["customer"]} if name == "payment_methods_list" else {}
            answer = shop.get(path, **query)
        else:
            answer = shop.delete(path) if method == "delete" else shop.post(path, body)
        called += 1
        if answer.status_code != 200:
            wrong.append((name, answer.status_code, answer.json().get("detail")))
    assert wrong == []
    assert called >= 61


def test_what_is_shown_whole_is_in_the_schema(shop, things):
    expand = {"expand[]": ["latest_charge", "payment_method", "customer"]}
    shown = shop.get(f"/v1/payment_intents/{things['intent']}", **expand).json()
    assert shown["latest_charge"]["object"] == "charge"
    assert shown["customer"]["name"] == "Demo Person 01"
    shop.delete(f"/v1/customers/{things['customer']}")
    erased = shop.get(f"/v1/payment_intents/{things['intent']}", **expand).json()
    assert erased["customer"] == {"id": things["customer"], "object": "customer", "deleted": True}


def test_what_payers_have_to_do_and_why_they_are_declined_is_in_the_schema(shop):
    order = {"amount": 900, "currency": "eur", "confirm": True}
    asked = shop.post("/v1/payment_intents", {**order, "payment_method": shop.card(ASKS)})
    assert asked.json()["next_action"]["type"] == "redirect_to_url"
    declined = shop.post("/v1/payment_intents", {**order, "payment_method": shop.card(POOR)})
    assert declined.status_code == 402
    payment = declined.json()["error"]["payment_intent"]
    assert payment["last_payment_error"]["decline_code"] == "insufficient_funds"
    again = shop.get(f"/v1/payment_intents/{payment['id']}")
    assert again.json()["status"] == "requires_payment_method"


@pytest.mark.parametrize(
    ("kind", "details"),
    [
        ("sepa_debit", {"iban": "DE89370400440532013000"}),
        ("us_bank_account", {"routing_number": "021000021", "account_number": "000123456789"}),
    ],
)
def test_each_kind_of_account_is_in_the_schema(shop, kind, details):
    body = {"type": kind, kind: details, "billing_details": {"name": "Demo Person 01"}}
    made = shop.post("/v1/payment_methods", body)
    assert (made.status_code, set(made.json()) & {"card", kind}) == (200, {kind})


def webhook(name: str) -> dict:
    content = described.schema()["webhooks"][name]["post"]["requestBody"]["content"]
    return content["application/json"]


@pytest.mark.parametrize("name", EVENT_TYPES)
def test_each_event_is_shown_as_its_schema_says(name):
    shown = webhook(name)
    assert described.faults_of_body(shown["schema"], shown["example"]) == []
    assert shown["example"]["type"] == name


def test_an_event_is_what_its_webhooks_schema_says(shop, things):
    shop.post(f"/v1/payment_intents/{held_payment(shop)}/cancel", {})
    shop.post(f"/v1/webhook_endpoints/{things['endpoint']}/test", {})
    shop.post(f"/v1/webhook_endpoints/{things['endpoint']}", {"disabled": True})
    faults, types = [], set()
    for event in Event.objects.all():
        types.add(event.type)
        sent = json.loads(bytes(event.payload))
        faults += described.faults_of_body(webhook(event.type)["schema"], sent)
    assert faults == []
    assert len(types) >= 11


def told(package: str) -> set[str]:
    """Return the texts in a package's services that are named as events of a thing are."""
    constants = [
        node.value
        for file in source.files(f"payments/{package}/services")
        for node in ast.walk(source.parsed(file))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]
    name = re.compile(r"(payment_intent|charge|refund|payout|webhook_endpoint)\.[a-z_.]+")
    return {each for each in constants if name.fullmatch(each)}


def test_the_schema_and_the_page_name_every_type_of_event_that_is_recorded():
    recorded = told("gateway") | told("settlement") | told("webhooks")
    assert set(described.schema()["webhooks"]) == recorded
    page = (REPOSITORY / "docs/gateway/webhooks.md").read_text()
    rows = re.findall(r"^\| `([a-z_.]+)` \| (.+?) \|", page, flags=re.MULTILINE)
    assert dict(rows) == {name: kind.when for name, kind in EVENT_TYPES.items()}
