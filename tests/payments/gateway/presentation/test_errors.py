"""Every refusal is one body for two sorts of clients, and the page of errors tells the truth."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from bankcore.settings import env
from payments.gateway.domain.declines import DECLINES

PAGE = (env.REPOSITORY / "docs/gateway/errors.md").read_text()
ORDER = {"amount": 2_500, "currency": "eur"}


def test_the_page_of_errors_has_every_decline_in_its_own_words():
    rows = re.findall(r"^\| `(\w+)` \| (.+) \| ([a-z ]+) \|$", PAGE, re.MULTILINE)
    assert {row[0]: row[1:] for row in rows} == {
        each.code: (each.message, each.advice.replace("_", " ").lower())
        for each in DECLINES.values()
    }


@pytest.mark.parametrize(
    ("path", "body", "status", "kind", "param"),
    [
        ("payment_intents", {"currency": "eur"}, 400, "invalid_request_error", "amount"),
        ("payment_intents", {**ORDER, "metadata": {"a": 5.5, "b": []}}, 400,
         "invalid_request_error", "metadata"),
        ("payment_intents", {**ORDER, "amount_captured": 5}, 400, "invalid_request_error",
         "amount_captured"),
        ("payment_intents", {**ORDER, "expand": ["merchant"]}, 400, "invalid_request_error",
         "expand"),
        ("payment_intents", {**ORDER, "customer": "cus_x"}, 404, "invalid_request_error",
         "customer"),
        ("payment_methods", {"type": "card", "card": {"number": "4242424242424241",
         "exp_month": 12, "exp_year": 2031}}, 400, "invalid_request_error", "number"),
        ("payment_methods", {"type": "sepa_debit", "sepa_debit": {"iban": "DE00"}}, 400,
         "invalid_request_error", "sepa_debit[iban]"),
        ("payment_methods", {"type": "us_bank_account", "us_bank_account":
         {"routing_number": "110000001", "account_number": "000123456789"}}, 400,
         "invalid_request_error", "us_bank_account[routing_number]"),
        ("refunds", {"amount": 5}, 400, "invalid_request_error", "payment_intent"),
        ("nothing", {}, 404, "invalid_request_error", None),
    ],
)  # fmt: skip
def test_a_refusal_names_the_parameter_in_both_bodies(shop, path, body, status, kind, param):
    answer = shop.post(f"/v1/{path}", body)
    told = answer.json()
    assert answer.status_code == told["status"] == status
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {"type", "title", "code", "detail", "cure", "request_id"} <= set(told)
    assert told["error"]["type"] == kind
    assert told["error"].get("param") == param
    assert told["error"]["message"] == told["detail"]


@pytest.mark.parametrize("amount", ["0", "-1", "1.5", "01", "1e3", "ten", "", "99999999999999"])
def test_an_amount_is_a_whole_number_of_minor_units(shop, amount):
    answer = shop.post("/v1/payment_intents", f"amount={amount}&currency=eur")
    assert (answer.status_code, answer.json()["error"]["param"]) == (400, "amount")


@pytest.mark.parametrize(
    "body",
    ["amount=1&amount=2&currency=eur", "amount=1&currency=eur&metadata=x&metadata[a]=b",
     "amount=1&currency=eur&metadata[a][b][c][d][e]=1", "a[=1", "amount=1&currency=%ff",
     "[a]=1", "amount", "amount=1&currency=eur&description=%00",
     "&".join(f"a{n}=1" for n in range(201))],
)  # fmt: skip
def test_a_form_that_is_not_clear_is_refused(shop, body):
    answer = shop.post("/v1/payment_intents", body)
    assert answer.status_code == 400
    assert answer.json()["error"]["type"] == "invalid_request_error"


def test_a_form_that_is_too_long_is_refused(shop):
    answer = shop.post("/v1/customers", "name=" + "x" * 70_000)
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")


def test_forms_and_json_say_the_same(shop):
    form = "amount=2500&currency=EUR&metadata[order]=7&expand[]=customer&confirm=false"
    by_form = shop.post("/v1/payment_intents", form).json()
    by_json = shop.post("/v1/payment_intents", {**ORDER, "metadata": {"order": "7"}}).json()
    for name in ("amount", "currency", "metadata", "status"):
        assert by_form[name] == by_json[name]


@pytest.mark.usefixtures("bank")
def test_without_a_key_nobody_is_told_anything():
    answer = Client().get("/v1/payment_intents")
    assert answer.status_code == 401
    assert answer.json()["error"]["type"] == "authentication_error"


def test_lists_are_filtered_and_refuse_what_they_do_not_know(shop):
    first, second = shop.paid(), shop.paid()
    found = shop.get("/v1/payment_intents", status="succeeded", limit=1).json()
    assert [each["id"] for each in found["data"]] == [second["id"]]
    assert found["has_more"] is True
    after = shop.get(
        "/v1/payment_intents", **{"created[gte]": str(first["created"] + 3_600)}
    ).json()
    assert after["data"] == []
    whole = shop.get("/v1/payment_intents", **{"expand[]": "data.latest_charge"}).json()
    assert whole["data"][0]["latest_charge"]["object"] == "charge"
    for query in ({"limit": "101"}, {"limit": "0"}, {"status": "x"}, {"colour": "red"},
                  {"expand[]": "data.merchant"}, {"created[gte]": "yesterday"},
                  {"starting_after": "a", "ending_before": "b"}):  # fmt: skip
        assert shop.get("/v1/payment_intents", **query).status_code == 400, query
