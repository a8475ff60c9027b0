"""The API as a collection of requests in Postman's format 2.1, made from the schema.

Postman's own format is described at https://schema.postman.com; what is used of it here are
folders, requests, bearer tokens, variables, and scripts: a line where an answer's id is what the
next request of the quick start is about, and those of `collection_ids` for all others.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from bankcore.developers.services import collection_ids, description

FORMAT: Final = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
QUICK_START: Final = "Quick start"
_JSON: Final = "application/json"
_FORM: Final = "multipart/form-data"
_FILE: Final = "file"  # as the schema calls every file that is sent
_BANK: Final = "/api/v1/"
# Folders whose requests are about what another folder's answers tell, after that one.
_AFTER: Final = {"early repayments": "loans"}
# When what gives others of its folder their ids, or makes them possible, is asked for.
_PLACES: Final = {
    "fx_quotes_create": 1,
    "customers_upload_document": 1,
    "letters_create": 1,
    "message_threads_read": 2,
    "loan_applications_decide": 3,
}
# What a thing does not come back from is asked for last.
_ENDS: Final = ("cancel", "expire", "close", "detach", "end", "break", "revoke")
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
    """Return the collection, for a bank at `base_url`; the keys are the reader's to fill in.

    `key` is a merchant's, for /v1, and `bank_key` a program's, for /api/v1.
    """
    schema = description.schema()
    operations = {each.described["operationId"]: each for each in _operations(schema)}
    folders: defaultdict[str, list[Json]] = defaultdict(list)
    kept = {step.keeps: None for step in _STEPS if step.keeps}
    for each in sorted(operations.values(), key=_place):
        values = collection_ids.kept(
            each.described["operationId"], each.path, _answer(each.described), schema["paths"]
        )
        kept |= dict.fromkeys(values)
        folders[each.described["tags"][0]].append(_item(each, keeps=values))
    return {
        "info": {
            "name": schema["info"]["title"],
            "description": schema["info"]["description"],
            "version": schema["info"]["version"],
            "schema": FORMAT,
        },
        "auth": _bearer("key"),
        "variable": [
            _variable("base_url", base_url),
            _variable("key", ""),
            _variable("bank_key", ""),
            *(_variable(name, value) for name, value in collection_ids.GIVEN.items()),
            *(_variable(name, "") for name in (*kept, *collection_ids.names())),
        ],
        "event": [_script("prerequest", collection_ids.EVERYWHERE)],
        "item": [
            {
                "name": QUICK_START,
                "description": "From a sandbox key to a refund, one after another.",
                "item": [_step(step, operations[step.operation]) for step in _STEPS],
            },
            *(_folder(tag, folders[tag]) for tag in sorted(folders, key=_turn)),
        ],
    }


def _turn(tag: str) -> tuple[str, str]:
    return (_AFTER.get(tag, tag), tag if tag in _AFTER else "")


def _place(operation: _Operation) -> int:
    """Return when in its folder an operation's turn is: what gives ids first, what ends last."""
    last = operation.path.rpartition("/")[2]
    known = _PLACES.get(operation.described["operationId"])
    if known is not None:
        return known
    if operation.method == "DELETE" or last in _ENDS:
        return 5
    if "{" not in operation.path:
        return 0 if operation.method == "GET" else 2
    return 3 if operation.method == "GET" else 4


def _folder(tag: str, items: list[Json]) -> Json:
    found: Json = {"name": tag, "item": items}
    if all(item["request"]["url"]["raw"].startswith("{{base_url}}" + _BANK) for item in items):
        found["auth"] = _bearer("bank_key")
    return found


def _bearer(name: str) -> Json:
    return {"type": "bearer", "bearer": [_variable("token", f"{{{{{name}}}}}")]}


def _script(when: str, lines: Sequence[str]) -> Json:
    return {"listen": when, "script": {"type": "text/javascript", "exec": list(lines)}}


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
        item["event"] = [_script("test", [line])]
    return item


def _item(
    operation: _Operation,
    *,
    path: Mapping[str, str] | None = None,
    keeps: Mapping[str, str] | None = None,
) -> Json:
    described = operation.described
    name = described["operationId"]
    request: Json = {
        "method": operation.method,
        "description": described.get("description", ""),
        "header": list(_headers(described)),
        "url": _url(operation, path or {}),
    }
    if name.startswith("oauth_"):
        # A program shows who it is by its own name and its key.
        basic = [_variable("username", "{{client_id}}"), _variable("password", "{{bank_key}}")]
        request["auth"] = {"type": "basic", "basic": basic}
    elif not described.get("security"):
        request["auth"] = {"type": "noauth"}
    if "requestBody" in described:
        request["body"] = _body(name, described["requestBody"]["content"])
        if request["body"]["mode"] == "raw":
            request["header"].append(_variable("Content-Type", _JSON))
    item: Json = {"name": described["summary"], "request": request}
    scripts = {"prerequest": [] if path else collection_ids.making(name)}
    scripts["test"] = collection_ids.keeping(keeps or {})
    if any(scripts.values()):
        item["event"] = [_script(when, lines) for when, lines in scripts.items() if lines]
    return item


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
        called = operation.described["operationId"]
        url["variable"] = [
            _variable(name, given.get(name) or collection_ids.variable(called, name))
            for name in names
        ]
    if asked:
        url["query"] = [
            {
                **_variable(each["name"], _asked(each)),
                "description": each.get("description", ""),
                "disabled": not each.get("required", False),
            }
            for each in asked
        ]
    return url


def _asked(parameter: Json) -> str:
    """Return the value of a question's part: an id where it must be there."""
    return f"{{{{{parameter['name']}}}}}" if parameter.get("required") else ""


def _answer(described: Json) -> Any:
    """Return the example of an operation's first good answer."""
    for code, answer in described["responses"].items():
        if code.startswith("2") and _JSON in answer.get("content", {}):
            return _example(answer["content"][_JSON])
    return None


def _body(operation: str, content: Json) -> Json:
    if _JSON in content:
        return _raw(collection_ids.filled(operation, _example(content[_JSON])))
    media_type, described = next(iter(content.items()))
    mode = "formdata" if media_type == _FORM else "urlencoded"
    example = collection_ids.filled(operation, _example(described))
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
