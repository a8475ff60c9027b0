"""Users, API clients, and what people confirmed."""

from bankcore.identity.models.account_access import AccountAccess
from bankcore.identity.models.api_client import (
    AccessToken,
    ApiClient,
    ApiKey,
    SigningSecret,
    UsedNonce,
)
from bankcore.identity.models.confirmation import Confirmation
from bankcore.identity.models.saved_view import SavedView
from bankcore.identity.models.sign_in import AuthenticatorApp, KnownDevice, RecoveryCode, WebSession
from bankcore.identity.models.staff import Branch, RoleChange, RoleConflict
from bankcore.identity.models.user import User

__all__ = [
    "AccessToken",
    "AccountAccess",
    "ApiClient",
    "ApiKey",
    "AuthenticatorApp",
    "Branch",
    "Confirmation",
    "KnownDevice",
    "RecoveryCode",
    "RoleChange",
    "RoleConflict",
    "SavedView",
    "SigningSecret",
    "UsedNonce",
    "User",
    "WebSession",
]
