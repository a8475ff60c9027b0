"""Files of many payments: taking them in, and telling what became of them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.outbox import public as outbox
from payments.domain import bulk_lines, bulk_results, pain002
from payments.domain.bulk_csv import read_csv
from payments.domain.bulk_files import (
    LARGEST_FILE,
    FileState,
    FileView,
    LineState,
    LineView,
    RawFile,
    Reason,
)
from payments.domain.events import BulkFileReceived
from payments.domain.pain001 import read_pain001
from payments.models import BulkFile
from payments.repositories import bulk_files
from payments.services import bulk_rows as rows
from payments.services import self_service
from payments.services.two_people import no_staff

_LATEST = 50
_XML_BEGINS = (b"<", b"\xef\xbb\xbf<", b"\xff\xfe", b"\xfe\xff")


class FileTooLarge(BankError):
    """The file is larger than the bank takes."""

    code = "file_too_large"
    cure = "Split the file."
    status = 413


class DuplicateFile(BankError):
    """The same file, or a message with the same id, has been taken in before."""

    code = "duplicate_file"
    cure = "Look at the result of the earlier file, or give the message an id of its own."
    status = 409


class NoSuchDebtor(BankError):
    """There is no such customer for whom a file could pay."""

    code = "debtor_not_found"
    cure = "Check the customer's id."
    status = 404


class BulkFileNotFound(BankError):
    """There is no such file, or it is another customer's."""

    code = "bulk_file_not_found"
    cure = "Check the file's id."
    status = 404


@needs("payments.submit_bulk_file")
@no_staff
def submit(*, data: bytes, name: str, customer_id: UUID, actor: Actor, now: datetime) -> FileView:
    """Take in a file of this customer's payments, CSV or pain.001; a task then pays them.

    A file that a customer sends in online banking stays UNSIGNED, and nothing of it is paid, until
    bulk_file_confirmations.confirm. From others it is the customer's own by their rights.
    Each line that cannot be read is refused by itself. A file whose number of transactions or
    control sum is wrong is kept as REFUSED, and none of it is paid. Raises FileTooLarge,
    UnreadableFile, NoSuchDebtor and DuplicateFile; then nothing is kept.
    """
    if len(data) > LARGEST_FILE:
        message = f"The file is larger than {LARGEST_FILE // 1024 // 1024} MiB."
        raise FileTooLarge(message)
    _check_theirs(customer_id, actor)
    raw = read_pain001(data) if data.lstrip().startswith(_XML_BEGINS) else read_csv(data)
    file = BulkFile(
        customer_id=customer_id,
        name="".join(letter for letter in name if letter.isprintable())[:200],
        format=raw.format,
        message_id=raw.message_id,
        sha256=hashlib.sha256(data).hexdigest(),
        state=FileState.RECEIVED,
        received_at=now,
        received_from=str(actor)[:80],
    )
    refusal = raw.refusal
    if refusal is None and not raw.lines:
        refusal = Reason("no_payments", "The file has no payments.")
    if refusal is not None:
        file.state = FileState.REFUSED
        file.refusal_code, file.refusal_message = refusal.code, refusal.message[:200]
    return _keep(file=file, raw=raw, actor=actor, now=now)


@use_case
def _keep(*, file: BulkFile, raw: RawFile, actor: Actor, now: datetime) -> FileView:
    if not accounts.has_customer(customer_id=file.customer_id):
        message = f"There is no customer {file.customer_id}."
        raise NoSuchDebtor(message)
    if file.state != FileState.REFUSED:
        _refuse_twin(file)
    refused = file.state == FileState.REFUSED
    lines = [
        rows.line_of(file, judged, whole_refused=refused) for judged in bulk_lines.judge(raw.lines)
    ]
    if actor.rights.self_service and any(each.state == LineState.PENDING for each in lines):
        file.state = FileState.UNSIGNED
    if not bulk_files.add(file):
        _refuse_twin(file)
    for line in lines:
        line.file = file
    bulk_files.add_lines(lines)
    audit.record(
        actor=actor,
        action=f"payments.bulk_file.{file.state.lower()}",
        subject=f"bulk_file:{file.public_id}",
        detail={"sha256": file.sha256, "lines": len(raw.lines), "message_id": file.message_id},
        at=now,
    )
    if file.state == FileState.RECEIVED:
        announce(file, now)
    return view_of(file)


def announce(file: BulkFile, now: datetime) -> None:
    """Tell, in the caller's use case, that the file is to be paid."""
    outbox.publish(
        BulkFileReceived(file_id=str(file.public_id)),
        subject=f"bulk_file:{file.public_id}",
        at=now,
    )


def _check_theirs(customer_id: UUID, actor: Actor) -> None:
    customer = self_service.customer_of(actor)
    if customer is not None and customer.customer_id != customer_id:
        message = f"There is no customer {customer_id}."
        raise NoSuchDebtor(message)


def _refuse_twin(file: BulkFile) -> None:
    """Refuse the file where its like is there, naming that one: its result is what is wanted."""
    twin = bulk_files.same(
        customer_id=file.customer_id, sha256=file.sha256, message_id=file.message_id
    )
    if twin is not None:
        message = f"This file, or a message with its id, was taken in before, as {twin.public_id}."
        raise DuplicateFile(message)


def get(*, file_id: UUID, customer_id: UUID | None = None) -> FileView:
    """Return the file; with `customer_id`, only this customer's. Raises BulkFileNotFound."""
    return view_of(_found(file_id, customer_id))


def of_customer(*, customer_id: UUID) -> list[FileView]:
    """Return the customer's latest 50 files, newest first."""
    files = bulk_files.page(customer_id=customer_id, limit=_LATEST)
    counts = bulk_files.count_lines(files)
    return [rows.file_view(file, counts[file.pk]) for file in files]


def lines(
    *, file_id: UUID, customer_id: UUID | None = None, after: int = 0, limit: int
) -> list[LineView]:
    """Return up to `limit` lines after one of them; raises BulkFileNotFound."""
    file = _found(file_id, customer_id)
    return [
        rows.line_view(line, execution)
        for line, execution in bulk_files.list_lines(file=file, after=after, limit=limit)
    ]


def result_csv(*, file_id: UUID, customer_id: UUID | None = None) -> str:
    """Return the result of the file as CSV; raises BulkFileNotFound."""
    return bulk_results.write_csv(_all_lines(_found(file_id, customer_id)))


def result_pain002(*, file_id: UUID, customer_id: UUID | None = None, now: datetime) -> bytes:
    """Return the result of the file as pain.002; raises BulkFileNotFound."""
    file = _found(file_id, customer_id)
    return pain002.write_pain002(view_of(file), _all_lines(file), at=now)


def _all_lines(file: BulkFile) -> list[LineView]:
    return [rows.line_view(line, execution) for line, execution in bulk_files.list_lines(file=file)]


def _found(file_id: UUID, customer_id: UUID | None) -> BulkFile:
    file = bulk_files.get(public_id=file_id)
    if file is None or (customer_id is not None and file.customer_id != customer_id):
        message = f"There is no file {file_id}."
        raise BulkFileNotFound(message)
    return file


def view_of(file: BulkFile) -> FileView:
    """Return the file as its debtor sees it."""
    counts: dict[LineState, int] = bulk_files.count_lines([file])[file.pk]
    return rows.file_view(file, counts)
