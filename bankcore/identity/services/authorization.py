"""OAuth 2.0's authorization code grant (RFC 6749, 4.1) with PKCE (RFC 7636), as far as a person.

oauthlib reads what a third party asks and words the answer; here it is the customer's to give.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from oauthlib.common import add_params_to_uri
from oauthlib.oauth2 import (
    AccessDeniedError,
    AuthorizationCodeGrant,
    AuthorizationEndpoint,
    BearerToken,
    FatalClientError,
    OAuth2Error,
    RequestValidator,
)

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity.domain import account_access as rules
from bankcore.identity.domain import api_clients as credentials_rules
from bankcore.identity.domain.account_access import AccessOrder, Asked
from bankcore.identity.domain.confirmations import ConfirmationView, Proof
from bankcore.identity.models import AccountAccess, ApiClient
from bankcore.identity.repositories import account_access, api_clients
from bankcore.identity.repositories import confirmations as given_by
from bankcore.identity.services import api_clients as clients
from bankcore.identity.services import confirmations, notices
from bankcore.identity.services.account_access import describe


class AuthorizationRefused(BankError):
    """A third party asks for what it cannot have, or not as it should.

    `location` is where the browser takes the answer; empty where nobody knows who asks, and only
    the person at the browser can be told.
    """

    code = "authorization_refused"
    cure = "Go back to the application that sent you here, and tell whoever runs it."

    def __init__(self, message: str, *, location: str = "") -> None:
        super().__init__(message)
        self.location = location


class AccessOrderInvalid(BankError):
    """The customer chose no account, or a time that is not offered."""

    code = "access_order_invalid"
    cure = "Choose at least one account, and one of the times offered."


class S256Grant(AuthorizationCodeGrant):  # type: ignore[misc]
    """The grant with PKCE's S256 and nothing weaker: a plain challenge tells the secret."""

    _code_challenge_methods: Final = {
        "S256": AuthorizationCodeGrant._code_challenge_methods["S256"]  # noqa: SLF001 - its only table
    }


