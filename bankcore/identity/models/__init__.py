"""Users and API clients."""

from bankcore.identity.models.api_client import (
    AccessToken,
    ApiClient,
    ApiKey,
    SigningSecret,
    UsedNonce,
)
from bankcore.identity.models.user import User

__all__ = ["AccessToken", "ApiClient", "ApiKey", "SigningSecret", "UsedNonce", "User"]
