"""People and programs in the back office."""

from bankcore.identity.presentation.admin import api_clients, branches, confirmations, staff

__all__ = ["api_clients", "branches", "confirmations", "staff"]
