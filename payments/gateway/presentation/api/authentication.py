"""Keys of merchants' programs: as bearer tokens, or as the user's name as `curl -u key:` does."""

from __future__ import annotations

import base64
import binascii

from rest_framework.authentication import get_authorization_header
from rest_framework.request import Request

from bankcore.identity.domain.api_clients import Client
from bankcore.identity.presentation.api.authentication import ApiClientAuthentication


class MerchantAuthentication(ApiClientAuthentication):
    """`Authorization: Bearer <key>`, or Basic with the key as name and no password."""

    def authenticate(self, request: Request) -> tuple[Client, str] | None:
        """Return the client that calls; None without a key."""
        scheme, _, shown = get_authorization_header(request).partition(b" ")
        if scheme.lower() == b"basic" and (key := _name(shown.strip())):
            request.META["HTTP_AUTHORIZATION"] = f"Bearer {key}"
        return super().authenticate(request)


def _name(shown: bytes) -> str:
    try:
        name, _, password = base64.b64decode(shown, validate=True).decode("ascii").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return ""
    return "" if password else name
