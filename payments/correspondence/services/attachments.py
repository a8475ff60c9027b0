"""Files that come with messages: known by their content, kept encrypted, handed out to be saved."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.conf import settings

from bankcore import file_types
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from payments.correspondence.domain.threads import MOST_FILES, Upload
from payments.correspondence.models import Attachment, Message
from payments.correspondence.repositories import threads
from payments.correspondence.services import people


class AttachmentRefused(BankError):
    """A file is a whole PDF, JPEG or PNG, whatever its name says."""

    code = "attachment_type_refused"
    cure = "Attach a PDF, JPEG or PNG file."
    status = 415


class AttachmentTooLarge(BankError):
    """A file is larger than the bank keeps."""

    code = "attachment_too_large"
    cure = "Scan it with fewer dots, or send it in parts."
    status = 413


class TooManyAttachments(BankError):
    """A message comes with more files, or more bytes of them, than the bank takes at once."""

    code = "attachments_too_many"
    cure = "Send some of the files with this message, and the others with the next."
    status = 413


class AttachmentNotFound(BankError):
    """There is no such file, or it is another's."""

    code = "attachment_not_found"
    cure = "Open the message that the file came with."
    status = 404


class AttachmentDamaged(BankError):
    """The content is not what was sent."""

    code = "attachment_damaged"
    cure = "Restore the file from a backup, or ask for it again."
    status = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file to be handed out."""

    file_name: str
    media_type: str
    content: bytes


def check_size(size: int) -> None:
    """Raise AttachmentTooLarge where a file has more bytes than the bank keeps."""
    most = int(settings.CUSTOMER_DOCUMENT_MAX_BYTES)
    if size > most:
        message = f"The file has {size:,} bytes; the bank keeps up to {most:,}."
        raise AttachmentTooLarge(message, field="file")


def check_sizes(sizes: Sequence[int]) -> None:
    """Raise where so many files of so many bytes are more than goes with one message.

    Raises TooManyAttachments and AttachmentTooLarge.
    """
    if len(sizes) > MOST_FILES:
        message = f"These are {len(sizes)} files; up to {MOST_FILES} go with a message."
        raise TooManyAttachments(message, field="file")
    for each in sizes:
        check_size(each)
    most = int(settings.MESSAGE_FILES_MAX_BYTES)
    if sum(sizes) > most:
        message = f"The files have {sum(sizes):,} bytes; up to {most:,} go with a message."
        raise TooManyAttachments(message, field="file")


def media_type(upload: Upload) -> str:
    """Return what a file is by its content; raises AttachmentTooLarge and AttachmentRefused."""
    check_size(len(upload.content))
    found = file_types.media_type(upload.content)
    if found is None:
        message = "The file is no PDF, JPEG or PNG, or not the whole of one."
        raise AttachmentRefused(message, field="file")
    return found


@requires_transaction
def keep(uploads: Sequence[Upload], *, message: Message) -> None:
    """Keep files with their message, in the caller's use case, in the order in which they came.

    Raises what check_sizes and media_type raise.
    """
    check_sizes([len(each.content) for each in uploads])
    for position, upload in enumerate(uploads, start=1):
        kind = media_type(upload)
        threads.add_attachment(
            Attachment(
                message=message,
                position=position,
                file_name=_file_name(upload, kind),
                media_type=kind,
                size=len(upload.content),
                sha256=hashlib.sha256(upload.content).digest(),
            ),
            upload.content,
        )


@needs("correspondence.write_to_bank", "correspondence.read_messages")
@use_case
def open_own(*, attachment_id: UUID, actor: Actor, now: datetime) -> File:
    """Return a file of one of the customer's own threads.

    Raises AttachmentNotFound and AttachmentDamaged.
    """
    del now
    row = threads.attachment(attachment_id)
    own = people.own_customer(actor)
    if row is None or row.message.thread.customer.public_id != own:
        raise _missing(attachment_id)
    return _opened(row)


@needs("correspondence.answer_customer", "correspondence.decide_dispute")
@use_case
def open_for_staff(*, attachment_id: UUID, actor: Actor, now: datetime) -> File:
    """Return a file, and write down who has read it; raises as open_own does."""
    row = threads.attachment(attachment_id)
    if row is None or not people.serves(actor, row.message.thread.customer.public_id):
        raise _missing(attachment_id)
    audit.record(
        actor=actor,
        action="correspondence.attachment.read",
        subject=f"customer:{row.message.thread.customer.public_id}",
        detail={"attachment": str(attachment_id)},
        at=now,
    )
    return _opened(row)


def _opened(row: Attachment) -> File:
    content = threads.content(row)
    if hashlib.sha256(content).digest() != bytes(row.sha256):
        message = f"The content of file {row.public_id} does not have its SHA-256."
        raise AttachmentDamaged(message)
    return File(file_name=row.file_name, media_type=row.media_type, content=content)


def _missing(attachment_id: UUID) -> AttachmentNotFound:
    return AttachmentNotFound(f"There is no file {attachment_id}.")


def _file_name(upload: Upload, kind: str) -> str:
    """Return a name whose ending fits the content; what was given is never used as a path."""
    stem = PurePath(upload.name.replace("\\", "/")).stem
    clean = "".join(each for each in stem if each.isalnum() or each in " -_.").strip(" .")[:80]
    return f"{clean or 'file'}.{file_types.ENDINGS[kind]}"
