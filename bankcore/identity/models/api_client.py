"""Programs that call the API, and what they show."""

from django.db import models
from django.db.models import F, Q

from bankcore.crypto.model_fields import EncryptedBytesField
from bankcore.identity.domain.api_clients import ClientKind

_KINDS = [(kind.value, kind.value) for kind in ClientKind]


class ApiClient(models.Model):
    """An integrator's program: what it may do, and from where."""

    client_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=4, choices=_KINDS, default=ClientKind.TEST)
    scopes = models.JSONField(default=list)
    customer_id = models.UUIDField(null=True, blank=True)
    networks = models.JSONField(default=list)
    signed_only = models.BooleanField(default=False)
    # A client with any is a third party: it has what customers let it have, and nothing else.
    redirect_uris = models.JSONField(default=list, blank=True)
    rate_per_minute = models.PositiveIntegerField(default=600)
    burst = models.PositiveIntegerField(default=120)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "API client"
        permissions = [("manage_clients", "Can manage API clients")]
        constraints = [
            models.UniqueConstraint(fields=["id", "kind"], name="identity_client_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=ClientKind), name="identity_client_kind_known"
            ),
            models.CheckConstraint(
                condition=Q(rate_per_minute__gt=0, burst__gt=0), name="identity_client_limits"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ApiKey(models.Model):
    """A key of a client, kept as a hash. A second one lets programs change over without a gap.

    Its kind is its client's: the database holds them together.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=4, choices=_KINDS)
    prefix = models.CharField(max_length=16)
    sha256 = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = "API key"
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="identity_key_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}…"


class SigningSecret(models.Model):
    """A secret that a client signs with, kept encrypted; `secret_id` names it in signatures."""

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    secret_id = models.CharField(max_length=80, unique=True)
    secret = EncryptedBytesField[bytes, bytes](purpose="api-client-signing-secret")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(expires_at__gt=F("created_at")),
                name="identity_secret_ends_later",
            ),
        ]

    def __str__(self) -> str:
        return self.secret_id


class AccessToken(models.Model):
    """A token of OAuth 2.0, kept as a hash: for minutes it stands for its client.

    One that a customer gave goes no further than `access`, and ends with it.
    """

    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    sha256 = models.BinaryField(max_length=32, unique=True)
    access = models.ForeignKey(
        "AccountAccess", on_delete=models.PROTECT, related_name="+", null=True
    )
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at")), name="identity_token_ends_later"
            ),
        ]

    def __str__(self) -> str:
        return f"token {self.pk}"


class UsedNonce(models.Model):
    """A nonce that a client has signed with: each works once."""

    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    nonce = models.CharField(max_length=80)
    used_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["client", "nonce"], name="identity_nonce_once"),
        ]

    def __str__(self) -> str:
        return self.nonce
