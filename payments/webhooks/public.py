"""The door of webhooks. `record_event` runs in the caller's use case."""

from payments.webhooks.services.dispatcher import Dispatcher
from payments.webhooks.services.dispatching import deliver_due
from payments.webhooks.services.recording import record_event

__all__ = ["Dispatcher", "deliver_due", "record_event"]
