"""What happened, as integrators are told it."""

from __future__ import annotations

from django.db import models


class Event(models.Model):
    """Something that happened to a merchant's object, written with what made it happen.

    `payload` is the bytes that are signed and sent, and never anything else: what the object
    became later is in later events, with a higher `sequence`.
    """

    object_id = models.CharField(max_length=40, unique=True, help_text="evt_ and random text.")
    merchant = models.CharField(max_length=64, help_text="Its object id, or an API client's id.")
    type = models.CharField(max_length=80)
    subject = models.CharField(max_length=64, help_text="The id of the object it is about.")
    sequence = models.IntegerField(help_text="Its number among the events of the object, from 1.")
    payload = models.BinaryField()
    created_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("manage_endpoints", "Can say where a merchant's webhooks go"),
            ("replay", "Can send webhooks again, and stop endpoints"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["subject", "sequence"], name="webhooks_in_order"),
            models.CheckConstraint(
                condition=models.Q(sequence__gt=0), name="webhooks_sequence_from_one"
            ),
        ]
        indexes = [
            models.Index(fields=["merchant", "-id"], name="webhooks_event_page"),
            models.Index(fields=["merchant", "created_at"], name="webhooks_event_time"),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.object_id}"
