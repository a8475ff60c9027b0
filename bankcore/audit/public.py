"""The door of audit."""

from bankcore.audit.services.trail import record

__all__ = ["record"]
