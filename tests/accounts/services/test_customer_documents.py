"""Customers' documents: what is let in, how it is kept, and who has read it."""

import hashlib
from uuid import uuid4

import pytest
from django.db import connection

from accounts import public as accounts
from accounts.domain.identifiers import InvalidCustomerData
from accounts.models import CustomerDocument, DocumentContent
from accounts.services.customer_documents import (
    DocumentAlreadyKept,
    DocumentDamaged,
    DocumentNotFound,
    DocumentTooLarge,
    DocumentTypeRefused,
)
from bankcore.audit.models import AuditEntry
from bankcore.crypto import fields
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, people

pytestmark = pytest.mark.usefixtures("bank")


@pytest.fixture
def customer_id():
    return people.prospect()


def download(customer_id, document_id):
    return accounts.download_document(
        customer_id=customer_id, document_id=document_id, actor=TESTER, now=NOW
    )


def test_a_document_comes_back_as_it_was_and_the_reader_is_written_down(customer_id):
    kept = people.upload(customer_id)
    assert (kept.media_type, kept.size, kept.number) == (
        "application/pdf", len(people.PDF), "C01X 0006H",
    )  # fmt: skip
    assert kept.sha256 == hashlib.sha256(people.PDF).hexdigest()
    read = download(customer_id, kept.document_id)
    assert (read.content, read.document) == (people.PDF, kept)
    entry = AuditEntry.objects.get(action="accounts.customer.document_read")
    assert (entry.actor, entry.detail) == ("system:test", {"document": str(kept.document_id)})


def test_a_document_is_stored_encrypted(customer_id):
    people.upload(customer_id)
    with connection.cursor() as cursor:
        cursor.execute("SELECT content FROM accounts_documentcontent")
        stored = bytes(cursor.fetchone()[0])
    assert b"%PDF" not in stored
    with pytest.raises(fields.CannotDecrypt):
        fields.decrypt(stored, purpose="accounts.document.content")
    assert DocumentContent.objects.get().content == people.PDF


@pytest.mark.parametrize("content", [b"", b"MZ\x90\x00", b"<svg/>", people.PDF[:-8]])
def test_a_file_that_only_its_name_makes_a_pdf_is_refused(customer_id, content):
    with pytest.raises(DocumentTypeRefused):
        people.upload(customer_id, content=content, file_name="passport.pdf")
    assert not CustomerDocument.objects.exists()


def test_the_ending_follows_the_content_and_the_name_is_no_path(customer_id):
    for given, content, kept in [
        ("scan.exe", people.PNG, "scan.png"),
        ("../../etc/passwd", people.JPEG, "passwd.jpg"),
        ("C:\\x\\<b>.pdf", people.PDF, "b.pdf"),
        (".pdf", people.PDF + b"\n", "pdf.pdf"),
    ]:
        assert people.upload(customer_id, content=content, file_name=given).file_name == kept


def test_a_file_larger_than_the_limit_is_refused(customer_id, settings):
    settings.CUSTOMER_DOCUMENT_MAX_BYTES = len(people.PDF) - 1
    with pytest.raises(DocumentTooLarge):
        people.upload(customer_id)
    assert not DocumentContent.objects.exists()
    settings.CUSTOMER_DOCUMENT_MAX_BYTES = len(people.PDF)
    assert people.upload(customer_id).size == len(people.PDF)


def test_the_limit_is_five_mebibytes(settings):
    assert settings.CUSTOMER_DOCUMENT_MAX_BYTES == 5 * 1024 * 1024


def test_the_same_content_is_kept_once_for_a_customer(customer_id):
    people.upload(customer_id)
    with pytest.raises(DocumentAlreadyKept):
        people.upload(customer_id, kind=accounts.DocumentKind.OTHER)
    assert CustomerDocument.objects.count() == 1
    people.upload(people.prospect())


def test_a_country_that_is_none_is_refused(customer_id):
    with pytest.raises(InvalidCustomerData):
        people.upload(customer_id, issuing_country="XX")
    assert not CustomerDocument.objects.exists()


def test_another_customers_document_is_not_found(customer_id):
    kept = people.upload(customer_id)
    for other in (factories.customer().customer_id, people.prospect()):
        with pytest.raises(DocumentNotFound):
            download(other, kept.document_id)
    with pytest.raises(DocumentNotFound):
        download(customer_id, uuid4())
    assert not AuditEntry.objects.filter(action="accounts.customer.document_read").exists()


def test_an_altered_content_is_noticed(customer_id):
    kept = people.upload(customer_id)
    row = DocumentContent.objects.get()
    row.content = b"%PDF-1.7 other %%EOF"
    row.save()
    with pytest.raises(DocumentDamaged):
        download(customer_id, kept.document_id)
