"""The door of identity: people who log in, and programs that call."""

from bankcore.identity.domain.roles import Role
from bankcore.identity.domain.session_keys import digest as session_digest
from bankcore.identity.domain.sign_in import Factor, Where
from bankcore.identity.domain.signatures import sign
from bankcore.identity.services import (
    api_clients,
    factors,
    notices,
    passwords,
    roles,
    sessions,
    users,
)
from bankcore.identity.services.api_clients import Client, Credentials, InvalidSignature

ensure_user = users.ensure
ensure_roles = roles.ensure_all
staff_actor = users.staff_actor
user_id_of = users.id_of
# Signing in. `is_valid_code` runs in the caller's use case, the others are use cases or reads.
is_valid_code = factors.is_valid_code
second_factors = factors.overview
enrol_known_secret = factors.enrol_known_secret  # for the demo bank and tests
code_now = factors.code_now  # for the demo bank and tests
recently_confirmed = sessions.recently_confirmed
begin_session = sessions.begin
send_notice = notices.send
send_password_link = passwords.send_link
all_scopes = api_clients.all_scopes
create_api_client = api_clients.create
ensure_api_client = api_clients.ensure
check_signed = api_clients.check_signed
use_nonce = api_clients.use_nonce  # a use case of its own
forget_old_nonces = api_clients.forget_old_nonces  # a use case of its own

__all__ = [
    "Client",
    "Credentials",
    "Factor",
    "InvalidSignature",
    "Role",
    "Where",
    "all_scopes",
    "begin_session",
    "check_signed",
    "code_now",
    "create_api_client",
    "enrol_known_secret",
    "ensure_api_client",
    "ensure_roles",
    "ensure_user",
    "forget_old_nonces",
    "is_valid_code",
    "recently_confirmed",
    "second_factors",
    "send_notice",
    "send_password_link",
    "session_digest",
    "sign",
    "staff_actor",
    "use_nonce",
    "user_id_of",
]
