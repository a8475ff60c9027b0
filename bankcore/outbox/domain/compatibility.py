"""What readers rely on: a schema that was released stays what it was.

A version of an event keeps its fields, their types and which of them are always there, and what it
is about. A field that may be left out can be added to it; everything else is another version, and
the one before stays declared: events of it lie in the outbox, and may be told again.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.schemas import Declaration

Shape = dict[str, Any]
"""Of one version: `aggregate`, `is_internal`, and `fields` with `required` and `schema` of each."""
Record = dict[str, dict[str, Shape]]
"""Shapes by name and version, as docs/events.released.json has them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What is not as it was released: what breaks readers, and what is new to them."""

    broken: tuple[str, ...]
    news: tuple[str, ...]


def record_of(catalogue: Catalogue) -> Record:
    """Return the shapes of everything that is declared."""
    record: Record = {}
    for declared in catalogue:
        record.setdefault(declared.name, {})[str(declared.version)] = _shape(declared)
    return record


def compare(*, released: Record, declared: Record) -> Changes:
    """Hold what is declared against what was released."""
    before, after = _flat(released), _flat(declared)
    broken = [f"{key} was released, and is no longer declared." for key in before.keys() - after]
    news = [f"{key} is new." for key in after.keys() - before]
    for key in before.keys() & after:
        broken += [f"{key}: {what}" for what in _broken(before[key], after[key])]
        added = after[key]["fields"].keys() - before[key]["fields"]
        news += [f"{key}: {name} is new." for name in added]
    return Changes(broken=tuple(sorted(broken)), news=tuple(sorted(news)))


def _broken(before: Shape, after: Shape) -> Iterator[str]:
    if before["aggregate"] != after["aggregate"]:
        yield f"it is about a {after['aggregate']}, and was about a {before['aggregate']}."
    if after["is_internal"] and not before["is_internal"]:
        yield "others hear of it no more."
    # Where it was not there before, it could be left out.
    absent = {"required": False}
    for name in before["fields"] | after["fields"]:
        was, field = before["fields"].get(name, absent), after["fields"].get(name)
        if field is None:
            yield f"{name} is gone."
        elif field["required"] != was["required"]:
            yield f"{name} is {'now' if field['required'] else 'no longer'} always there."
        elif field["schema"] != was.get("schema", field["schema"]):
            yield f"{name} is of another type."


def _flat(record: Record) -> dict[str, Shape]:
    return {
        f"{name} {version}": shape
        for name, versions in record.items()
        for version, shape in versions.items()
    }


def _shape(declared: Declaration) -> Shape:
    return {
        "aggregate": declared.aggregate,
        "is_internal": declared.is_internal,
        "fields": {
            field.name: {"required": field.is_required, "schema": field.schema}
            for field in declared.fields
        },
    }
