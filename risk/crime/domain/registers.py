"""What was reported to the authority, and when: lines of registers, which name no customer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from bankcore.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredFiling:
    """The file that a report left in, and what the authority answered; None: not yet."""

    number: int
    made_by: str
    made_at: datetime
    tracking_id: str
    acknowledged_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisteredReport:
    """A report: of a day's cash, or of a suspicion from a first day to a last.

    `found_on` is the day from which its time runs. `written_by` and `approved_by` are of staff,
    and empty for reports of cash, which the bank's programs write.
    """

    number: int
    found_on: date
    first_day: date | None
    last_day: date | None
    what: tuple[str, ...]
    amount: Money | None
    due_on: date
    written_by: str
    approved_by: str
    filing: RegisteredFiling | None
