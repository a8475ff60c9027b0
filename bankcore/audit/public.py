"""The door of audit."""

from bankcore.audit.services.reading import AuditLine, about
from bankcore.audit.services.trail import record

__all__ = ["AuditLine", "about", "record"]
