"""Programs show a key or an access token as a bearer token."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from django.utils.encoding import escape_uri_path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework import status
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import APIException, AuthenticationFailed
from rest_framework.request import Request

from bankcore import clock
from bankcore.identity import public as identity
from bankcore.identity.domain.api_clients import TOKEN_SCHEME, Client
from bankcore.identity.domain.message_signatures import Message
from bankcore.presentation import addresses, limits


class ApiClientAuthentication(BaseAuthentication):
    """`Authorization: Bearer <key or access token>`, signed where the client signs."""

    def authenticate(self, request: Request) -> tuple[Client, str] | None:
        """Return the client that calls; None without the header."""
        raw, now = request._request, clock.now()  # noqa: SLF001 - Django's own request
        shown = self.shown(request)
        if shown is None:
            limits.count_address(raw, addresses.address_of(raw))
            return None
        client = _client(raw, shown, now)
        count(raw, client)
        admit(raw, client, now=now)
        if client.customer_id is not None:
            # The middleware that binds the connection to a customer's rows stands above identity.
            raw.bind_customer(client.customer_id)  # type: ignore[attr-defined]
        return client, client.client_id

    def shown(self, request: Request) -> str | None:
        """Return the key or token in the header; None where there is none."""
        scheme, _, shown = get_authorization_header(request).partition(b" ")
        return shown.decode("latin-1").strip() if scheme.lower() == b"bearer" else None

    def authenticate_header(self, request: Request) -> str:
        """Ask for a key, so that a missing one is a 401."""
        del request
        return "Bearer"


def _client(raw: HttpRequest, shown: str, now: datetime) -> Client:
    is_token = shown.startswith(f"{TOKEN_SCHEME}_")
    find = identity.client_with_token if is_token else identity.client_with_key
    try:
        client = find(shown, now=now)
    except identity.KeyOfOtherKind:
        limits.count_address(raw, addresses.address_of(raw))
        raise
    if client is None:
        limits.count_address(raw, addresses.address_of(raw))
        message = "The access token is not valid." if is_token else "The API key is not valid."
        raise AuthenticationFailed(message)
    return client


def count(raw: HttpRequest, client: Client) -> None:
    """Count a request against its client; raises Throttled."""
    terms = client.terms
    limits.count(
        raw,
        policy="client",
        name=f"client:{client.client_id}",
        rate_per_minute=terms.rate_per_minute,
        burst=terms.burst,
    )


def admit(raw: HttpRequest, client: Client, *, now: datetime) -> None:
    """Let a client pass that calls from where it may, and signed where it signs.

    A request that is signed though it need not be is signed rightly or refused. Raises
    AddressNotAllowed and RequestNotSigned.
    """
    identity.check_client_address(client=client, address=addresses.address_of(raw))
    signature_input = str(raw.META.get("HTTP_SIGNATURE_INPUT", ""))
    if client.terms.signed_only or signature_input:
        identity.check_signed_request(
            client=client,
            message=_message(raw),
            signature_input=signature_input,
            signature=raw.headers.get("Signature", ""),
            now=now,
        )


class _TooLargeToSign(APIException):
    status_code = status.HTTP_413_REQUEST_ENTITY_TOO_LARGE
    default_detail = "A signed request's body has at most 1 MiB."


def _message(raw: HttpRequest) -> Message:
    try:
        body = raw.body
    except RequestDataTooBig:
        raise _TooLargeToSign from None
    return Message(
        method=str(raw.method),
        authority=raw.get_host(),
        path=escape_uri_path(raw.path),
        query=str(raw.META.get("QUERY_STRING", "")),
        headers={name.lower(): value for name, value in raw.headers.items() if value},
        body=body,
    )


class ApiKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema names it."""

    target_class = ApiClientAuthentication
    match_subclasses = True
    name = "apiKey"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return OpenAPI's words for a bearer token."""
        del auto_schema
        return {"type": "http", "scheme": "bearer", "description": "Your API key."}
