"""What came of a question."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

Value = str | int | Decimal | bool | date | datetime | None


class End(StrEnum):
    """How it ended (Run.State)."""

    DONE = "DONE"
    REFUSED = "REFUSED"
    STOPPED = "STOPPED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """Columns and rows, or why there are none. `is_cut` where there were more than was allowed."""

    end: End
    told: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[Value, ...], ...] = ()
    is_cut: bool = False
    milliseconds: int = 0
