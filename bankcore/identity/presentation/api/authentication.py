"""Programs show a key or an access token as a bearer token."""

from __future__ import annotations

from datetime import datetime

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.domain.api_clients import TOKEN_SCHEME, Client
from bankcore.presentation import addresses


class ApiClientAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key or access token>`, from a network agreed with the client."""

    def authenticate(self, request: Request) -> tuple[Client, str] | None:
        """Return the client that calls; None without the header."""
        scheme, _, shown = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        client = _client(shown.decode("latin-1").strip(), clock.now())
        if client is None:
            message = "The API key is not valid."
            raise AuthenticationFailed(message)
        identity.check_client_address(client=client, address=addresses.address_of(request))
        return client, client.client_id

    def authenticate_header(self, request: Request) -> str:
        """Ask for a key, so that a missing one is a 401."""
        del request
        return "Bearer"


def _client(shown: str, now: datetime) -> Client | None:
    if shown.startswith(f"{TOKEN_SCHEME}_"):
        return identity.client_with_token(shown, now=now)
    return identity.client_with_key(shown, now=now)


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names it."""

    target_class = ApiClientAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return OpenAPI's words for a bearer token."""
        del auto_schema
        return {"type": "http", "scheme": "bearer", "description": "Your API key."}
