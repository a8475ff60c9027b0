"""What an API has promised, in short, and what of a newer description would break its clients.

A client bears more: another operation, a parameter or field that may be left out, another field in
an answer, another word in a list of words of an answer. It does not bear what `breaks` names.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

Record = dict[str, Any]
# drf-spectacular names the schema of what is sent so.
_SENT: Final = "Request"
_FRAMES: Final = ("anyOf", "oneOf", "allOf")


def record_of(schema: Mapping[str, Any]) -> Record:
    """Return what an OpenAPI 3.1 description promises."""
    return {
        "operations": {
            f"{method.upper()} {path}": _operation(described)
            for path, methods in schema["paths"].items()
            for method, described in methods.items()
        },
        "schemas": {
            name: _fields(described) for name, described in schema["components"]["schemas"].items()
        },
    }


def breaks(*, released: Record, described: Record) -> list[str]:
    """Return a sentence for each thing that clients of what was `released` would not bear."""
    found = list(_of_operations(released["operations"], described["operations"]))
    for name, old in released["schemas"].items():
        new = described["schemas"].get(name)
        if new is None:
            found.append(f"{name} is gone.")
        else:
            found += _of_fields(name, old, new, is_sent=name.endswith(_SENT))
    return found


def _operation(described: Mapping[str, Any]) -> Record:
    content = described.get("requestBody", {}).get("content", {})
    return {
        "asks": {
            f"{each['in']} {each['name']}": bool(each.get("required"))
            for each in described.get("parameters", [])
        },
        "takes": {media: _kind(each["schema"]) for media, each in content.items()},
        "answers": {
            status: {
                media: _kind(each["schema"]) for media, each in answer.get("content", {}).items()
            }
            for status, answer in described["responses"].items()
            if status.startswith("2")
        },
    }


def _fields(described: Mapping[str, Any]) -> Record:
    return {
        "required": sorted(described.get("required", [])),
        "fields": {
            name: _kind(each)
            for name, each in sorted(described.get("properties", {}).items())
            if isinstance(each, Mapping)
        },
    }


def _kind(part: Mapping[str, Any]) -> str:
    """Return what sort of value it is, in a word or two."""
    if "$ref" in part:
        return str(part["$ref"]).rpartition("/")[2]
    for frame in _FRAMES:
        if frame in part:
            return " or ".join(_kind(each) for each in part[frame])
    kinds = part.get("type", "anything")
    kind = " or ".join(kinds) if isinstance(kinds, list) else str(kinds)
    return f"{kind} of {_kind(part['items'])}" if "items" in part else kind


def _of_operations(released: Record, described: Record) -> Iterator[str]:
    for name, old in released.items():
        new = described.get(name)
        if new is None:
            yield f"{name} is gone."
            continue
        for asked in old["asks"].keys() - new["asks"].keys():
            yield f"{name} does not take {asked} any more."
        for asked, is_required in new["asks"].items():
            if is_required and not old["asks"].get(asked, False):
                yield f"{name} asks for {asked}."
        yield from _other(f"{name} takes", old["takes"], new["takes"])
        for status, contents in old["answers"].items():
            yield from _other(f"{name} answers {status}", contents, new["answers"].get(status))


def _other(what: str, old: Mapping[str, str], new: Mapping[str, str] | None) -> Iterator[str]:
    if new is None:
        yield f"{what} no more."
        return
    for media, kind in old.items():
        if new.get(media) != kind:
            yield f"{what} {media}: {new.get(media)} in place of {kind}."


def _of_fields(name: str, old: Record, new: Record, *, is_sent: bool) -> Iterator[str]:
    for field, kind in old["fields"].items():
        now = new["fields"].get(field)
        if now is None:
            yield f"{name}.{field} is gone."
        elif now != kind:
            yield f"{name}.{field} is {now} in place of {kind}."
    if is_sent:
        for field in sorted(set(new["required"]) - set(old["required"])):
            yield f"{name}.{field} must be sent."
    else:
        for field in sorted(set(old["required"]) & set(new["fields"]) - set(new["required"])):
            yield f"{name}.{field} may be left out of the answer."
