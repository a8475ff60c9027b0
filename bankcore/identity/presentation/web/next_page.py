"""Where to go afterwards: only to addresses of the bank itself."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def own_address(request: HttpRequest, default: str) -> str:
    """Return the address asked for with `next` where it is the bank's own, else `default`."""
    asked = request.POST.get("next") or request.GET.get("next") or ""
    return asked if is_own(request, asked) else default


def is_own(request: HttpRequest, address: str) -> bool:
    """Return whether the address leads to this bank."""
    return url_has_allowed_host_and_scheme(
        address, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
