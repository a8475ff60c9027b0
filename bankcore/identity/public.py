"""The door of identity: people who log in, and programs that call."""

from bankcore.identity.domain.roles import Role
from bankcore.identity.domain.signatures import sign
from bankcore.identity.services import api_clients, roles, users
from bankcore.identity.services.api_clients import Client, Credentials, InvalidSignature

ensure_user = users.ensure
ensure_roles = roles.ensure_all
staff_actor = users.staff_actor
all_scopes = api_clients.all_scopes
create_api_client = api_clients.create
ensure_api_client = api_clients.ensure
check_signed = api_clients.check_signed
use_nonce = api_clients.use_nonce  # a use case of its own
forget_old_nonces = api_clients.forget_old_nonces  # a use case of its own

__all__ = [
    "Client",
    "Credentials",
    "InvalidSignature",
    "Role",
    "all_scopes",
    "check_signed",
    "create_api_client",
    "ensure_api_client",
    "ensure_roles",
    "ensure_user",
    "forget_old_nonces",
    "sign",
    "staff_actor",
    "use_nonce",
]
