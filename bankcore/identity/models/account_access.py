"""What customers let third parties read."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from bankcore.identity.domain.account_access import CODE_LIFETIME, LONGEST
from bankcore.identity.models.api_client import ApiClient
from bankcore.identity.models.confirmation import Confirmation
from bankcore.identity.models.user import User


class AccountAccess(models.Model):
    """A customer's leave for a third party, with the code and the token that it has for it.

    Both are kept as hashes. A trigger keeps what was agreed as it was, lets the code be used once
    and the leave be taken back once; `confirmation` is the evidence that the customer gave it.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    customer_id = models.UUIDField()
    account_ids = models.JSONField()
    scopes = models.JSONField()
    confirmation = models.OneToOneField(Confirmation, on_delete=models.PROTECT, related_name="+")
    redirect_uri = models.CharField(max_length=500)
    code_sha256 = models.BinaryField(max_length=32, unique=True)
    code_challenge = models.CharField(max_length=128)
    code_expires_at = models.DateTimeField()
    code_used_at = models.DateTimeField(null=True)
    refresh_sha256 = models.BinaryField(max_length=32, unique=True, null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name_plural = "account accesses"
        indexes = [models.Index(fields=["user", "-created_at"], name="identity_access_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("created_at"))
                & Q(expires_at__lte=F("created_at") + LONGEST),
                name="identity_access_180_days",
            ),
            models.CheckConstraint(
                condition=Q(code_expires_at__lte=F("created_at") + CODE_LIFETIME),
                name="identity_access_code_short",
            ),
            models.CheckConstraint(
                condition=Q(code_used_at__isnull=True) | Q(code_used_at__lte=F("code_expires_at")),
                name="identity_access_code_in_time",
            ),
            models.CheckConstraint(
                condition=Q(refresh_sha256__isnull=True) | Q(code_used_at__isnull=False),
                name="identity_access_token_for_code",
            ),
            models.CheckConstraint(
                condition=~Q(account_ids=[]) & ~Q(scopes=[]), name="identity_access_of_something"
            ),
        ]

    def __str__(self) -> str:
        return f"access {self.public_id}"
