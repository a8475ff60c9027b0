"""What docs/ says of the events."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass

from bankcore.outbox.domain import asyncapi, events_page
from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.compatibility import Changes, Record, compare, record_of
from bankcore.outbox.domain.yaml_text import as_yaml

RELEASED = "events.released.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The files of docs/ by name, and what changes for readers."""

    files: dict[str, str]
    changes: Changes


def describe(*, catalogue: Catalogue, released: Record, streams: Collection[str]) -> Description:
    """Describe what is declared, held against what was `released`.

    `streams` are the packages whose events go into a stream.
    """
    record = record_of(catalogue)
    return Description(
        files={
            "events.md": events_page.page(catalogue),
            "events.asyncapi.yaml": as_yaml(asyncapi.document(catalogue, streams=streams)),
            RELEASED: json.dumps(record, indent=1, sort_keys=True) + "\n",
        },
        changes=compare(released=released, declared=record),
    )
