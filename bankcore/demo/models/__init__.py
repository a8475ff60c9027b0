"""What imports bring along that the bank has no table for yet."""

from django.db import models


class BerkaRecord(models.Model):
    """A row of the Berka set's districts, clients, dispositions, cards, orders or loans."""

    kind = models.CharField(max_length=10)
    key = models.IntegerField()
    data = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "key"], name="demo_berka_record_once"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
