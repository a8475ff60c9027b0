"""The history of loads: what each brought, the files that hold it, and what checks have found.

The lake's files are never changed. A file belongs to the warehouse from the load that wrote it
until the load that put others in its place: so what was known after any load can be read again.
"""

from django.db import models
from django.db.models import F, Q

_NAME = 40


class Load(models.Model):
    """One load: everything that was final in the bank's database when it began.

    Final is what database transactions below `to_xid` have written: none of them can still come.
    """

    class State(models.TextChoices):
        """How far the load has come."""

        RUNNING = "RUNNING"
        DONE = "DONE"
        FAILED = "FAILED"

    day = models.DateField(help_text="The business day that the load is about.")
    state = models.CharField(max_length=7, choices=State, default=State.RUNNING)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField(null=True)
    rows = models.JSONField(default=dict, help_text="How many rows of each dataset it wrote.")
    failure = models.CharField(max_length=500, blank=True)
    started_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state="RUNNING", ended_at=None)
                | ~Q(state="RUNNING", ended_at=None)
                & ~Q(state="RUNNING")
                & Q(ended_at__isnull=False),
                name="warehouse_load_ends_once",
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE") | Q(to_xid__gte=F("from_xid")),
                name="warehouse_load_done_up_to",
            ),
            models.CheckConstraint(
                condition=Q(state="FAILED") | Q(failure=""), name="warehouse_load_failed_why"
            ),
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="RUNNING"), name="warehouse_one_load_at_a_time"
            ),
            # Each goes on where the one before it ended: nothing is loaded twice or passed over.
            models.UniqueConstraint(
                fields=["from_xid"],
                condition=Q(state="DONE") & ~Q(to_xid=F("from_xid")),
                name="warehouse_load_follows_on",
            ),
        ]

    def __str__(self) -> str:
        return f"load {self.pk} of {self.day}"


class LakeFile(models.Model):
    """A Parquet file of a dataset, and from which load until which it belongs to it."""

    dataset = models.CharField(max_length=_NAME)
    month = models.DateField(null=True, help_text="The month of its rows; empty: of any.")
    path = models.CharField(max_length=200, unique=True, help_text="Within the lake's folder.")
    rows = models.BigIntegerField()
    size = models.BigIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")
    replaced_by = models.ForeignKey(Load, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(rows__gte=0, size__gt=0) & Q(sha256__regex="^[0-9a-f]{64}$"),
                name="warehouse_file_sound",
            ),
            models.CheckConstraint(
                condition=Q(replaced_by=None) | Q(replaced_by__gt=F("load")),
                name="warehouse_file_replaced_later",
            ),
        ]
        indexes = [models.Index(fields=["dataset", "load"], name="warehouse_file_of_dataset")]

    def __str__(self) -> str:
        return self.path


class CheckResult(models.Model):
    """What a check found after a load; `faults` of 0 means that it holds."""

    load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")
    check_name = models.CharField(max_length=60)
    dataset = models.CharField(max_length=_NAME)
    faults = models.BigIntegerField()
    sentences = models.JSONField(default=list, help_text="The first twenty faults, each named.")
    checked_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(faults__gte=0), name="warehouse_check_counts_faults"
            ),
        ]
        indexes = [models.Index(fields=["load", "check_name"], name="warehouse_check_of_load")]

    def __str__(self) -> str:
        return f"{self.check_name} after load {self.load_id}"


class Tidying(models.Model):
    """A removal of files that nobody can read any more; versions from `oldest_load` on can be."""

    oldest_load = models.ForeignKey(Load, on_delete=models.PROTECT, related_name="+")
    files = models.PositiveIntegerField()
    size = models.BigIntegerField(help_text="Bytes.")
    tidied_at = models.DateTimeField()
    tidied_by = models.CharField(max_length=80)

    class Meta:
        verbose_name_plural = "tidyings"
        constraints = [
            models.CheckConstraint(condition=Q(size__gte=0), name="warehouse_tidying_counts_bytes"),
        ]

    def __str__(self) -> str:
        return f"{self.files} files by {self.tidied_at}"
