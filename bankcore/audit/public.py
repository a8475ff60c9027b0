"""The door of audit."""

from bankcore.audit.domain.counting import Counted, Traced
from bankcore.audit.domain.siem import FORMATS as SIEM_FORMATS
from bankcore.audit.domain.siem import Exported
from bankcore.audit.services.denials import record_denied  # a use case of its own
from bankcore.audit.services.reading import AuditLine, about, count, entries_of, export, readers
from bankcore.audit.services.readings import note_page, note_search  # use cases of their own
from bankcore.audit.services.trail import record

__all__ = [
    "SIEM_FORMATS",
    "AuditLine",
    "Counted",
    "Exported",
    "Traced",
    "about",
    "count",
    "entries_of",
    "export",
    "note_page",
    "note_search",
    "readers",
    "record",
    "record_denied",
]
