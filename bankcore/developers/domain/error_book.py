"""The book of errors, docs/api-errors.md, read as rows."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

_ROW: Final = re.compile(r"\| (\d{3}) \| `(\w+)` \| (.+) \| (.+) \|")


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorEntry:
    """One error: its code, the status it comes with, why, and what to do about it."""

    code: str
    status: int
    cause: str
    cure: str

    @property
    def title(self) -> str:
        """Return the status in words."""
        return HTTPStatus(self.status).phrase

    def is_meant_by(self, words: list[str]) -> bool:
        """Return whether all the words (in lower case) stand in it."""
        text = f"{self.status} {self.code} {self.cause} {self.cure}".lower()
        return all(word in text for word in words)


def entries(text: str) -> tuple[ErrorEntry, ...]:
    """Return the errors that the page tells of, by their codes."""
    found = {}
    for line in text.splitlines():
        if row := _ROW.fullmatch(line.strip()):
            status, code, cause, cure = row.groups()
            found[code] = ErrorEntry(
                code=code, status=int(status), cause=_plain(cause), cure=_plain(cure)
            )
    return tuple(found[code] for code in sorted(found))


def _plain(text: str) -> str:
    """Return a cell without the marks of code and of links."""
    return re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text).replace("`", "")
