"""Programs that call the API."""

from django.db import models


class ApiClient(models.Model):
    """An integrator's program. Its key is kept as a hash, its signing secret encrypted."""

    client_id = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    key_prefix = models.CharField(max_length=16)
    key_sha256 = models.BinaryField(max_length=32, unique=True)
    signing_secret = models.BinaryField()
    scopes = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        verbose_name = "API client"

    def __str__(self) -> str:
        return self.name


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
