"""The shapes of a log line: JSON for machines, plain for people; redacted, and one line each."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from typing import Any, Final

from pythonjsonlogger.json import JsonFormatter

from bankcore.logs import context
from bankcore.logs.redaction import redacted, redacted_value

# What ends a line or moves a terminal: C0 and C1 controls, Unicode's line and paragraph ends.
_CONTROL: Final = {
    **{code: f"\\x{code:02x}" for code in (*range(32), *range(127, 160))},
    10: "\\n",
    13: "\\r",
    0x2028: "\\u2028",
    0x2029: "\\u2029",
}


class ContextFilter(logging.Filter):
    """Add the ids of the request or task to every record made in it."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep the record."""
        now = context.current()
        record.request_id, record.trace_id = now.request_id, now.trace_id
        return True


class JsonLine(JsonFormatter):
    """One JSON object a line: time, level, logger, message, ids, and what the caller added."""

    def __init__(self) -> None:
        super().__init__(
            "{levelname}{name}{message}{request_id}{trace_id}",
            style="{",
            rename_fields={"levelname": "level", "name": "logger"},
        )

    def process_log_record(self, log_data: dict[str, Any]) -> dict[str, Any]:
        """Hide what may not stand there."""
        return {name: redacted_value(name, value) for name, value in log_data.items()}

    def add_fields(
        self, log_data: dict[str, Any], record: logging.LogRecord, message_dict: dict[str, Any]
    ) -> None:
        """Begin with the time in UTC (RFC 3339)."""
        at = datetime.fromtimestamp(record.created, UTC)
        log_data["at"] = at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
        super().add_fields(log_data, record, message_dict)


class PlainLine(logging.Formatter):
    """One line for people; what a caller put into it cannot begin another (CWE-117)."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s [%(request_id)s] %(message)s")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """Escape control characters in the message itself; a traceback keeps its lines."""
        return super().formatMessage(record).translate(_CONTROL)

    def formatException(self, ei: Any) -> str:  # noqa: N802 - logging's name
        """Mark every line of a traceback, whose last one repeats what a caller sent."""
        return "  | " + super().formatException(ei).replace("\n", "\n  | ")

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, redacted."""
        return redacted(super().format(record))
