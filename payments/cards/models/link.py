"""Each network's connection, and the numbers that messages get on it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Link(models.Model):
    """How the connection to a network is doing, as its process last told (`seen_at`)."""

    connector = models.CharField(max_length=16, unique=True)
    signed_on = models.BooleanField(default=False)
    connected_since = models.DateTimeField(null=True, blank=True)
    last_echo_at = models.DateTimeField(null=True, blank=True)
    last_heard_at = models.DateTimeField(null=True, blank=True)
    key_since = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.connector


class StanSequence(models.Model):
    """How many numbers a network's messages have been given on a day (UTC)."""

    connector = models.CharField(max_length=16)
    day = models.DateField()
    last = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connector", "day"], name="cards_stan_of_day"),
            models.CheckConstraint(condition=Q(last__gte=0), name="cards_stan_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.connector} {self.day}"
