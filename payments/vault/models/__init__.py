"""The tables of the schema `vault`, which the application's role cannot reach.

They are models so that migrations make them and rotations of keys find their sealed column. The
bank reads and writes them by the functions of migrations/sql/0002_functions.sql alone.
"""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q

from bankcore.crypto.fields import Place
from bankcore.crypto.model_fields import EncryptedTextField


class EncryptedNumberField(EncryptedTextField[Any, Any]):
    """A card number under a key of its own card: without the card's secret it stays sealed."""

    def place(self, row: models.Model) -> Place:
        """Return where the number stands; its subject is the card itself."""
        place = super().place(row)
        return Place(
            table=place.table, column=place.column, row=place.row, subject=subject_of(str(row.pk))
        )


def subject_of(token: str) -> str:
    """Return the name under which the secret of a card is kept."""
    return f"vault.card:{token}"


class Card(models.Model):
    """One number of one merchant.

    `lookup` is the number's keyed hash, by which it is found again. Of a destroyed card neither
    it nor the number is left; what is needed to understand older payments stays.
    """

    token = models.CharField(max_length=40, primary_key=True)
    merchant = models.CharField(max_length=40)
    number: Any = EncryptedNumberField(
        purpose="vault.pan", index="lookup", index_purpose="vault.fingerprint", null=True
    )
    lookup = models.BinaryField(null=True)
    fingerprint = models.CharField(max_length=40)
    bin8 = models.CharField(max_length=8)
    last4 = models.CharField(max_length=4)
    brand = models.CharField(max_length=16)
    expiry_month = models.PositiveSmallIntegerField()
    expiry_year = models.PositiveSmallIntegerField()
    created_at = models.DateTimeField()
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = 'vault"."card'  # the schema vault: Django quotes the whole
        indexes = [models.Index(fields=["created_at"], name="card_by_age")]
        constraints = [
            models.UniqueConstraint(fields=["merchant", "lookup"], name="card_once_a_merchant"),
            models.CheckConstraint(
                condition=Q(destroyed_at=None, number__isnull=False, lookup__isnull=False)
                | Q(destroyed_at__isnull=False, number__isnull=True, lookup=None),
                name="card_destroyed_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(expiry_month__range=(1, 12)), name="card_month_of_a_year"
            ),
            # Never the whole number in the clear, whoever writes.
            models.CheckConstraint(
                condition=Q(bin8__regex=r"^[0-9]{6,8}$") & Q(last4__regex=r"^[0-9]{4}$"),
                name="card_shows_no_number",
            ),
        ]

    def __str__(self) -> str:
        return self.token


class Access(models.Model):
    """That a card was stored, read or destroyed: append-only, written by the functions alone."""

    token = models.CharField(max_length=40)
    what = models.CharField(max_length=9)
    at = models.DateTimeField()
    by_role = models.CharField(max_length=63)
    program = models.CharField(max_length=100)
    process = models.IntegerField()

    class Meta:
        db_table = 'vault"."access'
        indexes = [models.Index(fields=["token", "id"], name="access_of_card")]
        constraints = [
            models.CheckConstraint(
                condition=Q(what__in=["STORED", "READ", "DESTROYED"]), name="access_known"
            )
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.token}"
