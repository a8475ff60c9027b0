"""Requests of programs, and how they were answered."""

import json
from typing import Final

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField

CONTENT_PURPOSE: Final = "developers.request.content"


class LoggedRequest(models.Model):
    """A request that a program has shown its key with.

    Of a program with live money there is the address without its query, and no content. Of a test
    program query, body and an error's answer are kept sealed, with secrets masked; `is_whole` says
    that nothing of what was sent is missing.

    The table is not in the write-ahead log: it is for help with programs, proves nothing, and is
    empty after a crash of the database.
    """

    request_id = models.CharField(max_length=64, db_index=True)
    client_id = models.CharField(max_length=40)
    is_test = models.BooleanField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    status = models.PositiveSmallIntegerField()
    code = models.CharField("error", max_length=60, blank=True)
    milliseconds = models.PositiveIntegerField()
    content_type = models.CharField(max_length=100, blank=True)
    content = EncryptedTextField[str | None, str | None](purpose=CONTENT_PURPOSE, null=True)
    is_whole = models.BooleanField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "API request"
        indexes = [models.Index(fields=["client_id", "-id"], name="developers_of_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_test=True) | Q(content__isnull=True, is_whole=False),
                name="developers_live_without_content",
            ),
        ]

    def __str__(self) -> str:
        return self.request_id

    def _text(self, name: str) -> str:
        kept: dict[str, str] = json.loads(self.content or "{}")
        return kept.get(name, "")

    @property
    def query(self) -> str:
        """Return what stood behind the question mark."""
        return self._text("query")

    @property
    def idempotency_key(self) -> str:
        """Return the key under which it was sent."""
        return self._text("idempotency_key")

    @property
    def body(self) -> str:
        """Return what was sent."""
        return self._text("body")

    @property
    def answer(self) -> str:
        """Return what was answered, where that was an error."""
        return self._text("answer")
