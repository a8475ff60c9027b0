"""Keeping customers' documents: read by content, stored encrypted, told of when they are read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from uuid import UUID

from django.conf import settings

from accounts.domain import identifiers
from accounts.domain.customer_file import DocumentView, NewDocument
from accounts.models import CustomerDocument
from accounts.repositories import customer_documents, customer_files
from accounts.services.customer_access import locked, locked_for_change, record
from bankcore import file_types
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.crypto import blind_index
from bankcore.db.transactions import use_case
from bankcore.errors import BankError

PURPOSE = "accounts.number"


class DocumentTypeRefused(BankError):
    """A document is a whole PDF, JPEG or PNG file, whatever its name says."""

    code = "document_type_refused"
    cure = "Upload a PDF, JPEG or PNG file."
    status = 415


class DocumentTooLarge(BankError):
    """A document is larger than the bank keeps."""

    code = "document_too_large"
    cure = "Scan it with fewer dots, or in parts."
    status = 413


class DocumentAlreadyKept(BankError):
    """The customer has a document of exactly this content."""

    code = "document_already_kept"
    cure = "Upload the new document."
    status = 409


@needs("accounts.onboard_customer")
@use_case
def upload(
    *, customer_id: UUID, document: NewDocument, actor: Actor, now: datetime
) -> DocumentView:
    """Keep a document, encrypted, with the SHA-256 of its plain content.

    Raises CustomerNotFound, CustomerClosed, DocumentTooLarge, DocumentTypeRefused,
    DocumentAlreadyKept and InvalidCustomerData.
    """
    customer = locked_for_change(customer_id)
    media_type = _media_type(document.content)
    sha256 = hashlib.sha256(document.content).digest()
    if customer_documents.has(customer, sha256):
        message = "The customer has exactly this document already."
        raise DocumentAlreadyKept(message, field="file")
    number = identifiers.text(document.number, field="number", longest=60, empty=True)
    row = customer_documents.add(
        CustomerDocument(
            customer=customer,
            kind=document.kind,
            number=number or None,
            number_index=blind_index.index_of(number, purpose=PURPOSE) if number else None,
            issuing_country=document.issuing_country
            and identifiers.country(document.issuing_country, field="issuing_country"),
            expires_on=document.expires_on,
            file_name=_file_name(document, media_type),
            media_type=media_type,
            size=len(document.content),
            sha256=sha256,
            uploaded_at=now,
            uploaded_by=str(actor),
        ),
        document.content,
    )
    record(
        customer,
        "document_uploaded",
        actor=actor,
        at=now,
        document=str(row.public_id),
        kind=document.kind,
    )
    return customer_files.view_of(row)


@dataclass(frozen=True, slots=True, kw_only=True)
class Download:
    """A document with its content."""

    document: DocumentView
    content: bytes


class DocumentNotFound(BankError):
    """The customer has no such document."""

    code = "document_not_found"
    cure = "Check the document's id."
    status = 404


class DocumentDamaged(BankError):
    """The content is not what was uploaded."""

    code = "document_damaged"
    cure = "Restore the document from a backup, or ask the customer for it again."
    status = 500


@needs("accounts.read_customer_documents")
@use_case
def download(*, customer_id: UUID, document_id: UUID, actor: Actor, now: datetime) -> Download:
    """Return a document's content, and write down who has read it.

    Raises CustomerNotFound, DocumentNotFound and DocumentDamaged.
    """
    customer = locked(customer_id)
    row = customer_documents.get(customer=customer, document_id=document_id)
    if row is None:
        message = f"The customer has no document {document_id}."
        raise DocumentNotFound(message)
    content = customer_documents.content(row)
    if hashlib.sha256(content).digest() != bytes(row.sha256):
        message = f"The content of document {document_id} does not have its SHA-256."
        raise DocumentDamaged(message)
    record(customer, "document_read", actor=actor, at=now, document=str(document_id))
    return Download(document=customer_files.view_of(row), content=content)


def check_size(size: int) -> None:
    """Raise DocumentTooLarge where a file has more bytes than the bank keeps."""
    most = int(settings.CUSTOMER_DOCUMENT_MAX_BYTES)
    if size > most:
        message = f"The file has {size:,} bytes; the bank keeps up to {most:,}."
        raise DocumentTooLarge(message, field="file")


def _media_type(content: bytes) -> str:
    check_size(len(content))
    found = file_types.media_type(content)
    if found is None:
        message = "The file is no PDF, JPEG or PNG, or not the whole of one."
        raise DocumentTypeRefused(message, field="file")
    return found


def _file_name(document: NewDocument, media_type: str) -> str:
    """Return a name whose ending fits the content; what was given is never used as a path."""
    stem = PurePath(document.file_name.replace("\\", "/")).stem
    clean = "".join(each for each in stem if each.isalnum() or each in " -_.").strip(" .")[:80]
    return f"{clean or document.kind.lower()}.{file_types.ENDINGS[media_type]}"
