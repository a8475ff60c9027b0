"""Limits, connected customers, collateral, and what each day's end found. Amounts: euro cents."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from risk.exposures.domain.kinds import RULES, SETTABLE, CollateralKind, LimitKind

_ACTOR, _REASON, _KEY = 80, 500, 40


class Limit(models.Model):
    """The most that may be lent: of each kind and key the newest counts. Added, never changed.

    `key` is a customer's or group's id, a product's code, a country or a sector; empty: of each
    that has no limit of its own.
    """

    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=_KEY, blank=True)
    ceiling = models.BigIntegerField()
    effective_from = models.DateField()
    reason = models.CharField(max_length=_REASON)
    set_by = models.CharField(max_length=_ACTOR)
    set_at = models.DateTimeField()
    approval_id = models.BigIntegerField()

    class Meta:
        permissions = [("set_limits", "Can ask for limits of credit, and group customers")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in SETTABLE], ceiling__gte=0)
                & ~Q(reason=""),
                name="exposures_limit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key or 'each'}"


class Group(models.Model):
    """Customers that would fail together (CRR Article 4(1)(39))."""

    name = models.CharField(max_length=80, unique=True)
    made_by = models.CharField(max_length=_ACTOR)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    """A customer belongs to a group, until two people say otherwise."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="members")
    customer_id = models.UUIDField(db_index=True)
    reason = models.CharField(max_length=_REASON)
    added_by = models.CharField(max_length=_ACTOR)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    approval_id = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["customer_id"], condition=Q(ended_at=None), name="exposures_one_group"
            ),
            models.CheckConstraint(
                condition=Q(ended_at=None, approval_id=None)
                | Q(ended_at__isnull=False, approval_id__isnull=False),
                name="exposures_ended_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in {self.group}"


class Sector(models.Model):
    """Which section of NACE Rev. 2.1 a customer is of, A to V; the newest counts."""

    customer_id = models.UUIDField(db_index=True)
    sector = models.CharField(max_length=1)
    recorded_by = models.CharField(max_length=_ACTOR)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(sector__regex="^[A-V]$"), name="exposures_sector")
        ]

    def __str__(self) -> str:
        return self.sector


class Collateral(models.Model):
    """Something that secures loans. `haircut` is the share of its value that does not count."""

    kind = models.CharField(max_length=9)
    customer_id = models.UUIDField(db_index=True)
    description = models.CharField(max_length=200)
    haircut = models.DecimalField(max_digits=5, decimal_places=4)
    expires_on = models.DateField(null=True)
    recorded_by = models.CharField(max_length=_ACTOR)
    recorded_at = models.DateTimeField()
    released_at = models.DateTimeField(null=True)
    approval_id = models.BigIntegerField(null=True)

    class Meta:
        verbose_name_plural = "collateral"
        permissions = [("keep_collateral", "Can record, value, pledge and ask to release")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=[each.value for each in RULES])
                & Q(haircut__gte=0, haircut__lte=1),
                name="exposures_collateral",
            ),
            *(
                models.CheckConstraint(
                    condition=~Q(kind=kind.value) | Q(haircut__gte=rules.least_haircut),
                    name=f"exposures_haircut_{kind.lower()}",
                )
                for kind, rules in RULES.items()
                if kind is not CollateralKind.CASH
            ),
            models.CheckConstraint(
                condition=Q(released_at=None, approval_id=None)
                | Q(released_at__isnull=False, approval_id__isnull=False),
                name="exposures_released_by_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind.lower()} {self.pk}"


class Valuation(models.Model):
    """What an item was worth on a day, in minor units, and who says so. Added, never changed."""

    collateral = models.ForeignKey(Collateral, on_delete=models.PROTECT, related_name="valuations")
    value = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    valued_on = models.DateField()
    source = models.CharField(max_length=120)
    recorded_by = models.CharField(max_length=_ACTOR)
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(value__gte=0) & ~Q(source=""), name="exposures_valuation"
            )
        ]

    def __str__(self) -> str:
        return f"value of {self.valued_on}"


class Pledge(models.Model):
    """An item secures a loan, known by its application. Added, never changed."""

    collateral = models.ForeignKey(Collateral, on_delete=models.PROTECT, related_name="pledges")
    application_id = models.UUIDField(db_index=True)
    pledged_by = models.CharField(max_length=_ACTOR)
    pledged_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collateral", "application_id"], name="exposures_pledge_once"
            )
        ]

    def __str__(self) -> str:
        return f"for application {self.application_id}"


class Lapse(models.Model):
    """That an item's end, or the end of its value, was told. Once for each."""

    collateral = models.ForeignKey(Collateral, on_delete=models.PROTECT, related_name="lapses")
    what = models.CharField(max_length=7)
    since = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["collateral", "what", "since"], name="exposures_lapse_once"
            ),
            models.CheckConstraint(
                condition=Q(what__in=["EXPIRED", "STALE"]), name="exposures_lapse"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} since {self.since}"


class ExposureDay(models.Model):
    """What all lending came to at a day's end. `hhi_*` from 0 to 1. Added, never changed."""

    day = models.DateField(unique=True)
    drawn = models.BigIntegerField()
    undrawn = models.BigIntegerField()
    covered = models.BigIntegerField()
    tier_one = models.BigIntegerField(null=True)
    names = models.IntegerField()
    large = models.IntegerField(help_text="From a tenth of Tier 1 on.")
    hhi_names = models.DecimalField(max_digits=7, decimal_places=6)
    hhi_products = models.DecimalField(max_digits=7, decimal_places=6)
    hhi_countries = models.DecimalField(max_digits=7, decimal_places=6)
    hhi_sectors = models.DecimalField(max_digits=7, decimal_places=6)
    left_out = models.CharField(max_length=100, help_text="Currencies without a rate.")
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"exposures of {self.day}"


class NamedExposure(models.Model):
    """One of a day's largest: a customer, or a group of connected customers."""

    day = models.ForeignKey(ExposureDay, on_delete=models.PROTECT, related_name="largest")
    name = models.CharField(max_length=_KEY)
    is_group = models.BooleanField()
    drawn = models.BigIntegerField()
    undrawn = models.BigIntegerField()
    covered = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "name"], name="exposures_named_once"),
            models.CheckConstraint(
                condition=Q(drawn__gte=0, undrawn__gte=0, covered__gte=0)
                & Q(covered__lte=F("drawn") + F("undrawn")),
                name="exposures_named",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Breach(models.Model):
    """A limit that was exceeded at a day's end. Added, never changed."""

    day = models.DateField()
    kind = models.CharField(max_length=8)
    key = models.CharField(max_length=_KEY)
    measured = models.BigIntegerField()
    ceiling = models.BigIntegerField()
    made_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "breaches"
        constraints = [
            models.UniqueConstraint(fields=["day", "kind", "key"], name="exposures_breach_once"),
            models.CheckConstraint(
                condition=Q(measured__gt=F("ceiling"), kind__in=[each.value for each in LimitKind]),
                name="exposures_breach",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} on {self.day}"
