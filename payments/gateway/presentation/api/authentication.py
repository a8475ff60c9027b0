"""Keys of merchants' programs: as bearer tokens, or as the user's name as `curl -u key:` does."""

from __future__ import annotations

import base64
import binascii

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

from bankcore.identity.presentation.api.authentication import ApiClientAuthentication


class MerchantAuthentication(ApiClientAuthentication):
    """`Authorization: Bearer <key>`, or Basic with the key as name and no password."""

    def shown(self, request: Request) -> str | None:
        """Return the key or token in the header; None where there is none."""
        scheme, _, shown = get_authorization_header(request).partition(b" ")
        if scheme.lower() == b"basic":
            return _name(shown.strip()) or None
        return super().shown(request)


class MerchantKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names it, beside the other API's keys."""

    target_class = MerchantAuthentication
    name = "merchantKey"
    priority = 1

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return OpenAPI's words for a bearer token."""
        del auto_schema
        return {"type": "http", "scheme": "bearer", "description": "A key of a merchant's program."}


def _name(shown: bytes) -> str:
    try:
        name, _, password = base64.b64decode(shown, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return "" if password else name
