"""Users, API clients, and what people confirmed."""

from bankcore.identity.models.api_client import ApiClient, UsedNonce
from bankcore.identity.models.confirmation import Confirmation
from bankcore.identity.models.sign_in import AuthenticatorApp, KnownDevice, RecoveryCode, WebSession
from bankcore.identity.models.user import User

__all__ = [
    "ApiClient",
    "AuthenticatorApp",
    "Confirmation",
    "KnownDevice",
    "RecoveryCode",
    "UsedNonce",
    "User",
    "WebSession",
]
