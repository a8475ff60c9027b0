"""The door of webhooks. `record_event` runs in the caller's use case."""

from payments.webhooks.services.recording import record_event

__all__ = ["record_event"]
