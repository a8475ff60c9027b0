"""Access tokens: OAuth 2.0's client credentials grant (RFC 6749, 4.4) and revocation (RFC 7009).

Third parties exchange the code that a customer gave them (4.1, with PKCE, RFC 7636) and their
refresh token (6) instead. oauthlib speaks the protocol; it knows these grants and no other.
"""

from __future__ import annotations

import base64
import binascii
import json
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from drf_spectacular.utils import OpenApiResponse, extend_schema
from oauthlib.oauth2 import (
    BearerToken,
    ClientCredentialsGrant,
    RefreshTokenGrant,
    RequestValidator,
    RevocationEndpoint,
    TokenEndpoint,
)
from rest_framework import serializers
from rest_framework.parsers import FormParser
from rest_framework.request import Request
from rest_framework.views import APIView

from bankcore import clock
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.identity.domain.api_clients import Client
from bankcore.identity.presentation.api.authentication import admit
from bankcore.presentation import addresses, limits


class TokenInput(serializers.Serializer[Any]):
    """A form; the client's id and key may stand in an Authorization: Basic header instead."""

    grant_type = serializers.ChoiceField(
        choices=["client_credentials", "authorization_code", "refresh_token"]
    )
    scope = serializers.CharField(required=False, help_text="Scopes with blanks; all by default.")
    code = serializers.CharField(required=False, help_text="What the customer's browser brought.")
    redirect_uri = serializers.CharField(required=False, help_text="Where the code was sent to.")
    code_verifier = serializers.CharField(required=False, help_text="Of PKCE, RFC 7636.")
    refresh_token = serializers.CharField(required=False, help_text="Of the first token.")
    client_id = serializers.CharField(required=False)
    client_secret = serializers.CharField(required=False, help_text="The API key.")


class RevocationInput(serializers.Serializer[Any]):
    """A form, with the client's id and key as for a token."""

    token = serializers.CharField()
    client_id = serializers.CharField(required=False)
    client_secret = serializers.CharField(required=False, help_text="The API key.")


class TokenOutput(serializers.Serializer[Any]):
    """A token, to be shown as `Authorization: Bearer <access_token>`."""

    access_token = serializers.CharField()
    token_type = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")
    scope = serializers.CharField()
    refresh_token = serializers.CharField(
        required=False, help_text="For the next token, until the customer's leave ends."
    )


class OAuthErrorOutput(serializers.Serializer[Any]):
    """An error in OAuth's own words (RFC 6749, 5.2)."""

    error = serializers.CharField()
    error_description = serializers.CharField(required=False)


@dataclass(slots=True)
class _Known:
    """What oauthlib carries as the client."""

    client_id: str
    client: Client


