"""What answers of the API say in their headers: the next page, and when an operation ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from http import HTTPStatus
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date

# How lists name where the next page begins, and the parameter that says so.
_CURSORS: Final = {"next_after": "after", "next_before": "before"}
# Lists that say only that there is more go on after their last item.
_LISTS: Final = {"data": "starting_after", "items": "after"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Deprecation:
    """Since when an operation should not be used any more, until when it can, what is instead.

    A view says so in `deprecated`, by method. `instead` is the address of a page about it.
    """

    since: date
    sunset: date
    instead: str

    @property
    def headers(self) -> Iterator[tuple[str, str]]:
        """The fields of RFC 9745 and RFC 8594, both at the beginning of the day."""
        yield "Deprecation", f"@{_seconds(self.since)}"
        yield "Sunset", http_date(_seconds(self.sunset))


class ApiHeadersMiddleware:
    """Adds Link, Deprecation and Sunset to answers of the API."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request."""
        response = self._get_response(request)
        view = getattr(getattr(request.resolver_match, "func", None), "cls", None)
        if view is None:
            return response
        links = [f'<{following}>; rel="next"' for following in _following(request, response)]
        ends: Deprecation | None = getattr(view, "deprecated", {}).get(request.method)
        if ends is not None:
            links.append(f'<{ends.instead}>; rel="deprecation"; type="text/html"')
            for name, value in ends.headers:
                response[name] = value
        if links:
            response["Link"] = ", ".join(links)
        return response


def _following(request: HttpRequest, response: HttpResponse) -> Iterator[str]:
    data = getattr(response, "data", None)
    is_page = request.method == "GET" and response.status_code == HTTPStatus.OK
    if not is_page or not isinstance(data, Mapping):
        return
    for name, value in _next(data):
        if "ending_before" not in request.GET:  # such a page is followed by what came before
            query = request.GET.copy()
            query[name] = str(value)
            yield request.build_absolute_uri(f"{request.path}?{query.urlencode()}")


def _next(data: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    for field, parameter in _CURSORS.items():
        if data.get(field) is not None:
            yield parameter, data[field]
    if data.get("has_more"):
        for field, parameter in _LISTS.items():
            # What has no id is not asked for by one: such a list is a page and no more.
            if data.get(field) and "id" in data[field][-1]:
                yield parameter, data[field][-1]["id"]


def _seconds(day: date) -> int:
    return int(datetime.combine(day, time(), UTC).timestamp())
