"""Bodies as Stripe's API takes them: application/x-www-form-urlencoded, nested by brackets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import urlencode

Form = Mapping[str, "str | int | Form"]


def encoded(form: Form) -> str:
    """Return a body: {"card": {"number": "1"}} is card[number]=1."""
    return urlencode(list(_pairs(form, "")))


def _pairs(form: Form, above: str) -> Iterator[tuple[str, str]]:
    for name, value in form.items():
        key = f"{above}[{name}]" if above else name
        if isinstance(value, Mapping):
            yield from _pairs(value, key)
        else:
            yield key, str(value)
