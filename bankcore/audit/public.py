"""The door of audit."""

from bankcore.audit.domain.counting import Counted, Traced
from bankcore.audit.domain.siem import FORMATS as SIEM_FORMATS
from bankcore.audit.domain.siem import Exported
from bankcore.audit.services.denials import record_denied
from bankcore.audit.services.reading import (
    AuditLine,
    about,
    count,
    detail_of,
    entries_of,
    export,
    readers,
)
from bankcore.audit.services.reads import customer_behind, record_read
from bankcore.audit.services.trail import record

__all__ = [
    "SIEM_FORMATS",
    "AuditLine",
    "Counted",
    "Exported",
    "Traced",
    "about",
    "count",
    "customer_behind",
    "detail_of",
    "entries_of",
    "export",
    "readers",
    "record",
    "record_denied",
    "record_read",
]
