"""The append-only journal: transactions, entries, keys, reversals."""

from django.db import models


class Transaction(models.Model):
    """One transaction; partitioned by month of booking date."""

    pk = models.CompositePrimaryKey("id", "booking_date")
    id = models.BigIntegerField()
    created_at = models.DateTimeField()
    booking_date = models.DateField()
    value_date = models.DateField()
    kind = models.SmallIntegerField()
    actor = models.CharField(max_length=80)
    narrative = models.CharField(max_length=500)

    class Meta:
        managed = False
        db_table = "ledger_txn"

    def __str__(self) -> str:
        return f"transaction {self.id}"


class Entry(models.Model):
    """One leg of a transaction on one account; credit positive, in minor units."""

    pk = models.CompositePrimaryKey("account_id", "seq", "booking_date")
    account_id = models.BigIntegerField()
    seq = models.BigIntegerField()
    txn_id = models.BigIntegerField()
    amount = models.BigIntegerField()
    balance_after = models.BigIntegerField()
    booking_date = models.DateField()
    value_date = models.DateField()
    leg = models.SmallIntegerField()
    currency = models.SmallIntegerField()

    class Meta:
        managed = False
        db_table = "ledger_entry"
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return f"entry {self.seq} of account {self.account_id}"


class IdempotencyKey(models.Model):
    """A request's key with the outcome it got, kept for ever."""

    pk = models.CompositePrimaryKey("source", "key")
    source = models.SmallIntegerField()
    key = models.UUIDField()
    operation = models.SmallIntegerField()
    result_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()
    booking_date = models.DateField()
    request_hash = models.BinaryField()
    refusal = models.JSONField(null=True)

    class Meta:
        managed = False
        db_table = "ledger_idem"

    def __str__(self) -> str:
        return str(self.key)


class Reversal(models.Model):
    """That a transaction takes back another; each can be taken back once."""

    reverses_id = models.BigIntegerField(primary_key=True)
    txn_id = models.BigIntegerField(unique=True)
    reason = models.CharField(max_length=500)

    class Meta:
        managed = False
        db_table = "ledger_reversal"

    def __str__(self) -> str:
        return f"{self.txn_id} reverses {self.reverses_id}"
