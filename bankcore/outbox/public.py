"""The door of outbox."""

from bankcore.outbox.services.events import publish

__all__ = ["publish"]
