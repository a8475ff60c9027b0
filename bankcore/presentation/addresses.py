"""Where a request comes from."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def address_of(request: HttpRequest) -> str:
    """Return the address that the request came from, as far as it can be trusted.

    That is the other end of the connection; only where this is one of settings.TRUSTED_PROXIES
    does its X-Forwarded-For count, read from the right up to the first address that is no trusted
    proxy: what stands further left may have been written by anybody.
    """
    found = str(request.META.get("REMOTE_ADDR", ""))
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).split(",")
    while _is_trusted(found) and forwarded:
        before = forwarded.pop().strip()
        if not _is_address(before):
            break
        found = before
    return found


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str) -> bool:
    networks = settings.TRUSTED_PROXIES
    return (
        bool(networks)
        and _is_address(text)
        and any(ip_address(text) in ip_network(each) for each in networks)
    )
