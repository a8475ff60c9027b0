"""What the API's schema says of an answer, and whether an answer that came is that."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

import jsonschema
from drf_spectacular.generators import SchemaGenerator

# Any address may answer these: another method, an error of the bank's own. No schema lists them.
EVERYWHERE = frozenset({405, 500})
METHODS = ("get", "post", "put", "patch", "delete")


@cache
def schema() -> dict[str, Any]:
    """Return the schema, as the bank serves it."""
    made = SchemaGenerator().get_schema(request=None, public=True)
    return json.loads(json.dumps(made, default=str))


def operation_of(method: str, path: str) -> tuple[str, dict[str, Any]] | None:
    """Return the operation, with its address in the schema; None where there is no such."""
    for pattern, template in _templates():
        if pattern.fullmatch(path) and method.lower() in schema()["paths"][template]:
            return template, schema()["paths"][template][method.lower()]
    return None


def faults_of(method: str, path: str, answer: Any) -> list[str]:
    """Return in what an answer is not what the schema says: nothing where it is.

    A field that the schema does not name is a fault, though clients have to bear it.
    """
    found = operation_of(method, path.partition("?")[0])
    if found is None or answer.status_code in EVERYWHERE:
        return []
    template, operation = found
    described = operation["responses"].get(str(answer.status_code))
    if described is None:
        return [f"{method} {template}: {answer.status_code} is not in the schema"]
    kind = answer.headers.get("Content-Type", "").partition(";")[0]
    content = {name.partition(";")[0] for name in described.get("content", {})}
    if not content:
        return [f"{method} {template}: {kind} where nothing is said"] if answer.content else []
    if kind not in content:
        return [f"{method} {template}: {answer.status_code} as {kind} is not in the schema"]
    if not kind.endswith("json"):
        return []
    where = (template, method.lower(), str(answer.status_code), kind)
    errors = list(_validator(where).iter_errors(answer.json()))
    return [f"{method} {template}: {each.json_path}: {each.message[:200]}" for each in errors]


def held(method: str, path: str, answer: Any) -> Any:
    """Return an answer; fails the test where it is not what the schema says."""
    faults = faults_of(method, path, answer)
    assert not faults, "\n".join(faults)
    return answer


def faults_of_body(part: dict[str, Any], body: Any) -> list[str]:
    """Return in what a body is not what a part of the schema says."""
    whole = json.loads(json.dumps(part))
    _close(whole)
    errors = _checked_by({**whole, "components": _closed()["components"]}).iter_errors(body)
    return [f"{each.json_path}: {each.message[:200]}" for each in errors]


@cache
def _templates() -> list[tuple[re.Pattern[str], str]]:
    """Return the addresses, those without an id first."""
    ordered = sorted(schema()["paths"], key=lambda each: (each.count("{"), each))
    return [(re.compile(re.sub(r"\{[^}]+\}", "[^/]+", each)), each) for each in ordered]


@cache
def _validator(where: tuple[str, str, str, str]) -> jsonschema.Draft202012Validator:
    template, method, status, kind = where
    described = _closed()["paths"][template][method]["responses"][status]["content"][kind]
    return _checked_by({**described["schema"], "components": _closed()["components"]})


def _checked_by(whole: dict[str, Any]) -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(
        whole, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


@cache
def _closed() -> dict[str, Any]:
    """Return the schema with no room in its objects for fields that they do not name."""
    found = json.loads(json.dumps(schema()))
    _close(found["components"]["schemas"])
    return found


def _close(part: Any) -> None:
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) and part.get("type") == "object":
            part.setdefault("additionalProperties", False)
        for inner in part.values():
            _close(inner)
    elif isinstance(part, list):
        for inner in part:
            _close(inner)
