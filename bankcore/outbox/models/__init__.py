"""Events on their way out."""

from django.db import models


class Event(models.Model):
    """Something that happened, written in the transaction in which it happened."""

    event_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=80)
    # Of the payload's schema: bankcore/outbox/domain/schemas.py.
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    subject = models.CharField(max_length=120)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["id"], name="outbox_waiting", condition=models.Q(delivered_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"
