"""The API as a collection of requests in Postman's format 2.1, made from the schema.

Postman's own format is described at https://schema.postman.com; what is used of it here are
folders, requests, a bearer token for all, variables, and one line of script where an answer's id
is what the next request is about.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bankcore.developers.services import description

FORMAT: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
QUICK_START: Final = "Quick start"
_JSON: Final = "application/json"
_FORM: Final = "multipart/form-data"
_FILE: Final = "file"  # as the schema calls every file that is sent
Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Step:
    """A request of the first folder: `keeps` names the variable that keeps the answer's id."""

    operation: str
    name: str
    body: Mapping[str, Any] | None = None
    keeps: str = ""
    path: Mapping[str, str] = field(default_factory=dict)


_CARD: Final = {"number": "4242424242424242", "exp_month": 12, "exp_year": 2031, "cvc": "123"}
_PAY: Final = {
    "amount": 2500,
    "currency": "eur",
    "payment_method": "{{payment_method}}",
    "confirm": True,
}
_INTENT: Final = {"intent": "{{payment_intent}}"}
_STEPS: Final = (
    _Step(operation="balance_read", name="Does the key work?"),
    _Step(
        operation="payment_methods_create",
        name="Keep a test card",
        body={"type": "card", "card": _CARD},
        keeps="payment_method",
    ),
    _Step(operation="payment_intents_create", name="Pay", body=_PAY, keeps="payment_intent"),
    _Step(operation="payment_intents_read", name="Look at the payment", path=_INTENT),
    _Step(
        operation="refunds_create",
        name="Pay some of it back",
        body={"payment_intent": "{{payment_intent}}", "amount": 500},
    ),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Operation:
    method: str
    path: str
    described: Json


def made(*, base_url: str) -> Json:
    """Return the collection, for a bank at `base_url`; `key` is the reader's to fill in."""
    schema = description.schema()
    operations = {each.described["operationId"]: each for each in _operations(schema)}
    folders: defaultdict[str, list[Json]] = defaultdict(list)
    for each in operations.values():
        folders[each.described["tags"][0]].append(_item(each))
    kept = [step.keeps for step in _STEPS if step.keeps]
    return {
        "info": {
            "name": schema["info"]["title"],
            "description": schema["info"]["description"],
            "version": schema["info"]["version"],
            "schema": FORMAT,
        },
        "auth": {"type": "bearer", "bearer": [_variable("token", "{{key}}")]},
        "variable": [
            _variable("base_url", base_url),
            _variable("key", ""),
            *(_variable(name, "") for name in kept),
        ],
        "item": [
            {
                "name": QUICK_START,
                "description": "From a sandbox key to a refund, one after another.",
                "item": [_step(step, operations[step.operation]) for step in _STEPS],
            },
            *({"name": tag, "item": items} for tag, items in sorted(folders.items())),
        ],
    }


def _operations(schema: Json) -> Iterator[_Operation]:
    for path, methods in schema["paths"].items():
        for method, described in methods.items():
            yield _Operation(method=method.upper(), path=path, described=described)


def _step(step: _Step, operation: _Operation) -> Json:
    item = _item(operation, path=step.path)
    item["name"] = step.name
    if step.body is not None:
        item["request"]["body"] = _raw(step.body)
    item["request"]["url"].pop("query", None)
    item["request"]["url"]["raw"] = item["request"]["url"]["raw"].partition("?")[0]
    if step.keeps:
        line = f'pm.collectionVariables.set("{step.keeps}", pm.response.json().id);'
        item["event"] = [{"listen": "test", "script": {"type": "text/javascript", "exec": [line]}}]
    return item


def _item(operation: _Operation, *, path: Mapping[str, str] | None = None) -> Json:
    described = operation.described
    request: Json = {
        "method": operation.method,
        "description": described.get("description", ""),
        "header": list(_headers(described)),
        "url": _url(operation, path or {}),
    }
    if not described.get("security"):
        request["auth"] = {"type": "noauth"}
    if "requestBody" in described:
        request["body"] = _body(described["requestBody"]["content"])
        if request["body"]["mode"] == "raw":
            request["header"].append(_variable("Content-Type", _JSON))
    return {"name": described["summary"], "request": request}


def _headers(described: Json) -> Iterator[Json]:
    for each in described.get("parameters", []):
        if each["in"] == "header" and each.get("required"):
            # Another key at every request: {{$guid}} is Postman's own.
            is_key = each["name"] == "Idempotency-Key"
            yield _variable(each["name"], "{{$guid}}" if is_key else "")


def _url(operation: _Operation, given: Mapping[str, str]) -> Json:
    names = re.findall(r"\{(\w+)\}", operation.path)
    path = re.sub(r"\{(\w+)\}", r":\1", operation.path)
    asked = [each for each in operation.described.get("parameters", []) if each["in"] == "query"]
    url: Json = {
        "raw": "{{base_url}}" + path,
        "host": ["{{base_url}}"],
        "path": path.strip("/").split("/") + ([""] if path.endswith("/") else []),
    }
    if names:
        url["variable"] = [_variable(name, given.get(name, "")) for name in names]
    if asked:
        url["query"] = [
            {
                **_variable(each["name"], ""),
                "description": each.get("description", ""),
                "disabled": not each.get("required", False),
            }
            for each in asked
        ]
    return url


def _body(content: Json) -> Json:
    if _JSON in content:
        return _raw(_example(content[_JSON]))
    media_type, described = next(iter(content.items()))
    mode = "formdata" if media_type == _FORM else "urlencoded"
    example = _example(described)
    return {"mode": mode, mode: [_field(name, value) for name, value in example.items()]}


def _field(name: str, value: Any) -> Json:
    """Return a field of a form; the file is for the reader to choose."""
    if name == _FILE:
        return {"key": name, "type": "file", "src": []}
    return {**_variable(name, _text(value)), "type": "text"}


def _example(described: Json) -> Any:
    if "example" in described:
        return described["example"]
    return next((each["value"] for each in described.get("examples", {}).values()), {})


def _raw(body: Any) -> Json:
    return {
        "mode": "raw",
        "raw": json.dumps(body, indent=2),
        "options": {"raw": {"language": "json"}},
    }


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _variable(key: str, value: str) -> Json:
    return {"key": key, "value": value}
