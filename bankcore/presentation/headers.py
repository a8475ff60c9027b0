"""What every answer tells the browser to refuse, beside the Content-Security-Policy."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Final

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

# Features of the browser that no page of the bank uses; passkeys need the last two.
_PERMISSIONS: Final = ", ".join(
    [
        *(
            f"{feature}=()"
            for feature in (
                *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture"),
                *("encrypted-media", "fullscreen", "geolocation", "gyroscope", "hid"),
                *("idle-detection", "local-fonts", "magnetometer", "microphone", "midi"),
                *("payment", "picture-in-picture", "screen-wake-lock", "serial", "usb"),
                "xr-spatial-tracking",
            )
        ),
        "publickey-credentials-create=(self)",
        "publickey-credentials-get=(self)",
    ]
)
ALWAYS: Final = {
    "Permissions-Policy": _PERMISSIONS,
    "Cross-Origin-Resource-Policy": "same-origin",
}


class SecurityHeadersMiddleware:
    """Add the headers of ALWAYS, and keep what is shown out of every cache.

    Static files come from elsewhere and may be kept; a view that says how long its answer may be
    kept is believed.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer with the headers."""
        response = self._get_response(request)
        for name, value in ALWAYS.items():
            response.headers.setdefault(name, value)
        response.headers.setdefault("Cache-Control", "no-store")
        return response


class ContentPolicyMiddleware(CSPMiddleware):
    """The library's, which puts the policy together for every answer: here once for the process.

    An answer with a policy of its own, or a page that asked for a nonce, is left to the library.
    """

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        """Say where scripts, styles and the rest may come from."""
        if "_csp" in " ".join(vars(response)) or hasattr(request, "_csp_nonce"):
            return super().process_response(request, response)
        if HEADER not in response:
            response.headers[HEADER] = _policy()
        return response


@cache
def _policy() -> str:
    return build_policy()
