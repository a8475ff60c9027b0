"""Files exchanged with clearing houses, and what was settled with them."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedBytesField
from payments.interbank.domain.items import Direction, FileKind, FileState, Network
from payments.models.choices import choices_of


class ExchangeFile(models.Model):
    """A file as it was sent or came, whole. An own one is here before it is in the folder.

    `message_id` is what the other side knows it by; `count` and `total_minor` are of its payments.
    """

    network = models.CharField(max_length=4, choices=choices_of(Network))
    direction = models.CharField(max_length=3, choices=choices_of(Direction))
    kind = models.CharField(max_length=8, choices=choices_of(FileKind), blank=True)
    name = models.CharField(max_length=120)
    message_id = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64)
    content = EncryptedBytesField(purpose="interbank.file")
    state = models.CharField(max_length=12, choices=choices_of(FileState))
    reason = models.CharField(max_length=60, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    business_date = models.DateField()
    due_date = models.DateField(null=True, blank=True)
    count = models.IntegerField(default=0)
    total_minor = models.BigIntegerField(default=0)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["network", "direction", "name"], name="interbank_file_name_once"
            ),
            models.UniqueConstraint(
                fields=["network", "direction", "sha256"],
                condition=~Q(state="DUPLICATE"),
                name="interbank_file_content_once",
            ),
            models.UniqueConstraint(
                fields=["network", "message_id"],
                condition=Q(direction="OUT"),
                name="interbank_message_id_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="REFUSED") | ~Q(reason=""), name="interbank_file_refused_why"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], condition=Q(state="WRITTEN"), name="interbank_file_undelivered"
            )
        ]

    def __str__(self) -> str:
        return self.name


class Settlement(models.Model):
    """Money that moved on the nostro account, once a reference; positive came in."""

    network = models.CharField(max_length=4, choices=choices_of(Network))
    reference = models.CharField(max_length=120, unique=True)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    business_date = models.DateField()
    txn_id = models.BigIntegerField(unique=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(amount_minor=0), name="interbank_settlement_moves_money"
            )
        ]
        indexes = [
            models.Index(fields=["network", "business_date"], name="interbank_settlement_day")
        ]

    def __str__(self) -> str:
        return self.reference
