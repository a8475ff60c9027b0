"""Programs show a key as a bearer token."""

from __future__ import annotations

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request

from bankcore.identity.services import api_clients
from bankcore.identity.services.api_clients import Client


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key>`."""

    def authenticate(self, request: Request) -> tuple[Client, str] | None:
        """Return the client whose key it is; None without the header."""
        scheme, _, key = get_authorization_header(request).partition(b" ")
        if scheme.lower() != b"bearer":
            return None
        client = api_clients.with_key(key.decode("latin-1").strip())
        if client is None:
            message = "The API key is not valid."
            raise AuthenticationFailed(message)
        return client, client.client_id

    def authenticate_header(self, request: Request) -> str:
        """Ask for a key, so that a missing one is a 401."""
        del request
        return "Bearer"


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names it."""

    target_class = ApiKeyAuthentication
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return OpenAPI's words for a bearer token."""
        del auto_schema
        return {"type": "http", "scheme": "bearer", "description": "Your API key."}
