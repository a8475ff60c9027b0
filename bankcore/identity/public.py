"""The door of identity: people who log in, and programs that call."""

from bankcore.identity.domain.api_clients import (
    Client,
    ClientKind,
    ClientTerms,
    Credentials,
)
from bankcore.identity.domain.roles import Role
from bankcore.identity.domain.signatures import sign
from bankcore.identity.services import (
    access_tokens,
    api_clients,
    api_keys,
    client_changes,
    client_credentials,
    objects,
    roles,
    signed_requests,
    users,
)
from bankcore.identity.services.access_tokens import TOKEN_LIFETIME
from bankcore.identity.services.api_clients import InvalidSignature
from bankcore.identity.services.api_keys import AddressNotAllowed, KeyOfOtherKind
from bankcore.identity.services.signed_requests import RequestNotSigned

ensure_user = users.ensure
ensure_roles = roles.ensure_all
staff_actor = users.staff_actor
all_scopes = api_clients.all_scopes
create_api_client = api_clients.create
ensure_api_client = api_clients.ensure
client_with_key = api_keys.with_key
client_with_token = api_keys.with_token
register_client = client_changes.register  # a use case of its own
change_client = client_changes.change  # a use case of its own
set_client_active = client_changes.set_active  # a use case of its own
execute_client_change = client_changes.execute  # in the use case that approves it
issue_client_key = client_credentials.issue_key  # a use case of its own
issue_client_secret = client_credentials.issue_secret  # a use case of its own
revoke_client_credential = client_credentials.revoke  # a use case of its own
may_touch = objects.may_touch
check_client_address = api_keys.check_address
check_signed_request = signed_requests.check  # a use case of its own
issue_access_token = access_tokens.issue  # a use case of its own
revoke_access_token = access_tokens.revoke  # a use case of its own
check_signed = api_clients.check_signed
use_nonce = api_clients.use_nonce  # a use case of its own
forget_old_nonces = api_clients.forget_old_nonces  # a use case of its own
forget_expired_tokens = access_tokens.forget_expired  # a use case of its own

__all__ = [
    "TOKEN_LIFETIME",
    "AddressNotAllowed",
    "Client",
    "ClientKind",
    "ClientTerms",
    "Credentials",
    "InvalidSignature",
    "KeyOfOtherKind",
    "RequestNotSigned",
    "Role",
    "all_scopes",
    "check_client_address",
    "check_signed",
    "check_signed_request",
    "client_with_key",
    "client_with_token",
    "create_api_client",
    "ensure_api_client",
    "ensure_roles",
    "ensure_user",
    "forget_expired_tokens",
    "forget_old_nonces",
    "issue_access_token",
    "may_touch",
    "revoke_access_token",
    "sign",
    "staff_actor",
    "use_nonce",
]
