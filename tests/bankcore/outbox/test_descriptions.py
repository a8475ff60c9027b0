"""docs/ says of the events what is declared; what readers rely on is not taken from them."""

import copy
import io
import json
import re

import jsonschema
import pytest
import yaml
from django.core.management import CommandError, call_command
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT7

from bankcore.events import EVENTS
from bankcore.outbox.domain import asyncapi
from bankcore.outbox.domain.compatibility import compare, record_of
from bankcore.outbox.domain.yaml_text import as_yaml
from bankcore.settings import env
from bankcore.subscriptions import STREAMS

DOCS = env.REPOSITORY / "docs"
FILES = ("events.md", "events.asyncapi.yaml", "events.released.json")
DOCUMENT = yaml.safe_load((DOCS / "events.asyncapi.yaml").read_text("utf-8"))
MESSAGES = DOCUMENT["components"]["messages"]
TOLD = [declared for declared in EVENTS if not declared.is_internal]


@pytest.fixture(autouse=True)
def _the_banks_own(settings):
    settings.OUTBOX_EVENTS = "bankcore.events.EVENTS"


@pytest.fixture
def folder(tmp_path):
    """Return a copy of what docs/ says."""
    for name in FILES:
        (tmp_path / name).write_bytes((DOCS / name).read_bytes())
    return tmp_path


def describe(*arguments, folder=DOCS) -> str:
    said = io.StringIO()
    call_command("describe_events", *arguments, folder=folder, stdout=said)
    return said.getvalue()


def test_docs_say_what_is_declared():
    describe("--check")


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("is_there", [True, False])
def test_what_is_out_of_date_is_named_and_written_anew(folder, name, is_there):
    if is_there and name.endswith("json"):
        # A reader's schema that is written otherwise, and says the same.
        (folder / name).write_text(json.dumps(json.loads((folder / name).read_text())))
    elif is_there:
        (folder / name).write_text("something else")
    else:
        (folder / name).unlink()
    with pytest.raises(CommandError, match=re.escape(name)):
        describe("--check", folder=folder)
    assert f"Written: {name}" in describe(folder=folder)
    assert (folder / name).read_bytes() == (DOCS / name).read_bytes()


def test_a_change_that_breaks_readers_is_refused_and_nothing_written(folder):
    released = json.loads((folder / FILES[2]).read_text())
    released["payments.transfer_booked"]["1"]["fields"]["purpose"] = {
        "required": False,
        "schema": {"type": "string"},
    }
    (folder / FILES[2]).write_text(json.dumps(released))
    (folder / FILES[0]).write_text("something else")
    for arguments in ([], ["--check"]):
        with pytest.raises(CommandError, match=r"payments\.transfer_booked 1: purpose is gone"):
            describe(*arguments, folder=folder)
    assert (folder / FILES[0]).read_text() == "something else"
    assert json.loads((folder / FILES[2]).read_text()) == released


def test_what_is_new_to_readers_is_noted_and_kept(folder):
    released = json.loads((folder / FILES[2]).read_text())
    del released["payments.transfer_booked"]["1"]["fields"]["base_amount"]
    del released["risk.list_loaded"]
    (folder / FILES[2]).write_text(json.dumps(released))
    noted = ["payments.transfer_booked 1: base_amount is new.", "risk.list_loaded 1 is new."]
    with pytest.raises(CommandError) as raised:
        describe("--check", folder=folder)
    assert str(raised.value).splitlines()[1:] == noted
    assert describe(folder=folder).splitlines()[:2] == noted
    describe("--check", folder=folder)


@pytest.mark.parametrize("declared", list(EVENTS), ids=lambda each: each.name)
def test_every_field_of_every_event_is_held_to_what_was_released(declared):
    released = json.loads((DOCS / FILES[2]).read_text())
    for field in declared.fields:
        for change in ("gone", "retyped", "required"):
            now = copy.deepcopy(record_of(EVENTS))
            fields = now[declared.name][str(declared.version)]["fields"]
            if change == "gone":
                del fields[field.name]
            elif change == "retyped":
                fields[field.name]["schema"] = {"type": "number"}
            else:
                fields[field.name]["required"] = not field.is_required
            (broken,) = compare(released=released, declared=now).broken
            assert broken.startswith(f"{declared.name} {declared.version}: {field.name} is")


def test_the_page_shows_every_event_and_every_field():
    page = (DOCS / "events.md").read_text("utf-8")
    sections = dict(re.findall(r"^### (\S+ \d+)\n(.*?)(?=^##|\Z)", page, re.MULTILINE | re.DOTALL))
    assert list(sections) == [f"{each.name} {each.version}" for each in EVENTS]
    for declared in EVENTS:
        section = sections[f"{declared.name} {declared.version}"]
        assert declared.meaning in section
        assert re.findall(r"^\| `(\w+)`", section, re.MULTILINE) == [
            field.name for field in declared.fields
        ]
        assert ("own tasks alone" in section) == declared.is_internal


