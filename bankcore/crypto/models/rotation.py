"""How far the moving of rows to a new key has come."""

from django.db import models


class Rotation(models.Model):
    """One pass over one sealed column: rows up to `last_row` are done."""

    table_name = models.CharField(max_length=100)
    column_name = models.CharField(max_length=100)
    last_row = models.CharField(max_length=100, blank=True)
    moved = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["table_name", "column_name"], name="crypto_rotation_one_pass"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.table_name}.{self.column_name}"
