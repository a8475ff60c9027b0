"""Sanctions lists, what was found on them, and pairs that somebody has cleared."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from risk.sanctions.domain.names import ListedKind


class ListEdition(models.Model):
    """A list as it was published on one day. Added and never changed."""

    list_code = models.CharField(max_length=20)
    edition = models.CharField(max_length=40)
    sha256 = models.CharField(max_length=64)
    entries = models.IntegerField()
    added = models.IntegerField()
    changed = models.IntegerField()
    removed = models.IntegerField()
    loaded_by = models.CharField(max_length=80)
    loaded_at = models.DateTimeField()

    class Meta:
        permissions = [
            ("load_list", "Can load sanctions lists"),
            ("clear_match", "Can say that a customer is not who is on a list"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["list_code", "sha256"], name="sanctions_edition_once")
        ]

    def __str__(self) -> str:
        return f"{self.list_code} {self.edition}"


class ListEntry(models.Model):
    """Who or what is on a list, as of its latest edition; `removed_at` if it no longer is."""

    list_code = models.CharField(max_length=20)
    uid = models.CharField(max_length=40)
    kind = models.CharField(max_length=12)
    names = ArrayField(models.CharField(max_length=300))
    programmes = models.CharField(max_length=200)
    births = ArrayField(models.IntegerField())
    countries = ArrayField(models.CharField(max_length=2))
    since = models.DateTimeField()
    changed_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list_code", "uid"], name="sanctions_entry_once"),
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in ListedKind]), name="sanctions_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list_code} {self.uid} {self.names[0]}"


class ClearedPair(models.Model):
    """A subject of ours who is not the entry, whoever says so, when and why.

    It holds until the entry changes: then somebody looks again.
    """

    subject = models.CharField(max_length=80)
    entry = models.ForeignKey(ListEntry, on_delete=models.PROTECT, related_name="cleared")
    reason = models.CharField(max_length=500)
    cleared_by = models.CharField(max_length=80)
    cleared_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.subject} is not {self.entry}"
