"""Entries of the audit trail as security systems read them: JSON lines, or CEF.

CEF is ArcSight's Common Event Format, version 0: seven fields behind bars, then pairs of an
extension dictionary.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """One entry, whole."""

    entry_id: int
    at: datetime
    actor: str
    action: str
    subject: str
    reason: str
    request_id: str
    address: str
    detail: Mapping[str, object]


# From 0 to 10: what an analyst wants to see first. The longest beginning of an action decides.
_SEVERITIES: Final = {
    "": 2,
    "identity.": 3,
    "identity.login.failed": 5,
    "identity.login.locked": 7,
    "identity.role": 7,
    "identity.staff": 7,
    "security.": 7,
    "alerts.alert.raised": 8,
    "approvals.request.own_attempt": 8,
    "audit.seal.mismatch": 10,
}


def json_line(entry: Exported) -> str:
    """Return the entry as one JSON object, without line ends in it."""
    told = asdict(entry)
    return json.dumps({**told, "at": entry.at.isoformat()}, separators=(",", ":"))


def cef_line(entry: Exported) -> str:
    """Return the entry as one CEF line."""
    names = ("Bankcore", "Bankcore", "1", entry.action, entry.action, str(severity(entry.action)))
    extension = {
        "rt": int(entry.at.timestamp() * 1000),
        "externalId": entry.entry_id,
        "suser": entry.actor,
        "src": entry.address,
        "reason": entry.reason,
        "cs1Label": "subject",
        "cs1": entry.subject,
        "cs2Label": "requestId",
        "cs2": entry.request_id,
        "msg": json.dumps(dict(entry.detail), separators=(",", ":"), sort_keys=True),
    }
    pairs = " ".join(
        f"{name}={_in_extension(str(value))}" for name, value in extension.items() if value != ""
    )
    return "|".join(["CEF:0", *(_in_head(each) for each in names), pairs])


def severity(action: str) -> int:
    """Return how much an analyst cares, from 0 to 10."""
    return _SEVERITIES[max((each for each in _SEVERITIES if action.startswith(each)), key=len)]


FORMATS: Final[Mapping[str, Callable[[Exported], str]]] = {"jsonl": json_line, "cef": cef_line}


def _in_head(text: str) -> str:
    """Escape as CEF's head wants: backslash and bar; a line end ends the event, so none is left."""
    return _one_line(text.replace("\\", r"\\").replace("|", r"\|"))


def _in_extension(text: str) -> str:
    """Escape as CEF's extension wants: backslash, equals sign, and line ends as letters."""
    escaped = text.replace("\\", r"\\").replace("=", r"\=")
    return _one_line(escaped.replace("\r", r"\r").replace("\n", r"\n"))


def _one_line(text: str) -> str:
    return " ".join(text.splitlines())