class _Validator(RequestValidator):  # type: ignore[misc]
    """What the protocol asks of the bank."""

    def __init__(self, raw: HttpRequest, now: datetime) -> None:
        super().__init__()
        self._raw, self._now = raw, now

    def client_authentication_required(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        return True

    def authenticate_client(self, request: Any, *args: Any, **kwargs: Any) -> bool:
        shown = _shown(self._raw, request)
        if shown is None:
            return False
        client_id, key = shown
        try:
            client = identity.client_with_key(key, now=self._now)
            if client is None or client.client_id != client_id:
                return False
            admit(self._raw, client, now=self._now)
        except BankError:
            return False
        request.client = _Known(client_id, client)
        return True

    def validate_grant_type(
        self, client_id: str, grant_type: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        known: Client = client.client
        return (grant_type == "client_credentials") != known.terms.is_third_party

    def get_default_scopes(
        self, client_id: str, request: Any, *args: Any, **kwargs: Any
    ) -> list[str]:
        return sorted(request.client.client.scopes)

    def validate_scopes(
        self, client_id: str, scopes: Any, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return bool(set(scopes) <= client.client.scopes)

    def validate_code(
        self, client_id: str, code: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        # Used up before it is looked at further: who guesses at the rest has one guess.
        access = identity.redeem_code(client=client.client, code=code, now=self._now)
        if access is None:
            return False
        request.access, request.user, request.scopes = access, access.user_id, [*access.scopes]
        return True

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return True

    def get_code_challenge(self, code: str, request: Any) -> str:
        return str(request.access.code_challenge)

    def get_code_challenge_method(self, code: str, request: Any) -> str:
        return "S256"

    def confirm_redirect_uri(
        self, client_id: str, code: str, redirect_uri: str, client: Any, *args: Any, **kwargs: Any
    ) -> bool:
        request = args[0]
        return bool(redirect_uri == request.access.redirect_uri)

    def invalidate_authorization_code(
        self, client_id: str, code: str, request: Any, *args: Any, **kwargs: Any
    ) -> None:
        """Leave it: `validate_code` has used it up."""

    def validate_refresh_token(
        self, refresh_token: str, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        request.access = identity.access_with_refresh_token(
            client=client.client, token=refresh_token, now=self._now
        )
        return request.access is not None

    def get_original_scopes(
        self, refresh_token: str, request: Any, *args: Any, **kwargs: Any
    ) -> list[str]:
        return [*request.access.scopes]

    def rotate_refresh_token(self, request: Any) -> bool:
        """Keep it: only the client that shows its key can use it (RFC 9700, 4.14.2)."""
        return False

    def save_bearer_token(self, token: Any, request: Any, *args: Any, **kwargs: Any) -> None:
        access = getattr(request, "access", None)
        if access is not None:
            token["access_token"] = identity.issue_token_of_access(
                access=access,
                scopes=tuple(request.scopes),
                refresh_token=token["refresh_token"],
                now=self._now,
            )
            return
        token["access_token"] = identity.issue_access_token(
            client=request.client.client, scopes=list(request.scopes), now=self._now
        )

    def revoke_token(
        self, token: str, token_type_hint: str, request: Any, *args: Any, **kwargs: Any
    ) -> None:
        client = request.client.client
        if not identity.end_access_by_token(client=client, token=token, now=self._now):
            identity.revoke_access_token(client=client, token=token, now=self._now)


class _Server(TokenEndpoint, RevocationEndpoint):  # type: ignore[misc]
    """The three grants of the bank, and no other."""

    def __init__(self, validator: _Validator) -> None:
        bearer = BearerToken(
            validator,
            expires_in=int(identity.TOKEN_LIFETIME.total_seconds()),
            refresh_token_generator=lambda _: identity.new_refresh_token(),
        )
        TokenEndpoint.__init__(
            self,
            default_grant_type="client_credentials",
            default_token_type=bearer,
            grant_types={
                "client_credentials": ClientCredentialsGrant(validator),
                "authorization_code": identity.S256Grant(validator),
                "refresh_token": RefreshTokenGrant(validator),
            },
        )
        RevocationEndpoint.__init__(self, validator)


def _shown(raw: HttpRequest, request: Any) -> tuple[str, str] | None:
    """Return the client's id and key, from the header or from the form and never from both."""
    scheme, _, rest = raw.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "basic":
        client_id, key = request.client_id, request.client_secret
        return (client_id, key) if client_id and key else None
    if request.client_secret:
        return None
    try:
        name, _, key = base64.b64decode(rest, validate=True).decode().partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return None
    return unquote_plus(name), unquote_plus(key)


class _OAuthView(APIView):
    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (FormParser,)

    def _answer(self, request: Request, act: str) -> HttpResponse:
        raw = request._request  # noqa: SLF001 - Django's own request
        if not _may_ask(raw):
            return _error("temporarily_unavailable", HTTPStatus.SERVICE_UNAVAILABLE)
        server = _Server(_Validator(raw, clock.now()))
        headers, body, status = getattr(server, act)(
            raw.get_full_path(), raw.method, raw.body.decode("latin-1"), dict(raw.headers)
        )
        answer = HttpResponse(body or "", status=status, content_type="application/json")
        for name, value in headers.items():
            answer[name] = value
        answer["Cache-Control"] = "no-store"
        return answer


def _may_ask(raw: HttpRequest) -> bool:
    """Return whether guesses are counted: where they cannot be, nobody gets a token."""
    address = addresses.address_of(raw)
    try:
        found = limits.take(policy="address", name=f"token:{address}", **limits.address_limits())
    except limits.LimitsUnknown:
        return False
    limits.show(raw, found)
    return True


def _error(code: str, status: HTTPStatus) -> HttpResponse:
    answer = HttpResponse(
        json.dumps({"error": code}), status=status, content_type="application/json"
    )
    answer["Retry-After"] = "5"
    return answer


_ERRORS: dict[int, Any] = {
    400: OpenApiResponse(OAuthErrorOutput, description="No such grant, scope or parameter."),
    401: OpenApiResponse(OAuthErrorOutput, description="No such client or key."),
    503: OpenApiResponse(OAuthErrorOutput, description="Try again; see Retry-After."),
}


class Token(_OAuthView):
    @extend_schema(
        operation_id="oauth_token",
        summary="Get an access token of ten minutes for a client's key",
        request={"application/x-www-form-urlencoded": TokenInput},
        responses={200: TokenOutput, **_ERRORS},
    )
    def post(self, request: Request) -> HttpResponse:
        return self._answer(request, "create_token_response")


class Revocation(_OAuthView):
    @extend_schema(
        operation_id="oauth_revoke",
        summary="Make an access token worth nothing at once",
        request={"application/x-www-form-urlencoded": RevocationInput},
        responses={200: None, **_ERRORS},
    )
    def post(self, request: Request) -> HttpResponse:
        return self._answer(request, "create_revocation_response")
