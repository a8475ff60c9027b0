"""How far the end of each business day has come."""

from django.db import models


class DayRun(models.Model):
    """The end of one business day."""

    business_date = models.DateField(primary_key=True)
    next_day = models.DateField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    actor = models.CharField(max_length=80)

    class Meta:
        permissions = [
            ("close_day", "Can close the business day"),
        ]
        verbose_name = "end of day"
        verbose_name_plural = "ends of day"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(next_day__gt=models.F("business_date")),
                name="endofday_next_day_is_later",
            ),
        ]

    def __str__(self) -> str:
        return f"end of {self.business_date}"


class DayStep(models.Model):
    """One step of it: running, done with its counts, or failed with what went wrong."""

    class State(models.TextChoices):
        """RUNNING may also mean that the process has died: the step is then run again."""

        RUNNING = "RUNNING"
        DONE = "DONE"
        FAILED = "FAILED"

    run = models.ForeignKey(DayRun, on_delete=models.PROTECT, related_name="steps")
    step = models.CharField(max_length=40)
    position = models.SmallIntegerField()
    state = models.CharField(max_length=8, choices=State)
    attempts = models.IntegerField(default=1)
    counts = models.JSONField(default=dict)
    failure = models.TextField(blank=True)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "step"
        constraints = [
            models.UniqueConstraint(fields=["run", "step"], name="endofday_step_once"),
            models.CheckConstraint(
                condition=models.Q(state="RUNNING", finished_at__isnull=True)
                | (~models.Q(state="RUNNING") & models.Q(finished_at__isnull=False)),
                name="endofday_finished_when_not_running",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} of {self.run_id}"
