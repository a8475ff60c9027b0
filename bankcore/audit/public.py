"""The door of audit."""

from bankcore.audit.domain.counting import Counted, Traced
from bankcore.audit.services.denials import record_denied
from bankcore.audit.services.reading import AuditLine, about, count, entries_of, readers
from bankcore.audit.services.trail import record

__all__ = [
    "AuditLine",
    "Counted",
    "Traced",
    "about",
    "count",
    "entries_of",
    "readers",
    "record",
    "record_denied",
]
