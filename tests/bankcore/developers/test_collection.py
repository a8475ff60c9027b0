"""The Postman collection is the API: every operation is in it, and its first folder runs."""

import json
import re

import pytest
from django.core.management import call_command
from django.test import Client

from bankcore.developers.services import collection, description
from tests.described import held
from tests.payments.gateway.presentation.merchants import Shop

KEEPS = re.compile(r'pm\.collectionVariables\.set\("(\w+)", pm\.response\.json\(\)\.(\w+)\);')


@pytest.fixture(scope="module")
def made():
    return collection.made(base_url="https://bank.example.org")


def filled(value, variables):
    """Return what Postman sends for a template."""
    if isinstance(value, str):
        return re.sub(r"\{\{(\$?\w+)\}\}", lambda found: variables[found[1]], value)
    return value


class Postman:
    """Sends the requests of a collection one after another, as newman does."""

    def __init__(self, made, **variables):
        given = {each["key"]: each["value"] for each in made["variable"]}
        self.variables = {**given, "base_url": "", **variables}
        self.sent = 0

    def send(self, item):
        self.sent += 1
        request = item["request"]
        self.variables["$guid"] = f"3f2b8e1c-0000-4000-8000-{self.sent:012d}"
        path = "/" + "/".join(request["url"]["path"])
        for each in request["url"].get("variable", []):
            path = path.replace(f":{each['key']}", filled(each["value"], self.variables))
        headers = {each["key"]: filled(each["value"], self.variables) for each in request["header"]}
        headers["Authorization"] = f"Bearer {self.variables['key']}"
        body = filled(request["body"]["raw"], self.variables) if "body" in request else ""
        answer = Client().generic(
            request["method"],
            path,
            body,
            content_type=headers.pop("Content-Type", "application/json"),
            headers=headers,
        )
        for event in item.get("event", []):
            for name, field in KEEPS.findall("\n".join(event["script"]["exec"])):
                self.variables[name] = answer.json()[field]
        return held(request["method"], path, answer)


def test_the_first_folder_runs_from_a_key_to_a_refund(bank, made):
    postman = Postman(made, key=Shop().key)
    folder = made["item"][0]
    answers = [postman.send(item) for item in folder["item"]]
    assert [each.status_code for each in answers] == [200] * 5, [each.content for each in answers]
    assert answers[3].json()["status"] == "succeeded"
    assert answers[4].json()["amount"] == 500


def test_every_operation_of_the_schema_is_a_request_once(made):
    asked = sorted(
        (item["request"]["method"], "/" + "/".join(item["request"]["url"]["path"]))
        for folder in made["item"][1:]
        for item in folder["item"]
    )
    described = sorted(
        (method.upper(), re.sub(r"\{(\w+)\}", r":\1", path))
        for path, methods in description.schema()["paths"].items()
        for method in methods
    )
    assert asked == described
    assert len(asked) > 130


def test_every_request_says_what_it_does_and_what_it_needs(made):
    for folder in made["item"][1:]:
        for item in folder["item"]:
            assert item["name"], item
            assert "Needs the scope" in item["request"]["description"] or "auth" in item["request"]
    described = description.schema()["paths"]["/api/v1/transfers"]["post"]["description"]
    assert "Needs the scope `payments:write`." in described
    assert "under the same `Idempotency-Key`" in described


def test_every_write_that_needs_a_key_of_its_own_has_one(made):
    missing = [
        item["name"]
        for folder in made["item"]
        for item in folder["item"]
        if item["request"]["method"] == "POST"
        and item["request"]["url"]["path"][0] == "v1"
        and not any(each["key"] == "Idempotency-Key" for each in item["request"]["header"])
    ]
    assert missing == []


def test_every_id_of_an_address_is_kept_by_a_request_or_named_among_the_variables(made):
    """What is left is nothing that a program can make: the bank does, or a customer."""
    known = {each["key"] for each in made["variable"]}
    asked = {
        each["value"].strip("{}")
        for folder in made["item"]
        for item in folder["item"]
        for each in item["request"]["url"].get("variable", [])
    }
    assert asked - known == {"pdf", "held_payment_id", "mandate"}


def test_what_gives_ids_comes_before_what_asks_for_them(made):
    (folder,) = (each for each in made["item"] if each["name"] == "merchants: payment intents")
    names = [item["name"] for item in folder["item"]]
    assert names[:3] == ["List payments", "Make a payment", "Read a payment"]
    assert names[-1] == "Give a payment up"
    kept = "\n".join(folder["item"][1]["event"][0]["script"]["exec"])
    assert 'keep("payment_intent", found(answer => answer.id));' in kept


def test_requests_of_the_banks_own_api_carry_its_key_and_merchants_theirs(made):
    for folder in made["item"]:
        own = folder["item"][0]["request"]["url"]["path"][0] == "api"
        auth = folder.get("auth", made["auth"])
        assert auth["bearer"][0]["value"] == ("{{bank_key}}" if own else "{{key}}")


def test_a_key_is_the_readers_to_fill_in_and_never_in_the_file(made):
    given = {each["key"]: each["value"] for each in made["variable"]}
    assert (given["key"], given["bank_key"]) == ("", "")
    assert "not_a_secret" not in json.dumps(made)


def test_the_file_and_the_page_are_the_same_collection(bank, made, tmp_path, settings):
    settings.PUBLIC_ADDRESS = "https://bank.example.org"
    path = tmp_path / "dist" / "bankcore.json"
    call_command("make_postman", "--file", str(path), verbosity=0)
    served = Client().get("/developers/bankcore.postman_collection.json")
    assert json.loads(path.read_text()) == served.json() == made
    assert "attachment" in served.headers["Content-Disposition"]
