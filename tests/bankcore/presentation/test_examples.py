"""Every operation of the API shows an example, and each is what the schema says."""

import json

import jsonschema
import pytest
from django.core.management import call_command

from bankcore.settings.env import REPOSITORY

METHODS = ("get", "post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def schema(tmp_path_factory):
    path = tmp_path_factory.mktemp("schema") / "openapi.json"
    call_command("spectacular", "--format", "openapi-json", "--file", path)
    return json.loads(path.read_text())


def operations(schema):
    return [
        (operation["operationId"], operation)
        for path in schema["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]


def bodies(operation):
    """Return the contents of what is asked and of each success, with a name for each."""
    if "requestBody" in operation:
        yield "request", operation["requestBody"]["content"]
    for status, answer in operation["responses"].items():
        if status.startswith("2") and "content" in answer:
            yield status, answer["content"]


def shown(content):
    if "example" in content:
        return [content["example"]]
    return [each["value"] for each in content.get("examples", {}).values()]


def test_every_operation_shows_what_is_asked_and_what_is_answered(schema):
    missing = []
    for name, operation in operations(schema):
        given = list(bodies(operation))
        has_answer = [content for what, content in given if what != "request"]
        asked = [content for what, content in given if what == "request"]
        answered = any(shown(each) for content in has_answer for each in content.values())
        if (has_answer and not answered) or not all(
            shown(each) for content in asked for each in content.values()
        ):
            missing.append(name)
    assert missing == []
    assert len(operations(schema)) > 130


def test_every_example_is_what_the_schema_says(schema):
    """Files are shown by their names: what is binary is not looked at."""
    wrong, tried = [], 0
    for name, operation in operations(schema):
        for what, content in bodies(operation):
            for media_type, described in content.items():
                whole = {**described["schema"], "components": schema["components"]}
                for example in shown(described):
                    tried += 1
                    errors = jsonschema.Draft202012Validator(whole).iter_errors(example)
                    wrong += [
                        (name, what, media_type, error.json_path, error.message[:80])
                        for error in errors
                    ]
    assert wrong == []
    assert tried > 180


def test_every_example_belongs_to_an_operation(schema):
    kept = json.loads((REPOSITORY / "bankcore/presentation/api/examples.json").read_text())
    assert set(kept) - {name for name, _ in operations(schema)} == set()
