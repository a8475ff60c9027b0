"""Customers' documents, and the reminders of those that expire."""

from uuid import uuid4

from django.db import models

from accounts.domain.customer_file import DocumentKind
from accounts.models import choices
from accounts.models.customer import Customer
from bankcore.crypto.blind_index import BYTES
from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedTextField


class CustomerDocument(models.Model):
    """A file that proves something of a customer; its content stands apart, encrypted."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="documents")
    kind = models.CharField(max_length=16, choices=choices.of(DocumentKind))
    number = EncryptedTextField(
        purpose="accounts.document.number",
        subject="customer",
        index="number_index",
        index_purpose="accounts.number",
        null=True,
    )
    number_index = models.BinaryField(max_length=BYTES, null=True)
    issuing_country = models.CharField(max_length=2, blank=True)
    expires_on = models.DateField(null=True)
    file_name = models.CharField(max_length=100)
    media_type = models.CharField(max_length=20)
    size = models.IntegerField()
    sha256 = models.BinaryField(max_length=32)
    uploaded_at = models.DateTimeField()
    uploaded_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(size__gt=0), name="accounts_document_size"),
            models.UniqueConstraint(fields=["customer", "sha256"], name="accounts_document_once"),
            choices.only("kind", DocumentKind, name="accounts_document_kind"),
        ]
        indexes = [
            models.Index(fields=["number_index"], name="accounts_document_search"),
            models.Index(
                fields=["expires_on"],
                condition=models.Q(expires_on__isnull=False),
                name="accounts_document_expiry",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.public_id}"


class DocumentContent(models.Model):
    """What is in a document: apart from it, so that a list of documents does not carry files."""

    document = models.OneToOneField(
        CustomerDocument, on_delete=models.PROTECT, related_name="content"
    )
    content = EncryptedBytesField(purpose="accounts.document.content", subject="document__customer")

    def __str__(self) -> str:
        return str(self.document_id)


class DocumentReminder(models.Model):
    """That the bank was reminded of a document, so many days before its expiry (0: expired)."""

    document = models.ForeignKey(
        CustomerDocument, on_delete=models.PROTECT, related_name="reminders"
    )
    threshold_days = models.SmallIntegerField()
    day = models.DateField()
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["document", "threshold_days"], name="accounts_document_reminder_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.threshold_days} days"
