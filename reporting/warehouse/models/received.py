"""Files from outside that were taken, and their rows that were put aside."""

from django.db import models
from django.db.models import Q

from reporting.warehouse.models.load import Load


class OutsideFile(models.Model):
    """A file of a system outside the bank, taken by one load; its bytes lie in the lake by hash.

    `told_rows` and `told_sum` (minor units) are the file's own totals, where it has such.
    """

    source = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.BigIntegerField(help_text="Bytes, as received.")
    rows = models.BigIntegerField(help_text="Rows that were taken.")
    put_aside = models.BigIntegerField(help_text="Rows in quarantine.")
    told_rows = models.BigIntegerField(null=True)
    told_sum = models.BigIntegerField(
        null=True, help_text="Empty: the file tells none, or a row put aside has no amount."
    )
    load = models.OneToOneField(Load, on_delete=models.PROTECT, related_name="outside_file")
    received_at = models.DateTimeField()
    received_by = models.CharField(max_length=80)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256"], name="warehouse_file_taken_once"),
            models.CheckConstraint(
                condition=Q(size__gt=0, rows__gt=0, put_aside__gte=0),
                name="warehouse_outside_file_has_rows",
            ),
            models.CheckConstraint(
                condition=Q(told_rows=None) | Q(told_rows=models.F("rows") + models.F("put_aside")),
                name="warehouse_outside_file_adds_up",
            ),
            models.CheckConstraint(
                condition=Q(sha256__regex="^[0-9a-f]{64}$"), name="warehouse_outside_file_hashed"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class QuarantinedRow(models.Model):
    """A row that was not taken: where it stands and why. What it says stays in the file alone."""

    file = models.ForeignKey(OutsideFile, on_delete=models.PROTECT, related_name="quarantined")
    line = models.PositiveIntegerField()
    reason = models.CharField(max_length=400)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "line"], name="warehouse_row_put_aside_once"),
            models.CheckConstraint(
                condition=Q(line__gt=0) & ~Q(reason=""), name="warehouse_row_put_aside_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"
