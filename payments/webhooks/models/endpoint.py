"""Where integrators want to be told."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.models.choices import choices_of
from payments.webhooks.domain.states import EndpointState


class Endpoint(models.Model):
    """An address that a merchant's events are sent to, where one of its filters means them.

    `failing_since` is the first failure after the last success. A deleted endpoint stays, DISABLED,
    because deliveries were made to it.
    """

    object_id = models.CharField(max_length=40, unique=True, help_text="we_ and random text.")
    merchant = models.CharField(max_length=64, db_index=True)
    url = models.CharField(max_length=2_000)
    enabled_events = ArrayField(models.CharField(max_length=170))
    description = models.CharField(max_length=200, blank=True)
    metadata = models.JSONField(default=dict, blank=True)
    is_live = models.BooleanField()
    idempotency = models.UUIDField(null=True, unique=True, editable=False)
    state = models.CharField(
        max_length=8, choices=choices_of(EndpointState), default=EndpointState.ENABLED
    )
    failing_since = models.DateTimeField(null=True, blank=True)
    disabled_reason = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField()
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(deleted_at__isnull=True) | Q(state=EndpointState.DISABLED),
                name="webhooks_deleted_is_disabled",
            ),
            models.CheckConstraint(
                condition=(Q(state=EndpointState.DISABLED) & ~Q(disabled_reason=""))
                | (~Q(state=EndpointState.DISABLED) & Q(disabled_reason="")),
                name="webhooks_disabled_for_a_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=EndpointState.FAILING) | Q(failing_since__isnull=False),
                name="webhooks_failing_since_when",
            ),
        ]

    def __str__(self) -> str:
        return self.object_id


class EndpointSecret(models.Model):
    """What an endpoint's deliveries are signed with; the current one is valid without end."""

    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="secrets")
    secret = EncryptedTextField[str, str](purpose="webhook-signing-secret")
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True, blank=True)
    idempotency = models.UUIDField(null=True, unique=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["endpoint"],
                condition=Q(valid_until__isnull=True),
                name="webhooks_one_current_secret",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gte=F("created_at")),
                name="webhooks_secret_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"secret of {self.endpoint_id}"
