"""What a payment's payer, card, device, address, terminal, merchant and payee did before."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Sighting(models.Model):
    """A payment as it went by. Added and never changed; `keys` in the order of Entity.

    `xid` is the database's own number of the transaction: what is below the fold's is in the
    totals, what is not is counted one by one.
    """

    reference = models.CharField(max_length=80, db_index=True)
    at = models.DateTimeField()
    hundredths = models.BigIntegerField()
    is_outlier = models.BooleanField()
    keys = ArrayField(models.TextField(), size=7)
    xid = models.BigIntegerField(db_index=True, editable=False)

    def __str__(self) -> str:
        return f"{self.reference} at {self.at}"


class Total(models.Model):
    """What an entity's payments add up to, this one included: a line for each payment."""

    entity = models.SmallIntegerField()
    key = models.TextField()
    at = models.DateTimeField()
    sighting = models.ForeignKey(
        Sighting, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    count = models.BigIntegerField()
    amount = models.BigIntegerField()
    weight = models.BigIntegerField()
    square = models.BigIntegerField()
    outliers = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key", "at", "sighting"], name="features_total_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.count} of {self.entity} {self.key}"


class Pair(models.Model):
    """Two entities that were in one payment, and when they last were."""

    entity = models.SmallIntegerField()
    key = models.TextField()
    other = models.SmallIntegerField()
    other_key = models.TextField()
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key", "other", "other_key"], name="features_pair_once"
            )
        ]
        indexes = [
            models.Index(fields=["entity", "key", "other", "last_at"], name="features_pair_lately")
        ]

    def __str__(self) -> str:
        return f"{self.key} and {self.other_key}"


class Fold(models.Model):
    """How far the totals go: one row, and every sighting of a transaction below it is in them."""

    below_xid = models.BigIntegerField()
    folded_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="features_one_fold")]

    def __str__(self) -> str:
        return f"below {self.below_xid}"


class Fraud(models.Model):
    """A payment that turned out to be fraud, for one of its entities; `revoked_at` if it did not.

    Counted from `known_at` on, never before: what was not known then must not help then.
    """

    entity = models.SmallIntegerField()
    key = models.TextField()
    at = models.DateTimeField()
    sighting = models.ForeignKey(Sighting, on_delete=models.PROTECT, related_name="+")
    known_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "key", "sighting", "known_at"], name="features_fraud_once"
            )
        ]
        indexes = [models.Index(fields=["entity", "key", "at"], name="features_fraud_when")]

    def __str__(self) -> str:
        return f"fraud of {self.key} at {self.at}"