class _Validator(RequestValidator):  # type: ignore[misc]
    """What the protocol asks of the bank before a person has agreed; with `given`, after it."""

    def __init__(self, given: AccountAccess | None = None) -> None:
        super().__init__()
        self._given = given

    def validate_client_id(self, client_id: str, request: Any, *args: Any, **kwargs: Any) -> bool:
        row = third_party(client_id)
        request.client = row
        return row is not None

    def validate_redirect_uri(
        self, client_id: str, redirect_uri: str, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return redirect_uri in request.client.redirect_uris

    def get_default_redirect_uri(
        self, client_id: str, request: Any, *args: Any, **more: Any
    ) -> None:
        return None

    def validate_response_type(
        self, client_id: str, response_type: str, client: Any, request: Any, *args: Any, **more: Any
    ) -> bool:
        return response_type == "code"

    def get_default_scopes(
        self, client_id: str, request: Any, *args: Any, **more: Any
    ) -> list[str]:
        return [*rules.offered(request.client.scopes)]

    def validate_scopes(
        self, client_id: str, scopes: Any, client: Any, request: Any, *args: Any, **kwargs: Any
    ) -> bool:
        return bool(scopes) and set(scopes) <= set(rules.offered(client.scopes))

    def is_pkce_required(self, client_id: str, request: Any) -> bool:
        return True

    def save_authorization_code(
        self, client_id: str, code: Any, request: Any, *args: Any, **kwargs: Any
    ) -> None:
        row = self._given
        assert row is not None  # noqa: S101 - nobody asks for a code before a person has agreed
        # Ours has 256 random bits; the answer is worded of the same mapping.
        code["code"] = credentials_rules.new_token()
        row.client = request.client
        row.redirect_uri, row.code_challenge = request.redirect_uri, request.code_challenge
        row.scopes = [*request.scopes]
        row.code_sha256 = credentials_rules.hash_of(code["code"])
        account_access.add(row)


def third_party(client_id: str) -> ApiClient | None:
    """Return the active client of this bank's kind that customers can let in."""
    row = api_clients.by_client_id(client_id)
    if row is None or not row.is_active or not clients.answers(row.kind) or not row.redirect_uris:
        return None
    return row


def read(*, uri: str) -> Asked:
    """Return what the third party asks by this address; raises AuthorizationRefused."""
    try:
        scopes, found = _engine(None).validate_authorization_request(uri)
    except (FatalClientError, ValueError):
        message = "Nobody whom this bank knows asks like this."
        raise AuthorizationRefused(message) from None
    except OAuth2Error as error:
        location = _signed(error.in_uri(error.redirect_uri))
        raise AuthorizationRefused(str(error.description), location=location) from None
    return Asked(
        uri=uri,
        client_id=found["client_id"],
        client_name=found["request"].client.name,
        redirect_uri=found["redirect_uri"],
        scopes=tuple(scopes),
        state=found["state"] or "",
    )


def refuse(asked: Asked) -> str:
    """Return where the browser takes the customer's no."""
    return _signed(AccessDeniedError(state=asked.state or None).in_uri(asked.redirect_uri))


def ask(*, asked: Asked, order: AccessOrder, actor: Actor, now: datetime) -> ConfirmationView:
    """Open the confirmation of what the customer chose.

    Raises AccessOrderInvalid, and what confirmations.ask raises.
    """
    _check(order, actor)
    return confirmations.ask(consent=asked.consent_to(order), actor=actor, now=now)


@use_case
def give(
    *, uri: str, order: AccessOrder, confirmation_id: UUID | None, actor: Actor, now: datetime
) -> str:
    """Give the access that the customer confirmed; returns where the browser takes the code.

    Raises AuthorizationRefused, AccessOrderInvalid, and what confirmations.check and use raise.
    """
    asked = read(uri=uri)
    _check(order, actor)
    key = confirmation_id or UUID(int=0)  # without one, `check` refuses
    proof = confirmations.check(
        confirmation_id=confirmation_id,
        consent=asked.consent_to(order),
        request_key=key,
        actor=actor,
        now=now,
    )
    row = _row(order, proof, actor, now)
    confirmations.use(
        proof=proof,
        request_key=key,
        used_for=f"access:{row.public_id}",
        replayed=False,
        actor=actor,
        now=now,
    )
    headers, _, _ = _engine(row).create_authorization_response(uri, scopes=list(asked.scopes))
    audit.record(
        actor=actor,
        action=f"{rules.ACTION}.given",
        subject=f"access:{row.public_id}",
        detail={**describe(row), "confirmation": str(proof.confirmation_id)},
        at=now,
    )
    told = {"client": asked.client_name, "until": f"{row.expires_at:%d %B %Y}"}
    notices.publish(user_id=int(actor.id), message="account_access", facts=told, now=now)
    return _signed(headers["Location"])


def _row(order: AccessOrder, proof: Proof, actor: Actor, now: datetime) -> AccountAccess:
    return AccountAccess(
        user_id=int(actor.id),
        customer_id=order.customer_id,
        account_ids=[str(each) for each in sorted(order.account_ids)],
        confirmation=given_by.get(public_id=proof.confirmation_id, user_id=int(actor.id)),
        code_expires_at=now + rules.CODE_LIFETIME,
        created_at=now,
        expires_at=now + rules.lasts(order.days),
    )


def _check(order: AccessOrder, actor: Actor) -> None:
    if not actor.rights.self_service:
        message = "Only a customer in online banking can let somebody read their accounts."
        raise AccessOrderInvalid(message)
    if not order.account_ids:
        message = "No account was chosen."
        raise AccessOrderInvalid(message, field="accounts")
    if order.days not in rules.DAYS:
        message = "This time is not offered."
        raise AccessOrderInvalid(message, field="days")


def _signed(location: str) -> str:
    """Say whose answer it is, so that it is not taken for another bank's (RFC 9207)."""
    return str(add_params_to_uri(location, [("iss", settings.PUBLIC_ADDRESS)]))


def _engine(given: AccountAccess | None) -> AuthorizationEndpoint:
    validator = _Validator(given)
    return AuthorizationEndpoint(
        default_response_type="code",
        default_token_type=BearerToken(validator),
        response_types={"code": S256Grant(validator)},
    )
