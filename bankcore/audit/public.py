"""The door of audit."""

from bankcore.audit.services.denials import record_denied
from bankcore.audit.services.reading import AuditLine, about
from bankcore.audit.services.trail import record

__all__ = ["AuditLine", "about", "record", "record_denied"]
