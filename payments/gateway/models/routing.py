"""Which network a payment goes to, and whether networks answer."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q

from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.models.merchant import Merchant
from payments.models.choices import choices_of


class RoutingRule(models.Model):
    """Payments like this may go to `connector`; lower priorities first, cheaper ones before.

    What is left empty is any: every merchant, brand, currency or amount.
    """

    merchant = models.ForeignKey(
        Merchant, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=16, choices=choices_of(InstrumentKind))
    brand = models.CharField(max_length=16, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    least_minor = models.BigIntegerField(default=0)
    most_minor = models.BigIntegerField(null=True, blank=True)
    connector = models.CharField(max_length=16)
    priority = models.PositiveSmallIntegerField(default=100)
    cost_bps = models.PositiveIntegerField(default=0)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(most_minor__isnull=True) | Q(most_minor__gte=F("least_minor")),
                name="gateway_rule_of_some_amount",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.brand} to {self.connector}"


class ConnectorHealth(models.Model):
    """Whether a network answered of late. While it is open (`open_until`), others are tried."""

    connector = models.CharField(max_length=16, primary_key=True)
    failures = models.PositiveIntegerField(default=0, help_text="One after another.")
    open_until = models.DateTimeField(null=True, blank=True)
    probing_until = models.DateTimeField(null=True, blank=True)
    last_failure_at = models.DateTimeField(null=True, blank=True)
    last_success_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.connector
