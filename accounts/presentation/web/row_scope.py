"""Requests of online banking reach the personal data of whoever is logged in, and no more."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from accounts import public as accounts

# Staff and programs reach customers by their rights; the rest has nobody logged in.
_ELSEWHERE = ("/admin/", "/api/", "/static/", "/healthz", "/readyz", "/metrics")


class RowScopeMiddleware:
    """Tells the database whose request it is, for as long as it lasts."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_ELSEWHERE) or request.user.pk is None:
            return self.get_response(request)
        with accounts.only_rows_of(user_id=int(request.user.pk)):
            return self.get_response(request)
