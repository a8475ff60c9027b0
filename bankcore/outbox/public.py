"""The door of outbox. `publish` runs in the caller's use case, `deliver` is one of its own."""

from bankcore.outbox.services.events import publish
from bankcore.outbox.services.relay import Message, deliver, wait

__all__ = ["Message", "deliver", "publish", "wait"]
