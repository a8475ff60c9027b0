"""Who reads the database's log from outside, and how much of it is kept until they have."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

_GIGABYTE: Final = 1 << 30


class Trouble(StrEnum):
    """BEHIND: log that is kept for the reader fills the disk. LOST: log that it lacks is gone."""

    BEHIND = "log_reader_behind"
    LOST = "log_reader_lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class LogReader:
    """A replication slot: the archive's, a standby's, or a program's of the operator's own.

    `kept_bytes` is the log that the server keeps for it; nothing for one that is lost.
    """

    name: str
    is_active: bool
    is_lost: bool
    kept_bytes: int

    @property
    def subject(self) -> str:
        """How alerts and the audit trail name it."""
        return f"log_reader:{self.name}"

    @property
    def kept(self) -> str:
        """What is kept for it, for people."""
        if self.kept_bytes < _GIGABYTE:
            return f"{self.kept_bytes >> 20} MB"
        return f"{self.kept_bytes / _GIGABYTE:.1f} GB"

    def trouble(self, *, more_than: int) -> Trouble | None:
        """Return what staff should hear of it; BEHIND where more than so many bytes are kept."""
        if self.is_lost:
            return Trouble.LOST
        return Trouble.BEHIND if self.kept_bytes > more_than else None
