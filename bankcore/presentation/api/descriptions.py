"""What every operation's description says beside what its view does: who may call it, and how."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

_KEY: Final = "Idempotency-Key"


def add_descriptions(result: dict[str, Any], **_: object) -> dict[str, Any]:
    """Tell with each operation of the finished schema which scope it needs, and of its key."""
    for path in result["paths"].values():
        for operation in path.values():
            said = [operation.get("description", ""), *_sentences(operation)]
            operation["description"] = "\n\n".join(each for each in said if each)
    return result


def _sentences(operation: Mapping[str, Any]) -> Iterator[str]:
    scopes = [
        scope
        for way in operation.get("security", [])[:1]
        for each in way.values()
        for scope in each
    ]
    if scopes:
        yield f"Needs the scope `{scopes[0]}`."
    else:
        yield "Takes no bearer token."
    if any(each["name"] == _KEY for each in operation.get("parameters", [])):
        yield f"The same request under the same `{_KEY}` is done once, and answered the same."
