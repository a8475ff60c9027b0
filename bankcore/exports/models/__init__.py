"""Lists that staff ordered as files."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedBytesField, EncryptedTextField
from bankcore.exports.domain.terms import State


class ListExport(models.Model):
    """A list of the back office as a file, for whoever ordered it and nobody else.

    `query` is the address of the list, which may name people, and `content` the file, packed: both
    are encrypted, and removed a day after the file was written. The file is handed out for as long
    as whoever ordered it has the rights that it was written with (`rights`, a digest).
    """

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    model = models.CharField(max_length=100)
    state = models.CharField(max_length=7, default=State.WAITING)
    query = EncryptedTextField(purpose="exports.list.query", null=True)
    content = EncryptedBytesField(purpose="exports.list.content", null=True)
    rows = models.PositiveIntegerField(null=True)
    is_cut = models.BooleanField("cut at the limit", default=False)
    rights = models.CharField(max_length=64, default="")
    failure = models.CharField(max_length=200, default="")
    ordered_at = models.DateTimeField()
    written_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.WAITING, content__isnull=True, written_at=None)
                | Q(
                    state=State.READY,
                    content__isnull=False,
                    rows__isnull=False,
                    expires_at__isnull=False,
                )
                | (Q(state=State.FAILED, content__isnull=True) & ~Q(failure=""))
                | Q(state=State.REMOVED, content__isnull=True, query__isnull=True),
                name="exports_list_state",
            )
        ]
        indexes = [
            models.Index(fields=["owner", "-id"], name="exports_list_of"),
            models.Index(
                fields=["expires_at"], condition=Q(state=State.READY), name="exports_list_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"List {self.pk}"
