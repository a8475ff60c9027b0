"""The events as an AsyncAPI 3.0 document: what machines read of docs/events.md."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import groupby
from typing import Any, Final

from bankcore.outbox.domain import cloudevents
from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.delivery import stream_of
from bankcore.outbox.domain.schemas import Declaration

Document = dict[str, Any]

_ABOUT: Final = (
    "What the bank tells of once it has happened, as CloudEvents 1.0 in their JSON format. Each"
    " comes at least once. events.md beside this file says the same to people, and which changes"
    " readers may see."
)
_STREAM: Final = "A Redis stream. The CloudEvent is the field `event` of an entry."
_NO_STREAM: Final = "In no stream, unless bankcore/subscriptions.py names it."
_CLOUD_EVENT: Final[Document] = {
    "type": "object",
    "description": "The envelope: CloudEvents 1.0, JSON format, with the extension Sequence.",
    "required": [
        *("specversion", "id", "source", "type", "subject", "time"),
        *("datacontenttype", "dataschema", "data"),
    ],
    "properties": {
        "specversion": {"type": "string", "const": cloudevents.SPEC_VERSION},
        "id": {
            "type": "string",
            "format": "uuid",
            "description": "The event's own; the same where it is told again.",
        },
        "source": {
            "type": "string",
            "format": "uri-reference",
            "minLength": 1,
            "description": "Which bank tells it.",
        },
        "type": {"type": "string", "minLength": 1, "description": "The event's name."},
        "subject": {
            "type": "string",
            "minLength": 1,
            "description": "What it happened to: its sort, a colon, its id.",
        },
        "time": {
            "type": "string",
            "format": "date-time",
            "description": "When it happened, with the offset from UTC.",
        },
        "datacontenttype": {"type": "string", "const": cloudevents.DATA_TYPE},
        "dataschema": {
            "type": "string",
            "format": "uri",
            "description": "The schema of data; its last part is the version.",
        },
        "sequence": {
            "type": "string",
            "pattern": f"^[0-9]{{{cloudevents.DIGITS}}}$",
            "description": "Counts the events of the subject from 1.",
        },
        "data": {"type": "object"},
    },
}


def document(catalogue: Catalogue, *, streams: Collection[str]) -> Document:
    """Return the document; what is internal is not in it.

    `streams` are the packages whose events go into a stream.
    """
    told = [declared for declared in catalogue if not declared.is_internal]
    packages = {
        package: [_key(each) for each in group]
        for package, group in groupby(told, key=lambda each: each.package)
    }
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Events of the bank", "version": "1.0.0", "description": _ABOUT},
        "defaultContentType": cloudevents.CONTENT_TYPE,
        "channels": {
            package: _channel(package, keys, is_streamed=package in streams)
            for package, keys in packages.items()
        },
        "operations": {
            f"tell_{package}": {
                "action": "send",
                "summary": f"The bank tells what has happened in {package}.",
                "channel": {"$ref": f"#/channels/{package}"},
                "messages": [{"$ref": f"#/channels/{package}/messages/{key}"} for key in keys],
            }
            for package, keys in packages.items()
        },
        "components": {
            "messages": {_key(each): _message(each) for each in told},
            "schemas": {
                "CloudEvent": _CLOUD_EVENT,
                **{_key(each): payload_schema(each) for each in told},
            },
        },
    }


def payload_schema(declared: Declaration) -> Document:
    """Return the JSON Schema (draft 7) of an event's payload.

    It lets fields through that it does not know: a version may get fields that can be left out.
    """
    return {
        "$id": cloudevents.schema_uri(declared.name, declared.version),
        "type": "object",
        "description": declared.meaning,
        "required": [field.name for field in declared.fields if field.is_required],
        "properties": {
            field.name: {**field.schema, "description": field.meaning} for field in declared.fields
        },
    }


def example(declared: Declaration) -> Document:
    """Return the event as it may come, envelope and all."""
    return cloudevents.envelope(
        event_id="0199a3f0-7c1e-7b64-8f6d-2f9f7f0e4c11",
        name=declared.name,
        version=declared.version,
        subject=declared.subject,
        sequence=1,
        occurred_at="2026-03-02T09:30:00+00:00",
        payload=declared.example,
        source="https://bank.example/",
    )


def _key(declared: Declaration) -> str:
    return f"{declared.name}.{declared.version}"


def _channel(package: str, keys: Sequence[str], *, is_streamed: bool) -> Document:
    return {
        "address": stream_of(package) if is_streamed else None,
        "title": f"Events of {package}",
        "description": _STREAM if is_streamed else _NO_STREAM,
        "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in keys},
    }


def _message(declared: Declaration) -> Document:
    return {
        "name": declared.name,
        "title": f"{declared.name}, version {declared.version}",
        "summary": declared.meaning,
        "contentType": cloudevents.CONTENT_TYPE,
        "payload": {
            "allOf": [
                {"$ref": "#/components/schemas/CloudEvent"},
                {
                    "type": "object",
                    "properties": {
                        "type": {"const": declared.name},
                        "subject": {"pattern": f"^{declared.aggregate}:."},
                        "dataschema": {
                            "const": cloudevents.schema_uri(declared.name, declared.version)
                        },
                        "data": {"$ref": f"#/components/schemas/{_key(declared)}"},
                    },
                },
            ]
        },
        "examples": [{"name": "example", "payload": example(declared)}],
    }
