"""One spelling for a JSON value: keys sorted, no blanks, numbers as they were written."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from bankcore.presentation.exact_json import WrittenNumber


def dumps(value: Any) -> bytes:
    """Return the canonical JSON of `value`, in UTF-8."""
    return _canonical(value).encode()


def _canonical(value: Any) -> str:
    if isinstance(value, WrittenNumber):
        return value.written
    if isinstance(value, Mapping):
        pairs = (f"{_plain(name)}:{_canonical(value[name])}" for name in sorted(value))
        return "{" + ",".join(pairs) + "}"
    if isinstance(value, list):
        return "[" + ",".join(_canonical(item) for item in value) + "]"
    return _plain(value)


# json.dumps would make one for each value.
_plain: Final = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
