"""Second factors, sessions and known browsers."""

from __future__ import annotations

from binascii import hexlify
from secrets import token_bytes

from django.conf import settings
from django.db import models
from django_otp.models import Device, ThrottlingMixin

from bankcore.crypto.model_fields import EncryptedTextField
from bankcore.identity.domain.sign_in import Factor


def new_secret() -> str:
    """Return 160 random bits in hexadecimal."""
    return hexlify(token_bytes(20)).decode()


class AuthenticatorApp(ThrottlingMixin, Device):  # type: ignore[misc]  # django-otp has no types
    """An app that shows codes (RFC 6238, six digits, 30 seconds). Its secret is kept encrypted.

    `last_t` is the time step of the last code used: only later ones work.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    secret: EncryptedTextField[str, str] = EncryptedTextField(
        purpose="authenticator-app", default=new_secret
    )
    last_t = models.BigIntegerField(default=-1)
    added_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user"],
                condition=models.Q(confirmed=True),
                name="identity_one_authenticator_app",
            ),
        ]

    def __str__(self) -> str:
        return str(self.name)

    def get_throttle_factor(self) -> int:
        """Wait 1, 2, 4, 8 ... seconds after failures (django-otp's own rule)."""
        return 1


class RecoveryCode(models.Model):
    """A code for the day the app is lost; kept as a hash, works once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    code_sha256 = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(used_at=None) | models.Q(used_at__gte=models.F("made_at")),
                name="identity_recovery_code_used_later",
            ),
        ]

    def __str__(self) -> str:
        return f"recovery code {self.pk}"


class WebSession(models.Model):
    """A log-in to the web pages, known by the digest of its key. Ended once, for good."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    key_digest = models.CharField(max_length=40, unique=True)
    factor = models.CharField(
        max_length=13, choices=[(each.value, each.value.lower()) for each in Factor]
    )
    address = models.CharField(max_length=45)
    user_agent = models.CharField(max_length=300)
    started_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["user", "-started_at"], name="identity_sessions_of_user")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(last_seen_at__gte=models.F("started_at")),
                name="identity_session_seen_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"session {self.pk}"


class KnownDevice(models.Model):
    """A browser that somebody has logged in with, known by a cookie whose hash is kept."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    token_sha256 = models.BinaryField(max_length=32)
    user_agent = models.CharField(max_length=300)
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    remembered_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "token_sha256"], name="identity_known_device_once"
            ),
        ]

    def __str__(self) -> str:
        return f"device {self.pk}"
