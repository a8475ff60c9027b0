"""Statements as files: rendered when asked for, and the same to the byte each time."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.domain.statement_formats import FORMATS, StatementFormat
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
    writer = FORMATS.get(format_name)
    if writer is None:
        message = f"There is no format {format_name[:40]!r}."
        raise UnknownFormat(message)
    found = record(account_id=account_id, number=number)
    statement = read(found)
    content = b"".join(writer.render(statement))
    _compare(found, format_name, writer, content=content, now=now)
    return Document(
        filename=f"{statement.head.name}{writer.ending}",
        media_type=writer.media_type,
        content=content,
    )


def _compare(
    found: Statement, format_name: str, writer: StatementFormat, *, content: bytes, now: datetime
) -> None:
    sha256 = hashlib.sha256(content).digest()
    kept = statements.fingerprint(statement=found, format_name=format_name, layout=writer.layout)
    if kept is None:
        statements.add_fingerprint(
            StatementDocument(
                statement=found,
                format=format_name,
                layout=writer.layout,
                sha256=sha256,
                size=len(content),
                made_at=now,
            )
        )
    elif bytes(kept.sha256) != sha256 and not document_parties.erased_since(kept.made_at):
        message = f"Statement {found.number} came out other than when it was first made."
        raise DocumentChanged(message)
