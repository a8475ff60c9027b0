"""The door of audit."""

from bankcore.audit.domain.counting import Counted, Traced
from bankcore.audit.services.reading import AuditLine, about, count, entries_of, readers
from bankcore.audit.services.readings import note_page, note_search  # use cases of their own
from bankcore.audit.services.trail import record

__all__ = [
    "AuditLine",
    "Counted",
    "Traced",
    "about",
    "count",
    "entries_of",
    "note_page",
    "note_search",
    "readers",
    "record",
]
