"""The door of the developers' tools."""

from bankcore.developers.services.request_log import forget as forget_old_requests

__all__ = ["forget_old_requests"]
