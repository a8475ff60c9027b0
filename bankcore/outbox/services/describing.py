"""What docs/ says of the events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import yaml

from bankcore.outbox.domain import asyncapi, events_page
from bankcore.outbox.domain.catalogue import Catalogue
from bankcore.outbox.domain.compatibility import Changes, Record, compare, record_of

RELEASED = "events.released.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """The files of docs/ by name, and what changes for readers."""

    files: dict[str, str]
    changes: Changes


class _Plain(yaml.SafeDumper):
    """Writes out what comes twice: readers of AsyncAPI expect no anchors."""

    def ignore_aliases(self, data: Any) -> bool:
        del data
        return True


def describe(*, catalogue: Catalogue, released: Record) -> Description:
    """Describe what is declared, held against what was `released`."""
    record = record_of(catalogue)
    document = asyncapi.document(catalogue)
    return Description(
        files={
            "events.md": events_page.page(catalogue),
            "events.asyncapi.yaml": yaml.dump(
                document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=100
            ),
            RELEASED: json.dumps(record, indent=1, sort_keys=True) + "\n",
        },
        changes=compare(released=released, declared=record),
    )
