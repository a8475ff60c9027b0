"""What others see of runs and schedules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class RunState(StrEnum):
    """What has become of a report that was made.

    ASKED waits for a second person; REFUSED and EXPIRED can be asked for again.
    """

    MADE = "MADE"
    ASKED = "ASKED"
    REFUSED = "REFUSED"
    EXPIRED = "EXPIRED"
    RELEASED = "RELEASED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class FileView:
    """A file of a run, by its hash."""

    kind: str
    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RunView:
    """A run as it stands; `files` are those that are handed out, whether or not they may be yet.

    `restated_by` is the run that was released after it and stands in its place.
    """

    run_id: int
    report: str
    title: str
    family: str
    day: date
    parameters: Mapping[str, str]
    load: int | None
    known_at: datetime | None
    code: str
    ties: bool
    held: int
    warnings: int
    state: RunState
    failure: str
    made_by: str
    made_at: datetime
    keep_until: date
    is_kept: bool
    is_releasable: bool
    names_persons: bool
    request_id: int | None
    words: str
    released_by: str
    released_at: datetime | None
    restates: int | None
    restated_by: int | None
    files: tuple[FileView, ...]

    @property
    def goes_out(self) -> bool:
        """Whether its files may be handed out."""
        return self.is_kept and (self.state is RunState.RELEASED or not self.is_releasable)


@dataclass(frozen=True, slots=True)
class Download:
    """A file handed out."""

    name: str
    media_type: str
    content: bytes
