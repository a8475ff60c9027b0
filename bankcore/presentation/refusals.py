"""Pages that tell a person why nothing was done, and what to do."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme


def form_not_ours(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Refuse a form that cannot be shown to come from this bank's own page: 403.

    Where the browser names a page of this bank that the form stood on, the way back leads there.
    """
    shown = {"reason": reason, "back": _own_page(request)}
    return render(request, "403_csrf.html", shown, status=HTTPStatus.FORBIDDEN)


def _own_page(request: HttpRequest) -> str:
    """Return path and query of the page that the form stood on, if it is one of this bank's."""
    named = request.headers.get("Referer", "")
    is_own = url_has_allowed_host_and_scheme(
        named, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    if not is_own:
        return ""
    parts = urlsplit(named)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    # Two slashes would lead to another host.
    return "/" + path.lstrip("/")
