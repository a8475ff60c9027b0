"""Entries of the trail that are alike, counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """So many entries share `group`; `last_entry` is the id of the newest."""

    group: str
    count: int
    first_at: datetime
    last_at: datetime
    last_entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One entry of the trail: what it is about, when, and from which address of the internet."""

    entry_id: int
    at: datetime
    subject: str
    address: str
