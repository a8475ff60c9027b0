"""Data keys: one a purpose and version, wrapped by a master key."""

from django.db import models
from django.db.models.functions import Now


class DataKey(models.Model):
    """An AES-256 key. ACTIVE seals, RETIRED opens what is not moved yet, DESTROYED is gone."""

    class State(models.TextChoices):
        """What the key may still do."""

        ACTIVE = "ACTIVE"
        RETIRED = "RETIRED"
        DESTROYED = "DESTROYED"

    id = models.AutoField(primary_key=True)
    purpose = models.CharField(max_length=100)
    version = models.IntegerField()
    state = models.CharField(max_length=9, choices=State)
    master_version = models.IntegerField()
    wrapped = models.BinaryField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    retired_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["purpose", "version"], name="crypto_datakey_version_once"
            ),
            models.UniqueConstraint(
                fields=["purpose"],
                condition=models.Q(state="ACTIVE"),
                name="crypto_datakey_one_active",
            ),
            models.CheckConstraint(
                condition=models.Q(state="DESTROYED", wrapped=None)
                | models.Q(state__in=["ACTIVE", "RETIRED"], wrapped__isnull=False),
                name="crypto_datakey_destroyed_is_gone",
            ),
            models.CheckConstraint(
                condition=models.Q(version__gt=0), name="crypto_datakey_version"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.version}"
