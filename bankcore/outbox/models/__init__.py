"""Events on their way out."""

from django.db import models

from bankcore.outbox.models.delivery import Cursor, Failure, FailureState, Handled

__all__ = ["Cursor", "Event", "Failure", "FailureState", "Handled"]


class Event(models.Model):
    """Something that happened, written in the transaction in which it happened.

    Its place is given by the relay and never changes: `position` among all events, `sequence`
    among those of its subject, both without a gap.
    """

    event_id = models.UUIDField(unique=True)
    name = models.CharField(max_length=80)
    # Of the payload's schema: bankcore/outbox/domain/schemas.py.
    version = models.PositiveSmallIntegerField(default=1, db_default=1)
    subject = models.CharField(max_length=120)
    payload = models.JSONField()
    occurred_at = models.DateTimeField()
    position = models.BigIntegerField(null=True)
    sequence = models.BigIntegerField(null=True)
    placed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["position"], name="outbox_event_position"),
            models.UniqueConstraint(fields=["subject", "sequence"], name="outbox_event_sequence"),
            models.CheckConstraint(
                condition=models.Q(position=None, sequence=None, placed_at=None)
                | models.Q(position__gte=1, sequence__gte=1, placed_at__isnull=False),
                name="outbox_event_placed_whole",
            ),
        ]
        indexes = [
            models.Index(fields=["id"], name="outbox_unplaced", condition=models.Q(position=None)),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.event_id}"

    @property
    def place(self) -> int:
        """Its position; for an event that has one."""
        assert self.position is not None  # noqa: S101 - whoever asks has read it by its position
        return self.position
