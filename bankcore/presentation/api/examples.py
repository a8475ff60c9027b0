"""An example of each operation of the bank's own API: what is asked, and what was answered.

The examples are answers that the API gave, kept in examples.json by the operation's name; the
merchants' API has its own beside its schema. Tests hold that none is missing, and that each is
what the schema says.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

_FILE = Path(__file__).with_name("examples.json")
_METHODS = frozenset({"get", "post", "put", "patch", "delete"})


def add_examples(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Put the examples into the finished schema; an example that stands there already stays."""
    for path in result["paths"].values():
        for method, operation in path.items():
            if method in _METHODS:
                _show(operation, _examples().get(operation["operationId"], {}))
    return result


def _show(operation: dict[str, Any], example: dict[str, Any]) -> None:
    if "request" in example:
        _put(operation["requestBody"], example["request"])
    for status, answer in example.get("answers", {}).items():
        _put(operation["responses"][status], answer)
    if "requestBody" in operation:
        content = operation["requestBody"]["content"]
        _share(content)
        # The first is the one that the page opens with; of a form it shows no example.
        operation["requestBody"]["content"] = dict(sorted(content.items()))


def _put(described: dict[str, Any], example: Any) -> None:
    for content in described["content"].values():
        if "examples" not in content:
            content["example"] = example


def _share(content: dict[str, Any]) -> None:
    """Show the same example for every way in which a body may be sent."""
    given = [each["examples"] for each in content.values() if "examples" in each]
    for described in content.values():
        if given and "example" not in described:
            described.setdefault("examples", given[0])


@cache
def _examples() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(_FILE.read_text())
    return found
