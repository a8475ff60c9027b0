"""What the schema says of refusals: an example for each status, and every stable code."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from bankcore.errors import BankError
from bankcore.presentation.problems import MEDIA_TYPE, OTHER_CODES, instance_of, type_of

_FILE: Final = Path(__file__).with_name("refusals.json")
_OURS: Final = ("bankcore.", "accounts.", "payments.", "risk.", "reporting.")
_DEMO: Final = "bankcore.demo."
"""Refusals of demo commands: no request meets them."""
REQUEST_ID: Final = "4f0a6d2b8c1e4937a5d0c2b7e8f19a36"
"""The request that the examples answer."""
Problem = dict[str, Any]


def add_refusals(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Show refusals in the finished schema, and list the codes by their statuses."""
    show(result, schema="ProblemOutput", name="Refused", shown=lambda problem: problem)
    show(result, schema="ProcessPaymentProblem", name="PaymentRefused", shown=_as_payments)
    code = result["components"]["schemas"]["ProblemOutput"]["properties"]["code"]
    code["description"] = "Stable. x-codes has all of them, by the status that they come with."
    code["x-codes"] = codes()
    return result


def show(
    result: dict[str, Any],
    *,
    schema: str,
    name: str,
    shown: Callable[[Problem], Problem],
    more: Mapping[str, Problem] = MappingProxyType({}),
) -> None:
    """Show an example, kept once for each status, wherever a refusal is a `schema`.

    `shown` makes it of a problem; `more` are those of further statuses.
    """
    kept = result["components"].setdefault("examples", {})
    every = {status: shown(problem) for status, problem in _problems().items()} | dict(more)
    for status, content in _described(result, schema):
        if status in every and not {"example", "examples"} & set(content):
            problem = every[status]
            kept[f"{name}{status}"] = {"summary": problem["detail"], "value": problem}
            content["examples"] = {"refused": {"$ref": f"#/components/examples/{name}{status}"}}


def codes() -> dict[str, list[str]]:
    """Return the codes of all refusals by their statuses."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for status, code in OTHER_CODES:
        found[str(status)].add(code)
    waiting = BankError.__subclasses__()
    while waiting:
        kind = waiting.pop()
        waiting.extend(kind.__subclasses__())
        ours = kind.__module__.startswith(_OURS) and not kind.__module__.startswith(_DEMO)
        if ours and kind.code != BankError.code:
            found[str(kind.status)].add(kind.code)
    return {status: sorted(found[status]) for status in sorted(found)}


def _as_payments(problem: Problem) -> Problem:
    """Return a refusal as /process_payment answers it."""
    detail, status = problem["detail"], problem["status"]
    return {**problem, "http_status": status, "status": "error", "message": detail}


def _described(result: dict[str, Any], schema: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for path in result["paths"].values():
        for operation in path.values():
            for status, answer in operation.get("responses", {}).items():
                content = answer.get("content", {}).get(MEDIA_TYPE)
                if content and content["schema"] == {"$ref": f"#/components/schemas/{schema}"}:
                    yield status, content


@cache
def _problems() -> dict[str, Problem]:
    found: dict[str, Problem] = json.loads(_FILE.read_text())
    return {
        status: {
            "type": type_of(problem["code"]),
            "instance": instance_of(REQUEST_ID),
            **problem,
        }
        for status, problem in found.items()
    }
