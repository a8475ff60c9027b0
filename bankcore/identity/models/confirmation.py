"""Second factors given for one payment each."""

from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from bankcore.identity.domain.confirmations import (
    DIGEST_BYTES,
    MOST_TRIES,
    VALID_FOR,
    ConfirmationMethod,
    ConfirmationState,
)
from bankcore.identity.models.user import User


class Confirmation(models.Model):
    """What a person confirms, and the proof that they did. Triggers keep it to one way, once.

    `digest` is what a factor's proof covers; `seal` is the bank's own keyed hash over digest,
    method and time: a row that says CONFIRMED without the bank's key having said so is found out.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=60)
    amounts = models.TextField()
    payee = models.TextField()
    nonce = models.BinaryField(max_length=DIGEST_BYTES)
    digest = models.BinaryField(max_length=DIGEST_BYTES, unique=True)
    state = models.CharField(
        max_length=9, choices=[(each.value, each.value.capitalize()) for each in ConfirmationState]
    )
    tries = models.SmallIntegerField(default=0, help_text="How many proofs were wrong.")
    wrong_at = models.DateTimeField(null=True, blank=True, help_text="When the last one was.")
    method = models.CharField(
        max_length=7,
        blank=True,
        choices=[(each.value, each.value.capitalize()) for each in ConfirmationMethod],
    )
    seal = models.BinaryField(max_length=DIGEST_BYTES, null=True)
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    request_key = models.UUIDField(null=True, blank=True)
    used_for = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "identity_confirmation"
        indexes = [models.Index(fields=["user", "-asked_at"], name="identity_confirmation_latest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(tries__gte=0, tries__lte=MOST_TRIES),
                name="identity_confirmation_few_tries",
            ),
            models.CheckConstraint(
                condition=Q(state="REFUSED", tries=MOST_TRIES)
                | (~Q(state="REFUSED") & Q(tries__lt=MOST_TRIES)),
                name="identity_confirmation_refused_after_them",
            ),
            models.CheckConstraint(
                condition=Q(tries=0, wrong_at__isnull=True)
                | Q(tries__gt=0, wrong_at__isnull=False),
                name="identity_confirmation_tried_at",
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=F("asked_at"))
                & Q(expires_at__lte=F("asked_at") + VALID_FOR),
                name="identity_confirmation_short_lived",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["CONFIRMED", "USED", "EXPIRED"],
                    confirmed_at__isnull=False,
                    confirmed_at__lt=F("expires_at"),
                    seal__isnull=False,
                    method__in=["CODE", "PASSKEY"],
                )
                | Q(
                    state__in=["OPEN", "EXPIRED", "REFUSED"],
                    confirmed_at__isnull=True,
                    seal__isnull=True,
                    method="",
                ),
                name="identity_confirmation_confirmed_by",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="USED", used_at__isnull=False, used_at__lt=F("expires_at"))
                    & ~Q(used_for="")
                    & Q(request_key__isnull=False)
                )
                | (
                    ~Q(state="USED")
                    & Q(used_at__isnull=True, used_for="", request_key__isnull=True)
                ),
                name="identity_confirmation_used_for",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.amounts}"
