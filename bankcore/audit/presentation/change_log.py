"""Who is behind a request, for the log of changes."""

from __future__ import annotations

from typing import Any

from auditlog.middleware import AuditlogMiddleware
from django.http import HttpRequest


class ChangeLogMiddleware(AuditlogMiddleware):  # type: ignore[misc]  # the library has no types
    """As the library's, with programs as actors and without believing X-Forwarded-For.

    That header is the caller's own word; the server before the bank sets the address.
    """

    def get_extra_data(self, request: HttpRequest) -> dict[str, Any]:
        """Return what is put on every change that is made while the request is answered."""
        return {
            "actor": self._get_actor(request),
            "remote_addr": request.META.get("REMOTE_ADDR") or None,
            # Asked when a change is logged: only then does the API know who calls.
            "additional_data": lambda: _program(request),
        }


def _program(request: HttpRequest) -> dict[str, str] | None:
    actor = getattr(getattr(request, "user", None), "actor", None)
    return None if actor is None else {"actor": str(actor)}
