"""Requests of programs, and how they were answered."""

from django.db import models
from django.db.models import Q


class LoggedRequest(models.Model):
    """A request that a program has shown its key with.

    Of a program with live money there is the address without its query, and no body. Of a test
    program query, body and an error's answer are kept, with secrets masked; `is_whole` says that
    nothing of what was sent is missing. The table is not in the write-ahead log: it is for help
    with programs, proves nothing, and is empty after a crash of the database.
    """

    request_id = models.CharField(max_length=64, db_index=True)
    client_id = models.CharField(max_length=40)
    is_test = models.BooleanField()
    method = models.CharField(max_length=8)
    path = models.CharField(max_length=300)
    query = models.CharField(max_length=1_000, blank=True)
    status = models.PositiveSmallIntegerField()
    code = models.CharField("error", max_length=60, blank=True)
    milliseconds = models.PositiveIntegerField()
    idempotency_key = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    body = models.TextField(blank=True)
    answer = models.TextField(blank=True)
    is_whole = models.BooleanField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        verbose_name = "API request"
        indexes = [models.Index(fields=["client_id", "-id"], name="developers_of_client")]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_test=True)
                | Q(query="", body="", answer="", idempotency_key="", is_whole=False),
                name="developers_live_without_content",
            ),
        ]

    def __str__(self) -> str:
        return self.request_id
