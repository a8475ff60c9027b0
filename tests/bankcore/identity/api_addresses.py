"""Every address of the API, from the table of addresses itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.urls import URLPattern, get_resolver


class Endpoint(NamedTuple):
    """A method at an address; `route` as the table of addresses spells it."""

    route: str
    method: str
    view: type

    def __str__(self) -> str:
        return f"{self.method} {self.route}"


# Opened by a signature, by a key as in OAuth, or to everybody.
WITHOUT_SCOPE = {
    "process_payment",
    "detect_fraud",
    "oauth/token",
    "oauth/revoke",
    "api/v1/schema/",
    "api/v1/docs/",
}
# Whose objects these are, the program's merchant tells: see test_whose_objects of the gateway.
OF_MERCHANTS = "v1/"
_METHODS = ("get", "post", "put", "patch", "delete")


def endpoints() -> list[Endpoint]:
    """Return every method of every view of the API that asks for a key."""
    return [
        Endpoint(route, method.upper(), view)
        for route, view in views()
        if route not in WITHOUT_SCOPE and not route.startswith(OF_MERCHANTS)
        for method in _METHODS
        if hasattr(view, method)
    ]


def views() -> list[tuple[str, type]]:
    """Return every address that a view of the REST framework answers."""
    return [(route, view) for route, view in _under("", get_resolver().url_patterns)]


def _under(stem: str, patterns) -> Iterator[tuple[str, type]]:
    for pattern in patterns:
        route = stem + str(pattern.pattern)
        if not isinstance(pattern, URLPattern):
            yield from _under(route, pattern.url_patterns)
        elif hasattr(pattern.callback, "cls"):
            yield route, pattern.callback.cls
