"""The door of identity: people who log in, and programs that call."""

from bankcore.identity.domain.account_access import DAYS as ACCESS_DAYS
from bankcore.identity.domain.account_access import AccessOrder, Asked
from bankcore.identity.domain.api_clients import Client, ClientKind, ClientTerms, Credentials
from bankcore.identity.domain.api_clients import new_token as new_refresh_token
from bankcore.identity.domain.confirmations import (
    ConfirmationMethod,
    ConfirmationState,
    ConfirmationView,
    Consent,
    Proof,
)
from bankcore.identity.domain.roles import Role
from bankcore.identity.domain.segregation import CONFLICTS
from bankcore.identity.domain.session_keys import digest as session_digest
from bankcore.identity.domain.sign_in import Factor, Where
from bankcore.identity.domain.signatures import sign
from bankcore.identity.services import (
    access_tokens,
    account_access,
    api_clients,
    api_keys,
    authorization,
    branches,
    client_changes,
    client_credentials,
    confirmations,
    factors,
    notices,
    objects,
    passwords,
    roles,
    sessions,
    signed_requests,
    staff,
    users,
)
from bankcore.identity.services import own_clients as programs
from bankcore.identity.services import saved_views as views
from bankcore.identity.services.access_tokens import TOKEN_LIFETIME
from bankcore.identity.services.account_access import AccessNotFound
from bankcore.identity.services.api_clients import InvalidSignature
from bankcore.identity.services.api_keys import AddressNotAllowed, KeyOfOtherKind
from bankcore.identity.services.authorization import (
    AccessOrderInvalid,
    AuthorizationRefused,
    S256Grant,
)
from bankcore.identity.services.branches import BranchView, InvalidBranch
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
from bankcore.identity.services.own_clients import SCOPES as OWN_SCOPES
from bankcore.identity.services.own_clients import ProgramNotFound
from bankcore.identity.services.roles import ChangeView
from bankcore.identity.services.saved_views import ViewNotFound, ViewNotSaved
from bankcore.identity.services.signed_requests import RequestNotSigned
from bankcore.identity.services.staff import (
    InvalidStaffChange,
    NewStaff,
    NotAboutYourself,
    RoleOrder,
    RolesConflict,
    StaffChanged,
    StaffOrder,
    UnknownPerson,
)
from bankcore.identity.services.users import EnoughAdministrators

ensure_user = users.ensure
ensure_roles = roles.ensure_all
staff_actor = users.staff_actor
staff_names = users.staff_names
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
publish_notice = notices.publish  # in the caller's use case
send_password_link = passwords.send_link
client_with_key = api_keys.with_key
customer_of_client = api_clients.customer_of
client_for_events = api_clients.for_events
test_client = api_clients.test_client
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
read_authorization = authorization.read
refuse_authorization = authorization.refuse
ask_to_give_access = authorization.ask
give_access = authorization.give  # a use case of its own
redeem_code = account_access.redeem_code  # a use case of its own
access_with_refresh_token = account_access.with_refresh_token
issue_token_of_access = account_access.issue  # a use case of its own
end_access = account_access.end  # a use case of its own
end_access_by_token = account_access.end_by_token  # a use case of its own
accesses_of_user = account_access.of_user
own_clients = programs.of_customer
create_own_client = programs.create  # a use case of its own
rotate_own_key = programs.rotate  # a use case of its own
revoke_own_key = programs.revoke  # a use case of its own
forget_expired_tokens = access_tokens.forget_expired  # a use case of its own
make_first_administrator = users.make_first_administrator
roles_of = roles.of
holders_of = roles.holders
role_history = roles.history
request_roles = staff.request_roles  # a use case of its own
request_new_staff = staff.request_new  # a use case of its own
request_staff_change = staff.request_change  # a use case of its own
execute_staff_change = staff.execute
add_branch = branches.add  # a use case of its own
ensure_branch = branches.ensure
branches_of_bank = branches.every
saved_views = views.offered
save_view = views.save  # a use case of its own
change_view = views.change  # a use case of its own
delete_view = views.delete  # a use case of its own

__all__ = [
    "ACCESS_DAYS",
    "CONFLICTS",
    "OWN_SCOPES",
    "TOKEN_LIFETIME",
    "AccessNotFound",
    "AccessOrder",
    "AccessOrderInvalid",
    "AddressNotAllowed",
    "Asked",
    "AuthorizationRefused",
    "BranchView",
    "ChangeView",
    "Client",
    "ClientKind",
    "ClientTerms",
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
    "EnoughAdministrators",
    "Factor",
    "InvalidBranch",
    "InvalidSignature",
    "InvalidStaffChange",
    "KeyOfOtherKind",
    "NewStaff",
    "NoSecondFactor",
    "NotAboutYourself",
    "ProgramNotFound",
    "Proof",
    "ProofWrong",
    "RequestNotSigned",
    "Role",
    "RoleOrder",
    "RolesConflict",
    "S256Grant",
    "StaffChanged",
    "StaffOrder",
    "TooManyWrongCodes",
    "UnknownPerson",
    "ViewNotFound",
    "ViewNotSaved",
    "Where",
    "access_with_refresh_token",
    "accesses_of_user",
    "add_branch",
    "all_scopes",
    "ask_confirmation",
    "ask_to_give_access",
    "begin_session",
    "branches_of_bank",
    "change_view",
    "check_client_address",
    "check_confirmation",
    "check_signed",
    "check_signed_request",
    "client_for_events",
    "client_with_key",
    "client_with_token",
    "code_now",
    "confirm_by_code",
    "confirm_by_passkey",
    "create_api_client",
    "create_own_client",
    "customer_of_client",
    "delete_view",
    "end_access",
    "end_access_by_token",
    "enrol_known_secret",
    "ensure_api_client",
    "ensure_branch",
    "ensure_roles",
    "ensure_user",
    "execute_staff_change",
    "expire_old_confirmations",
    "forget_expired_tokens",
    "forget_old_nonces",
    "get_confirmation",
    "give_access",
    "holders_of",
    "is_valid_code",
    "issue_access_token",
    "issue_token_of_access",
    "make_first_administrator",
    "may_touch",
    "new_refresh_token",
    "own_clients",
    "passkey_options_of_confirmation",
    "publish_notice",
    "read_authorization",
    "recently_confirmed",
    "redeem_code",
    "refuse_authorization",
    "request_new_staff",
    "request_roles",
    "request_staff_change",
    "revoke_access_token",
    "revoke_own_key",
    "role_history",
    "roles_of",
    "rotate_own_key",
    "save_view",
    "saved_views",
    "second_factors",
    "send_notice",
    "send_password_link",
    "session_digest",
    "sign",
    "staff_actor",
    "staff_names",
    "test_client",
    "use_confirmation",
    "use_nonce",
    "user_id_of",
]
