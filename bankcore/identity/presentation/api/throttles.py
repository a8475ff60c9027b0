"""Requests of nobody in particular are counted by their address."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from bankcore.presentation import addresses, limits

if TYPE_CHECKING:  # it reads this class's name out of the settings while it is imported
    from rest_framework.views import APIView


class AddressThrottle(BaseThrottle):
    """Counts what was not counted against a client, at the endpoints that are open to all."""

    def allow_request(self, request: Request, view: APIView) -> bool:
        """Return True, or raise Throttled."""
        del view
        raw = request._request  # noqa: SLF001 - Django's own request
        nobody = cast("object", request.user) is None  # as settings have it where none is known
        if nobody and not hasattr(raw, "rate_limit"):
            limits.count_address(raw, addresses.address_of(raw))
        return True
