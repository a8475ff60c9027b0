"""The developers' tools in the back office."""

from bankcore.developers.presentation.admin.requests import LoggedRequestAdmin

__all__ = ["LoggedRequestAdmin"]
