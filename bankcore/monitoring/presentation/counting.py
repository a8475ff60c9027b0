"""Counting requests, and how long they take."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from prometheus_client import Counter, Histogram

from bankcore.presentation.request_id import route_of

REQUESTS = Counter(
    "bankcore_http_requests",
    "Requests answered, by route.",
    labelnames=("method", "route", "status"),
)
SECONDS = Histogram(
    "bankcore_http_request_seconds",
    "Seconds until the answer, by part of the bank.",
    labelnames=("part",),
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class CountingMiddleware:
    """Count every answer. Labels are routes and never addresses, so their number stays small."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and count."""
        started = time.monotonic()
        response = self._get_response(request)
        route = route_of(request)
        method = request.method if request.method in _METHODS else "other"
        REQUESTS.labels(method, route, str(response.status_code)).inc()
        SECONDS.labels(_part_of(route)).observe(time.monotonic() - started)
        return response


def _part_of(route: str) -> str:
    if route.startswith("admin/"):
        return "back office"
    return "api" if route.startswith("api/") else "online banking"
