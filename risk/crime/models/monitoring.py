"""Customers' movements as monitoring sees them, and what it found in them.

Added and never changed, but that a movement without a rate gets its `dollars` when there is one:
cents of a United States dollar.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from risk.crime.domain.scenarios import PATTERNS, Scenario

_ACTOR = 80


class FoldedDay(models.Model):
    """A business day whose movements are here, whole."""

    day = models.DateField(primary_key=True)
    movements = models.IntegerField()
    unrated = models.IntegerField(help_text="Movements in a currency without a rate.")
    folded_at = models.DateTimeField()

    class Meta:
        ordering = ["-day"]

    def __str__(self) -> str:
        return self.day.isoformat()


class Flow(models.Model):
    """One entry on a customer's account: positive came in, negative went out.

    `holders` are the account's holders on the day, the primary one first. `other_customer` is who
    has the account on the other side, where that is here; `country` where a payment goes.
    """

    account_id = models.UUIDField()
    entry = models.BigIntegerField(help_text="The entry's number on its account.")
    transaction_id = models.BigIntegerField()
    customer_id = models.UUIDField()
    holders = ArrayField(models.UUIDField())
    day = models.DateField()
    at = models.DateTimeField()
    kind = models.CharField(max_length=20)
    amount = models.BigIntegerField(help_text="Minor units.")
    currency = models.CharField(max_length=3)
    dollars = models.BigIntegerField(null=True, help_text="Cents, at the day's rate.")
    is_cash = models.BooleanField()
    other_account = models.UUIDField(null=True)
    other_customer = models.UUIDField(null=True)
    country = models.CharField(max_length=2, default="")
    opened_on = models.DateField(help_text="When the account was opened.")

    class Meta:
        verbose_name = "movement"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "entry"], name="crime_flow_once"),
            models.CheckConstraint(
                condition=~Q(amount=0)
                & (
                    Q(dollars=None)
                    | Q(amount__gt=0, dollars__gte=0)
                    | Q(amount__lt=0, dollars__lte=0)
                ),
                name="crime_flow_sound",
            ),
        ]
        indexes = [
            models.Index(fields=["day"], name="crime_flow_day"),
            models.Index(fields=["day"], condition=Q(dollars=None), name="crime_flow_unrated"),
            models.Index(fields=["account_id", "day"], name="crime_flow_account"),
            models.Index(
                fields=["customer_id", "at"],
                condition=Q(other_customer__isnull=False, amount__gt=0),
                name="crime_flow_received",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind.lower()} {self.transaction_id}"


class Parameters(models.Model):
    """The parameters of a scenario as two people agreed on them; the newest version counts."""

    scenario = models.CharField(max_length=20, choices=[(each, each) for each in Scenario])
    version = models.IntegerField()
    values = models.JSONField()
    reason = models.CharField(max_length=500)
    set_by = models.CharField(max_length=_ACTOR)
    set_at = models.DateTimeField()
    approval_id = models.BigIntegerField(unique=True)

    class Meta:
        verbose_name_plural = "parameters"
        permissions = [("set_parameters", "Can ask for other parameters of monitoring")]
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "version"], name="crime_parameters_version"
            ),
            models.CheckConstraint(
                condition=Q(scenario__in=[each.value for each in Scenario], version__gt=0),
                name="crime_parameters_sound",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scenario} version {self.version}"


class Hit(models.Model):
    """A pattern that was found at a day's end in a customer's movements.

    `about` tells hits of one day apart, such as by account; `version` is that of the parameters, 0
    before anybody changed them.
    """

    scenario = models.CharField(max_length=20)
    day = models.DateField()
    customer_id = models.UUIDField()
    about = models.CharField(max_length=40)
    version = models.IntegerField()
    explanation = models.CharField(max_length=300)
    dollars = models.BigIntegerField(help_text="Cents.")
    alert_id = models.BigIntegerField(help_text="Of risk's cases.")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["scenario", "day", "customer_id", "about"], name="crime_hit_once"
            ),
            models.CheckConstraint(
                condition=Q(scenario__in=[each.value for each in PATTERNS], version__gte=0),
                name="crime_hit_sound",
            ),
        ]
        indexes = [models.Index(fields=["customer_id"], name="crime_hit_of")]

    def __str__(self) -> str:
        return f"{self.scenario} on {self.day}"


class HitFlow(models.Model):
    """A movement that made a hit."""

    hit = models.ForeignKey(Hit, on_delete=models.PROTECT, related_name="rows")
    flow = models.ForeignKey(Flow, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = "movement of a hit"
        constraints = [models.UniqueConstraint(fields=["hit", "flow"], name="crime_hitflow_once")]

    def __str__(self) -> str:
        return f"{self.flow} of {self.hit}"
