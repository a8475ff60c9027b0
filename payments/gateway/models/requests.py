"""Requests that programs of merchants sent: each happens once, however often it is sent."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField


class SentRequest(models.Model):
    """A POST or DELETE under its Idempotency-Key.

    What it makes carries `public_id`, so that whoever goes on with it finds that again. It is
    under way until `lease_until`; after that its process is taken for dead and another may go on,
    as the next of `tries`. Once answered it keeps the answer, sealed, for it may name a payer.
    """

    client_id = models.CharField(max_length=64)
    key = models.CharField(max_length=255)
    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    fingerprint = models.BinaryField(max_length=32, help_text="SHA-256 of method, path and body.")
    tries = models.PositiveIntegerField(default=1)
    lease_until = models.DateTimeField()
    object_id = models.CharField(max_length=40, blank=True, help_text="What was made or changed.")
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = EncryptedTextField(purpose="gateway.request.answer", null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["created_at"], name="gateway_request_age"),
            models.Index(
                fields=["object_id"], condition=~Q(object_id=""), name="gateway_request_object"
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["client_id", "key"], name="gateway_one_request_a_key"),
            models.CheckConstraint(
                condition=Q(status__isnull=True, answer__isnull=True)
                | Q(status__isnull=False, answer__isnull=False),
                name="gateway_request_answered_whole",
            ),
        ]

    def __str__(self) -> str:
        return self.key
