"""Users and API clients."""

from bankcore.identity.models.api_client import ApiClient, UsedNonce
from bankcore.identity.models.staff import Branch, RoleChange, RoleConflict
from bankcore.identity.models.user import User

__all__ = ["ApiClient", "Branch", "RoleChange", "RoleConflict", "UsedNonce", "User"]
