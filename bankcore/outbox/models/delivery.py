"""How far events have come, who has handled them, and what nobody could handle."""

from django.db import models


class Cursor(models.Model):
    """How far one destination has been served; `places` is how many events have their place.

    `position` may be set back, `highest` is as far as it has ever been.
    """

    name = models.CharField(max_length=20, primary_key=True)
    position = models.BigIntegerField(default=0)
    highest = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(position__gte=0, highest__gte=models.F("position")),
                name="outbox_cursor_within",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"


class Handled(models.Model):
    """The inbox: a consumer is done with an event, written in the transaction of its effect."""

    pk = models.CompositePrimaryKey("event_id", "consumer")
    consumer = models.CharField(max_length=160)
    event_id = models.UUIDField()
    handled_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["handled_at"], name="outbox_handled_at")]

    def __str__(self) -> str:
        return f"{self.consumer} {self.event_id}"


class FailureState(models.TextChoices):
    """What becomes of an event that a consumer has failed on."""

    WAITING = "WAITING", "Waits for its next try"
    DEAD = "DEAD", "Given up"
    DONE = "DONE", "Handled after all"
    DROPPED = "DROPPED", "Dropped by staff"


class Failure(models.Model):
    """A consumer's trouble with an event; a dead letter once nobody tries it any more."""

    consumer = models.CharField(max_length=160)
    event = models.ForeignKey(
        "outbox.Event",
        on_delete=models.PROTECT,
        to_field="event_id",
        related_name="failures",
    )
    state = models.CharField(max_length=8, choices=FailureState.choices)
    tries = models.IntegerField()
    cause = models.CharField(max_length=120)
    sentence = models.CharField(max_length=300)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=500, blank=True)

    class Meta:
        verbose_name = "failed event"
        verbose_name_plural = "failed events and dead letters"
        permissions = [
            ("replay_dead_letter", "Can have an event that was given up tried again"),
            ("drop_dead_letter", "Can drop an event that was given up"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["consumer", "event"], name="outbox_failure_once"),
            models.CheckConstraint(
                condition=models.Q(state="WAITING", next_at__isnull=False)
                | (~models.Q(state="WAITING") & models.Q(next_at=None)),
                name="outbox_failure_waits_until",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="DROPPED") | ~models.Q(reason=""),
                name="outbox_failure_dropped_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_at"],
                name="outbox_failure_due",
                condition=models.Q(state="WAITING"),
            ),
            models.Index(
                fields=["consumer"], name="outbox_failure_dead", condition=models.Q(state="DEAD")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.consumer}, event {self.event_id}"