def test_the_pages_about_events_lead_to_one_another():
    pages = ("events.md", "account-events.md", "gateway/webhooks.md")
    for name in pages:
        text = (DOCS / name).read_text("utf-8")
        others = {(DOCS / other).resolve() for other in pages if other != name}
        linked = re.findall(r"\]\(([^)#]+\.md)\)", text)
        assert others <= {((DOCS / name).parent / link).resolve() for link in linked}, name


def pointed_at(pointer: str) -> object:
    found = DOCUMENT
    for part in pointer.removeprefix("#/").split("/"):
        found = found[part]
    return found


def references(node: object) -> list[str]:
    if isinstance(node, dict):
        here = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return here + [each for value in node.values() for each in references(value)]
    return [each for value in node for each in references(value)] if isinstance(node, list) else []


def test_the_document_has_what_asyncapi_3_asks_for():
    assert DOCUMENT["asyncapi"] == "3.0.0"
    assert {"title", "version"} <= DOCUMENT["info"].keys()
    assert DOCUMENT.keys() == {
        *("asyncapi", "info", "defaultContentType", "channels", "operations", "components")
    }
    for key in (*DOCUMENT["channels"], *MESSAGES, *DOCUMENT["components"]["schemas"]):
        assert re.fullmatch(r"[\w.-]+", key)
    for channel in DOCUMENT["channels"].values():
        assert channel.keys() == {"address", "title", "description", "messages"}
    for operation in DOCUMENT["operations"].values():
        assert operation.keys() == {"action", "summary", "channel", "messages"}
        assert operation["action"] == "send"
        # An operation's messages are its channel's, by the channel's own names for them.
        channel = operation["channel"]["$ref"]
        assert {each["$ref"] for each in operation["messages"]} == {
            f"{channel}/messages/{key}" for key in pointed_at(channel)["messages"]
        }


def test_the_document_is_the_yaml_of_what_is_declared():
    assert asyncapi.document(EVENTS, streams=STREAMS) == DOCUMENT


def test_yaml_is_read_as_it_was_meant():
    meant = {
        "plain": "yes: no # not a comment",
        "$ref": "#/a/b",
        "1": [1, -2, True, None, "null", "2026-03-02", "€\n\t'\"", [], {}, [[1], {"a": [{}]}]],
        "two words": {"deep": {"deeper": [{"a": 1, "b": 2}, "x"]}},
    }
    assert yaml.safe_load(as_yaml(meant)) == meant


def test_whatever_the_document_refers_to_is_in_it():
    found = references(DOCUMENT)
    assert len(found) > 100
    for pointer in found:
        assert pointed_at(pointer)


def test_every_event_is_in_one_channel_and_what_is_internal_in_none():
    told = [key for channel in DOCUMENT["channels"].values() for key in channel["messages"]]
    assert (
        sorted(told) == sorted(f"{each.name}.{each.version}" for each in TOLD) == sorted(MESSAGES)
    )
    assert "identity.notice_due.1" not in told


def test_what_goes_into_a_stream_has_its_key_for_an_address_and_the_rest_has_none():
    addresses = {package: each["address"] for package, each in DOCUMENT["channels"].items()}
    assert {package: found for package, found in addresses.items() if found} == {
        package: f"events:{package}" for package in STREAMS
    }


def validator(key: str) -> jsonschema.Draft7Validator:
    registry = Registry().with_resource("urn:document", Resource.from_contents(DOCUMENT, DRAFT7))
    pointer = f"urn:document#/components/messages/{key}/payload"
    return jsonschema.Draft7Validator(
        {"$ref": pointer},
        registry=registry,
        format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER,
    )


@pytest.mark.parametrize("key", MESSAGES)
def test_every_example_is_what_its_schema_says(key):
    (shown,) = MESSAGES[key]["examples"]
    validator(key).validate(shown["payload"])
    assert shown["payload"]["type"] == MESSAGES[key]["name"]


@pytest.mark.parametrize("key", MESSAGES)
def test_every_schema_refuses_what_is_no_such_event(key):
    shown = MESSAGES[key]["examples"][0]["payload"]
    wrong = [
        {**shown, "specversion": "0.3"},
        {**shown, "type": "test.other"},
        {**shown, "subject": "other:1"},
        {**shown, "dataschema": "urn:bankcore:event:test.other:1"},
        {**shown, "sequence": "1"},
        {**shown, "data": None},
        *({**shown, "data": {**shown["data"], field: [[]]}} for field in shown["data"]),
        *({name: shown[name] for name in shown if name != left} for left in ("id", "time", "data")),
    ]
    for each in wrong:
        assert not validator(key).is_valid(each), each


@pytest.mark.parametrize("declared", list(EVENTS), ids=lambda each: each.name)
def test_every_declared_example_is_valid_with_and_without_what_may_be_left_out(declared):
    checked = jsonschema.Draft7Validator(
        asyncapi.payload_schema(declared),
        format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER,
    )
    checked.validate(declared.example)
    required = {each.name for each in declared.fields if each.is_required}
    checked.validate({name: declared.example[name] for name in required})
    for name in required:
        assert not checked.is_valid({k: v for k, v in declared.example.items() if k != name})
