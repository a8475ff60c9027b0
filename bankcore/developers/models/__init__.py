"""Tables of the developers' tools."""

from bankcore.developers.models.logged_request import LoggedRequest

__all__ = ["LoggedRequest"]
