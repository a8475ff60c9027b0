"""Customers' documents in the database."""

from __future__ import annotations

from uuid import UUID

from accounts.models import Customer, CustomerDocument, DocumentContent
from bankcore.db.transactions import requires_transaction


@requires_transaction
def add(document: CustomerDocument, content: bytes) -> CustomerDocument:
    """Add a document with its content."""
    document.save(force_insert=True)
    DocumentContent(document=document, content=content).save(force_insert=True)
    return document


def get(*, customer: Customer, document_id: UUID) -> CustomerDocument | None:
    """Return this document of the customer; None where it is another's."""
    return CustomerDocument.objects.filter(customer=customer, public_id=document_id).first()


def content(document: CustomerDocument) -> bytes:
    """Return what is in the document."""
    return DocumentContent.objects.get(document=document).content


def has(customer: Customer, sha256: bytes) -> bool:
    """Return whether the customer has a document of exactly this content."""
    return CustomerDocument.objects.filter(customer=customer, sha256=sha256).exists()
