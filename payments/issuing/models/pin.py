"""The PIN of a card: what it is verified by, and how often it was wrong."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from bankcore.crypto.model_fields import EncryptedTextField
from payments.issuing.domain.pins import TRIES
from payments.issuing.models.card import Card


class CardPin(models.Model):
    """A verification value of a card's PIN: an HMAC of the PIN under a secret of this card alone.

    Four digits are guessed from any hash; the secret is what stands between, and lies encrypted
    under a key of the key service. The PIN itself is nowhere.
    """

    card = models.OneToOneField(Card, on_delete=models.PROTECT, related_name="+")
    secret = EncryptedTextField(purpose="issuing.pin")
    value = models.BinaryField()
    wrong_tries = models.PositiveSmallIntegerField(default=0)
    set_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(wrong_tries__lte=TRIES), name="issuing_pin_tries_counted"
            ),
        ]

    def __str__(self) -> str:
        return f"PIN of card {self.card_id}"
