"""Users, API clients, and what people confirmed."""

from bankcore.identity.models.api_client import ApiClient, UsedNonce
from bankcore.identity.models.confirmation import Confirmation
from bankcore.identity.models.user import User

__all__ = ["ApiClient", "Confirmation", "UsedNonce", "User"]
