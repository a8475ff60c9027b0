"""docs/events.md: what is declared, for people."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any, Final, get_args

from bankcore.outbox.domain import asyncapi
from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.schemas import (
    Amount,
    Code,
    Currency,
    Day,
    Declaration,
    Field,
    Number,
    Uuid,
)

_HEAD: Final = """\
# Events

When something has happened, the bank says so: in an event, written in the transaction in which it
happened. No event without the change, and no change without its event. After commit it goes to
the bank's tasks that hear of it, and to streams for programs outside, by
`bankcore/subscriptions.py`: [how events are delivered](events-delivery.md).

This page and [events.asyncapi.yaml](events.asyncapi.yaml) (AsyncAPI 3.0, with JSON Schemas) are
written by `manage.py describe_events` from the declarations in `domain/events.py` of each part; a
test holds that they agree. Merchants' servers hear by [webhooks](gateway/webhooks.md) and programs
of `/api/v1` by [webhooks of accounts](account-events.md), whose objects have forms of their own.

## How one comes

As a CloudEvent 1.0 in its JSON format, `application/cloudevents+json`:

```json
{example}
```

| attribute | what it is |
|---|---|
| `id` | the event's own, the same where it is told again: what was read is known by it |
| `source` | which bank tells it |
| `type` | the event's name, as below |
| `subject` | what it happened to: its sort, a colon, its id |
| `time` | when it happened, RFC 3339 with the offset from UTC |
| `dataschema` | the schema of `data`; its last part is the version |
| `sequence` | counts the events of one subject from 1, as text that sorts as numbers do |
| `data` | what the event says, as below |

No event names a person: there are ids, amounts and days, and who may know more asks by the id. A
field whose name speaks of a person cannot be declared.

## What a reader can rely on

- A version keeps its fields, their types, and which of them are always there.
- A field that may be left out can be added to a version. Readers pass over fields they do not know.
- Everything else is another version, with another `dataschema`.
- Lists of words may grow. Readers bear words they do not know.

[events.released.json](events.released.json) keeps what was released; `manage.py describe_events`
notes what is new there, and refuses what would break a reader.

## To declare one

Write a frozen dataclass into `domain/events.py` of the part that tells of it, by the manner of
those that are there. Name the module in `bankcore/events.py`. In the use case,
`outbox.publish(TransferBooked(...), subject=..., at=now)`. Run `manage.py describe_events`. What is
not declared, and what does not hold what it declares, is not published: it raises.

## All of them
"""
_KINDS: Final = {
    get_args(alias)[1].value: words
    for alias, words in {
        Number: "number, as text",
        Uuid: "UUID",
        Day: "date",
        Amount: "amount, as text",
        Currency: "currency",
        Code: "word",
    }.items()
}
_TYPES: Final = {
    "string": "text",
    "integer": "whole number",
    "boolean": "true or false",
    "null": "null",
}


def page(catalogue: Catalogue) -> str:
    """Return the whole page, as Markdown."""
    shown = json.dumps(asyncapi.example(next(iter(catalogue))), indent=1)
    lines = [
        _HEAD.replace("{example}", shown),
        "| event | version | of a | |",
        "|---|---|---|---|",
        *(_row(declared) for declared in catalogue),
        "",
    ]
    for package, group in groupby(catalogue, key=lambda declared: declared.package):
        lines.append(f"## {package}\n")
        for declared in group:
            lines += _section(declared)
    return "\n".join(lines).rstrip() + "\n"


def _row(declared: Declaration) -> str:
    link = f"[{declared.name}](#{_anchor(declared)})"
    return f"| {link} | {declared.version} | {declared.aggregate} | {declared.meaning} |"


def _anchor(declared: Declaration) -> str:
    return _title(declared).lower().replace(".", "").replace(" ", "-")


def _title(declared: Declaration) -> str:
    return f"{declared.name} {declared.version}"


def _section(declared: Declaration) -> Iterator[str]:
    yield f"### {_title(declared)}\n"
    yield f"{declared.meaning} Subject: `{declared.subject}`.\n"
    if declared.is_internal:
        yield "For the bank's own tasks alone: nobody else is told, so AsyncAPI has it not.\n"
    if not declared.fields:
        yield "It has no fields.\n"
        return
    yield "| field | type | |"
    yield "|---|---|---|"
    for field in declared.fields:
        yield f"| `{field.name}` | {_type(field)} | {field.meaning} |"
    yield ""


def _type(field: Field) -> str:
    words = _words(field.schema)
    return words if field.is_required else f"{words}, may be left out"


def _words(schema: dict[str, Any]) -> str:
    asked = schema["type"]
    if asked == "array":
        return f"list of {_words(schema['items'])}"
    if asked == "object":
        return f"{_words(schema['additionalProperties'])} by key"
    kind, *null = asked if isinstance(asked, list) else [asked]
    known = _KINDS.get(schema.get("pattern", schema.get("format", "")), _TYPES[kind])
    return " or ".join([known, *null])
