"""Requests reach the personal data of the customer they are bound to, and no more."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from accounts import public as accounts
from bankcore.presentation import programs

# Staff reach customers by their rights; the rest has nobody logged in.
_ELSEWHERE = ("/admin/", "/static/", "/healthz", "/readyz", "/metrics")


def customer_of(request: HttpRequest) -> accounts.CustomerView | None:
    """Return the customer who is logged in, as they were when the request came; None for others."""
    found: accounts.CustomerView | None = getattr(request, "customer", None)
    return found


class RowScopeMiddleware:
    """Tells the database whose request it is, for as long as it lasts.

    Online banking is its log-in's. A program says so when it has shown who it is: whoever
    authenticates it calls `request.bind_customer(customer_id)`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_ELSEWHERE):
            return self.get_response(request)
        with ExitStack() as bound:

            def bind(customer_id: UUID) -> None:
                bound.enter_context(accounts.only_rows_of(customer_id=customer_id))

            request.bind_customer = bind  # type: ignore[attr-defined]
            if not programs.is_for_programs(request) and request.user.pk is not None:
                request.customer = bound.enter_context(  # type: ignore[attr-defined]
                    accounts.only_rows_of(user_id=int(request.user.pk))
                )
            return self.get_response(request)
