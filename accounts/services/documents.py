"""Statements as files: rendered when asked for, and the same to the byte each time."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain import statements as domain
from accounts.domain.statement_formats import FORMATS, StatementFormat, parts
from accounts.models import Statement, StatementDocument
from accounts.repositories import document_parties, statements
from accounts.services.statements import read, record
from bankcore.db.transactions import use_case
from bankcore.errors import BankError


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A file to be handed out."""

    filename: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInParts:
    """A long file to be handed out while it is written, of so many bytes.

    `parts` are read once. They end with DocumentChanged before the first that is another than when
    the file was first made.
    """

    filename: str
    media_type: str
    size: int
    parts: Iterator[bytes]


class UnknownFormat(BankError):
    """The bank does not write statements in this format."""

    code = "unknown_format"
    cure = "Ask for pdf, csv, ofx, qif, camt053, camt053-02, camt054 or camt054-02."
    status = 404


class DocumentChanged(BankError):
    """The document no longer comes out as it was first handed out, though nothing may change it."""

    code = "document_changed"
    cure = "Tell the bank's operations: hand nothing out before they know why."
    status = 500


@use_case
def statement_document(
    *,
    account_id: UUID,
    number: int,
    format_name: str,
    now: datetime,
) -> Document:
    """Return a statement in one of the formats, as it was and will be each time.

    The first rendering's fingerprint is kept, and every later one is compared with it; it may
    differ only when a customer's name has been erased since, as the law then asks. Raises
    AccountNotFound, StatementNotFound, UnknownFormat and DocumentChanged.
    """
    return _whole(_asked(account_id, number, format_name), now=now)


@use_case
def statement_to_send(
    *,
    account_id: UUID,
    number: int,
    format_name: str,
    now: datetime,
) -> Document | DocumentInParts:
    """Return the same, a long statement in parts if it was made before.

    Each part is compared with what was kept of it before it goes out. What is read for them are
    closed days of this account, long after this use case is over and in no transaction. Raises
    what statement_document does.
    """
    asked = _asked(account_id, number, format_name)
    kept = _kept(asked)
    # Where a name was erased since, nobody knows beforehand what the parts will be.
    if (
        kept is None
        or not kept.parts
        or not asked.writer.is_by_lines
        or document_parties.erased_since(kept.made_at)
    ):
        return _whole(asked, now=now)
    return DocumentInParts(
        filename=asked.filename,
        media_type=asked.writer.media_type,
        size=kept.size,
        parts=_compared(asked, kept),
    )


@dataclass(frozen=True, slots=True)
class _Asked:
    """A statement that is asked for in a format."""

    record: Statement
    statement: domain.Statement
    format_name: str
    writer: StatementFormat

    @property
    def filename(self) -> str:
        return f"{self.statement.head.name}{self.writer.ending}"


def _asked(account_id: UUID, number: int, format_name: str) -> _Asked:
    writer = FORMATS.get(format_name)
    if writer is None:
        message = f"There is no format {format_name[:40]!r}."
        raise UnknownFormat(message)
    found = record(account_id=account_id, number=number)
    return _Asked(found, read(found), format_name, writer)


def _whole(asked: _Asked, *, now: datetime) -> Document:
    content = b"".join(asked.writer.render(asked.statement))
    _compare(asked, content=content, now=now)
    return Document(filename=asked.filename, media_type=asked.writer.media_type, content=content)


def _compared(asked: _Asked, kept: StatementDocument) -> Iterator[bytes]:
    """Yield the parts that are as they were; raises DocumentChanged before one that is not."""
    digests, place, size = bytes(kept.parts or b""), 0, 0
    for part in parts.of(asked.writer.render(asked.statement)):
        if parts.digest(part) != digests[place : place + parts.DIGEST]:
            break
        place, size = place + parts.DIGEST, size + len(part)
        yield part
    if (place, size) != (len(digests), kept.size):
        raise _changed(asked)


def _kept(asked: _Asked) -> StatementDocument | None:
    return statements.fingerprint(
        statement=asked.record, format_name=asked.format_name, layout=asked.writer.layout
    )


def _compare(asked: _Asked, *, content: bytes, now: datetime) -> None:
    sha256 = hashlib.sha256(content).digest()
    kept = _kept(asked)
    if kept is None:
        is_long = asked.record.entries > domain.FEW
        statements.add_fingerprint(
            StatementDocument(
                statement=asked.record,
                format=asked.format_name,
                layout=asked.writer.layout,
                sha256=sha256,
                size=len(content),
                parts=b"".join(map(parts.digest, parts.of([content]))) if is_long else None,
                made_at=now,
            )
        )
    elif bytes(kept.sha256) != sha256 and not document_parties.erased_since(kept.made_at):
        raise _changed(asked)


def _changed(asked: _Asked) -> DocumentChanged:
    message = f"Statement {asked.record.number} came out other than when it was first made."
    return DocumentChanged(message)
