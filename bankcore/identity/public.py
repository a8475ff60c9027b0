"""The door of identity: people who log in, and programs that call."""

from bankcore.identity.domain.confirmations import (
    ConfirmationMethod,
    ConfirmationState,
    ConfirmationView,
    Consent,
    Proof,
)
from bankcore.identity.domain.roles import Role
from bankcore.identity.domain.session_keys import digest as session_digest
from bankcore.identity.domain.sign_in import Factor, Where
from bankcore.identity.domain.signatures import sign
from bankcore.identity.services import (
    api_clients,
    confirmations,
    factors,
    notices,
    passwords,
    roles,
    sessions,
    users,
)
from bankcore.identity.services.api_clients import Client, Credentials, InvalidSignature
from bankcore.identity.services.confirmations import (
    ConfirmationDoesNotMatch,
    ConfirmationExpired,
    ConfirmationNotFound,
    ConfirmationRefused,
    ConfirmationRequired,
    ConfirmationUsed,
    NoSecondFactor,
    ProofWrong,
    TooManyWrongCodes,
)

ensure_user = users.ensure
ensure_roles = roles.ensure_all
staff_actor = users.staff_actor
all_scopes = api_clients.all_scopes
create_api_client = api_clients.create
ensure_api_client = api_clients.ensure
check_signed = api_clients.check_signed
use_nonce = api_clients.use_nonce  # a use case of its own
forget_old_nonces = api_clients.forget_old_nonces  # a use case of its own
ask_confirmation = confirmations.ask
get_confirmation = confirmations.get
can_confirm = confirmations.can_confirm
confirmation_used_for = confirmations.used_for
passkey_options_of_confirmation = confirmations.passkey_options
confirm_by_code = confirmations.confirm_by_code
confirm_by_passkey = confirmations.confirm_by_passkey
check_confirmation = confirmations.check  # in the caller's use case
use_confirmation = confirmations.use  # in the caller's use case
expire_old_confirmations = confirmations.expire_old
user_id_of = users.id_of
is_valid_code = factors.is_valid_code
second_factors = factors.overview
enrol_known_secret = factors.enrol_known_secret  # for the demo bank and tests
code_now = factors.code_now  # for the demo bank and tests
recently_confirmed = sessions.recently_confirmed
begin_session = sessions.begin
send_notice = notices.send
send_password_link = passwords.send_link

__all__ = [
    "Client",
    "ConfirmationDoesNotMatch",
    "ConfirmationExpired",
    "ConfirmationMethod",
    "ConfirmationNotFound",
    "ConfirmationRefused",
    "ConfirmationRequired",
    "ConfirmationState",
    "ConfirmationUsed",
    "ConfirmationView",
    "Consent",
    "Credentials",
    "Factor",
    "InvalidSignature",
    "NoSecondFactor",
    "Proof",
    "ProofWrong",
    "Role",
    "TooManyWrongCodes",
    "Where",
    "all_scopes",
    "ask_confirmation",
    "begin_session",
    "check_confirmation",
    "check_signed",
    "code_now",
    "confirm_by_code",
    "confirm_by_passkey",
    "create_api_client",
    "enrol_known_secret",
    "ensure_api_client",
    "ensure_roles",
    "ensure_user",
    "expire_old_confirmations",
    "forget_old_nonces",
    "get_confirmation",
    "is_valid_code",
    "passkey_options_of_confirmation",
    "recently_confirmed",
    "second_factors",
    "send_notice",
    "send_password_link",
    "session_digest",
    "sign",
    "staff_actor",
    "use_confirmation",
    "use_nonce",
    "user_id_of",
]
