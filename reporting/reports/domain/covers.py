"""What stands at the head of every file of a report."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from reporting.reports.domain import wording


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Of what, by whom, about when, known when, chosen how: all but the figures.

    There is no moment of making and no number of a run in it: made again from the same, a report
    is the same in every byte. `version` is the warehouse's, `code` the bank's own.
    """

    title: str
    words: str
    bank: str
    day: date
    version: int
    known_at: datetime
    chosen: tuple[tuple[str, str], ...]
    code: str

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """The head, line by line."""
        return (
            ("Bank", self.bank),
            ("As of the end of", wording.day(self.day)),
            ("Known at", f"{wording.moment(self.known_at)} (load {self.version})"),
            *self.chosen,
            ("Code", self.code),
        )
