"""Sealed leaves, their trees, and the signed heads: added to, and never changed."""

from django.db import models

from bankcore.seals.domain.heads import Log

_LOGS = [(each.value, each.name.lower()) for each in Log]


class SealKey(models.Model):
    """A public key with which heads are signed; the private one is not in the database."""

    key_id = models.CharField(primary_key=True, max_length=16)
    public_key = models.BinaryField(max_length=32)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.key_id


class Leaf(models.Model):
    """The hash of one row as it was when it was sealed."""

    pk = models.CompositePrimaryKey("log", "position")
    log = models.SmallIntegerField(choices=_LOGS)
    position = models.BigIntegerField()
    row_id = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        verbose_name_plural = "leaves"
        constraints = [
            models.UniqueConstraint(fields=["log", "row_id"], name="seals_row_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_log_display()} {self.position}"


class Node(models.Model):
    """The root of a perfect subtree of 256, 65,536 ... leaves: proofs need not read them all."""

    pk = models.CompositePrimaryKey("log", "level", "position")
    log = models.SmallIntegerField(choices=_LOGS)
    level = models.SmallIntegerField()
    position = models.BigIntegerField()
    hash = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return f"{self.get_log_display()} {self.level}/{self.position}"


class SealedHead(models.Model):
    """What was signed of a log at one moment."""

    number = models.BigIntegerField(primary_key=True)
    log = models.SmallIntegerField(choices=_LOGS)
    size = models.BigIntegerField()
    root = models.BinaryField(max_length=32)
    from_xid = models.BigIntegerField()
    to_xid = models.BigIntegerField()
    previous = models.BinaryField(max_length=32, unique=True)
    sealed_at = models.DateTimeField()
    signature = models.BinaryField(max_length=64)
    key = models.ForeignKey(SealKey, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "sealed head"
        indexes = [models.Index(fields=["log", "-number"], name="seals_newest_of_log")]

    def __str__(self) -> str:
        return f"seal {self.number}"
