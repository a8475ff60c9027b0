"""The door of identity: people who log in, and programs that call."""

from bankcore.identity.domain.roles import Role
from bankcore.identity.domain.segregation import CONFLICTS
from bankcore.identity.domain.signatures import sign
from bankcore.identity.services import api_clients, branches, roles, staff, users
from bankcore.identity.services.api_clients import Client, Credentials, InvalidSignature
from bankcore.identity.services.branches import BranchView, InvalidBranch
from bankcore.identity.services.roles import ChangeView
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
make_first_administrator = users.make_first_administrator
staff_actor = users.staff_actor
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
all_scopes = api_clients.all_scopes
create_api_client = api_clients.create
ensure_api_client = api_clients.ensure
check_signed = api_clients.check_signed
use_nonce = api_clients.use_nonce  # a use case of its own
forget_old_nonces = api_clients.forget_old_nonces  # a use case of its own

__all__ = [
    "CONFLICTS",
    "BranchView",
    "ChangeView",
    "Client",
    "Credentials",
    "EnoughAdministrators",
    "InvalidBranch",
    "InvalidSignature",
    "InvalidStaffChange",
    "NewStaff",
    "NotAboutYourself",
    "Role",
    "RoleOrder",
    "RolesConflict",
    "StaffChanged",
    "StaffOrder",
    "UnknownPerson",
    "add_branch",
    "all_scopes",
    "branches_of_bank",
    "check_signed",
    "create_api_client",
    "ensure_api_client",
    "ensure_branch",
    "ensure_roles",
    "ensure_user",
    "execute_staff_change",
    "forget_old_nonces",
    "holders_of",
    "make_first_administrator",
    "request_new_staff",
    "request_roles",
    "request_staff_change",
    "role_history",
    "roles_of",
    "sign",
    "staff_actor",
    "use_nonce",
]
