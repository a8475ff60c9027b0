"""Writing YAML 1.2: in blocks, with every word and number as JSON has it, which YAML reads.

The bank reads no YAML and has no library for it in what it runs (tests/architecture).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Final

_PLAIN_KEY: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")


def as_yaml(document: dict[str, object]) -> str:
    """Return a document of dicts, lists and what JSON has besides, as YAML."""
    return "".join(f"{line}\n" for line in _lines(document))


def _lines(node: object) -> Iterator[str]:
    """Yield the lines of a dict or list that is not empty; what is inside comes further right."""
    if isinstance(node, dict):
        for key, value in node.items():
            name = key if _PLAIN_KEY.fullmatch(key) else json.dumps(key)
            yield from _entry(f"{name}:", value)
    elif isinstance(node, list):
        for value in node:
            yield from _entry("-", value)


def _entry(start: str, value: object) -> Iterator[str]:
    if isinstance(value, dict | list) and value:
        yield start
        yield from (f"  {line}" for line in _lines(value))
    else:
        yield f"{start} {json.dumps(value, ensure_ascii=False)}"
