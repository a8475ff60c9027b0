"""Refusals as the schema shows them are the refusals that the API gives."""

import json
import re
from types import SimpleNamespace
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework import serializers

from bankcore.demo.berka import importing
from bankcore.presentation import problems
from bankcore.presentation.api import refusals
from bankcore.settings.env import REPOSITORY
from tests import factories
from tests.clients import ApiClient
from tests.described import faults_of_body, held, schema

NOBODYS = "51df7d3b-e1cc-444f-8565-4c8427eb59b6"
TRANSFERS = "/api/v1/transfers"


def transfer(api, **more):
    payer, payee = factories.account(funds=10), factories.account()
    body = {
        "debit_account_id": str(payer.account_id),
        "credit_account_id": str(payee.account_id),
        "amount": "5.00",
        "currency": "EUR",
        "narrative": "Rent",
    }
    return api.post(TRANSFERS, {**body, **more.pop("body", {})}, **more)


def used_twice(api):
    key = str(uuid4())
    transfer(api, key=key)
    return transfer(api, key=key, body={"amount": "6.00"})


def as_xml(api):
    headers = {"Authorization": f"Bearer {api._key}", "Idempotency-Key": str(uuid4())}
    return Client().post(TRANSFERS, "<a/>", content_type="application/xml", headers=headers)


def changed_meanwhile(api):
    endpoints = "/api/v1/webhook-endpoints"
    wanted = {"url": "https://93.184.215.14/hooks", "enabled_events": ["*"]}
    made = api.post(endpoints, wanted).json()
    path, headers = f"{endpoints}/{made['id']}", {"If-Match": '"of-yesterday"'}
    return api.request("PATCH", path, {"description": "New"}, **headers)


REFUSED = {
    400: lambda api: transfer(api, body={"amount": "-5.00"}),
    401: lambda _: held("GET", "/api/v1/accounts", Client().get("/api/v1/accounts")),
    403: lambda _: ApiClient("reader", scopes=["accounts:read"]).post(TRANSFERS, {}),
    404: lambda api: api.get(f"/api/v1/accounts/{NOBODYS}"),
    406: lambda api: api.get("/api/v1/accounts", accept="text/html"),
    409: lambda api: transfer(api, body={"amount": "5000.00"}),
    412: changed_meanwhile,
    413: lambda api: api.post(TRANSFERS, {"narrative": "x" * (2 << 20)}),
    415: as_xml,
    422: used_twice,
}


def kept():
    text = (REPOSITORY / "bankcore/presentation/api/refusals.json").read_text()
    found = json.loads(text).items()
    whose = problems.instance_of(refusals.REQUEST_ID)
    return {
        status: {**each, "type": problems.type_of(each["code"]), "instance": whose}
        for status, each in found
    }


@pytest.mark.parametrize("status", REFUSED)
def test_a_refusal_is_shown_as_it_is_given(bank, status, settings):
    settings.WEBHOOK_ALLOWED_NETWORKS = ["93.184.215.14/32"]
    answer = REFUSED[status](ApiClient())
    assert answer.status_code == status
    told = answer.json()
    assert told["instance"] == problems.instance_of(answer["X-Request-ID"])
    shown = {
        "request_id": refusals.REQUEST_ID,
        "instance": problems.instance_of(refusals.REQUEST_ID),
    }
    assert {**told, **shown} == kept()[str(status)]


FACES = ["/api/v1/transfers", "/v1/payment_intents", "/process_payment", "/detect_fraud"]


@pytest.mark.parametrize("face", FACES)
def test_what_the_framework_refuses_is_a_problem_at_every_face_of_the_api(bank, face):
    """A method that is not there, and a body of a type that nobody reads."""
    key = f"Bearer {ApiClient()._key}"
    headers = {"Authorization": key, "Idempotency-Key": str(uuid4())}
    wrong_method = Client().put(face, "{}", content_type="application/json", headers=headers)
    assert wrong_method.status_code == 405
    assert "POST" in wrong_method["Allow"]
    wrong_type = Client().post(face, "<a/>", content_type="application/xml", headers=headers)
    assert wrong_type.status_code == 415
    for answer in (wrong_method, wrong_type):
        assert answer["Content-Type"] == problems.MEDIA_TYPE
        told = answer.json()
        assert told["instance"] == problems.instance_of(answer["X-Request-ID"])
        assert told["type"] == problems.type_of(told["code"])


@pytest.mark.parametrize("path", ["/api/v1/nothing", "/v1/nothing"])
def test_an_address_that_does_not_exist_is_a_problem(path):
    answer = Client().get(path)
    assert (answer.status_code, answer["Content-Type"]) == (404, problems.MEDIA_TYPE)
    assert answer.json()["instance"] == problems.instance_of(answer["X-Request-ID"])


def test_a_pointer_leads_to_the_very_item_and_a_query_has_none(bank):
    detail = {"lines": [{}, {"to/whom": ["No."]}], "tags": {0: ["Too long."]}}
    answer = problems.exception_handler(
        serializers.ValidationError(detail), {"request": SimpleNamespace(method="POST")}
    )
    assert [(each["field"], each["pointer"]) for each in answer.data["errors"]] == [
        ("lines.to/whom", "#/lines/1/to~1whom"),
        ("tags.0", "#/tags/0"),
    ]
    asked = ApiClient().get("/api/v1/accounts", limit="many").json()
    assert [set(each) for each in asked["errors"]] == [{"field", "message"}]


def every_refusal():
    """Return where a problem is answered, its status, and how it is described."""
    for address, path in schema()["paths"].items():
        for method, operation in path.items():
            for status, answer in operation["responses"].items():
                if int(status) >= 400 and "application/problem+json" in answer["content"]:
                    content = answer["content"]["application/problem+json"]
                    yield f"{method} {address}", status, content


def example_of(content):
    named = content["examples"]["refused"]["$ref"].rpartition("/")[2]
    return schema()["components"]["examples"][named]["value"]


def test_every_refusal_shows_an_example_of_its_status():
    wrong, tried = [], 0
    for where, status, content in every_refusal():
        tried += 1
        if "examples" not in content:
            wrong.append((where, status))
            continue
        shown = example_of(content)
        if str(shown.get("http_status", shown["status"])) != status:
            wrong.append((where, status, shown["status"]))
    assert wrong == []
    assert tried > 1_000


def test_every_example_of_a_refusal_is_what_the_schema_says():
    wrong, seen = [], set()
    for _, _, content in every_refusal():
        if content["examples"]["refused"]["$ref"] not in seen:
            seen.add(content["examples"]["refused"]["$ref"])
            wrong += faults_of_body(content["schema"], example_of(content))
    assert wrong == []
    assert len(seen) == len(schema()["components"]["examples"])


def test_the_schema_lists_codes_that_the_book_of_errors_tells_under_the_same_status():
    told = set(
        re.findall(
            r"^\| (\d{3}) \| `(\w+)`",
            (REPOSITORY / "docs/api-errors.md").read_text(),
            flags=re.MULTILINE,
        )
    )
    code = schema()["components"]["schemas"]["ProblemOutput"]["properties"]["code"]
    listed = {(status, each) for status, codes in code["x-codes"].items() for each in codes}
    assert listed - told == set()
    assert len(listed) > 100
    assert {(status, problem["code"]) for status, problem in kept().items()} - listed == set()


def test_refusals_of_demo_commands_are_not_promised_to_integrators():
    promised = {code for codes in refusals.codes().values() for code in codes}
    assert importing.ImportRefused.code not in promised
    assert len(promised) > 100
