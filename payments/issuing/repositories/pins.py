"""Verification values of PINs in the database. A PIN is read and written under its card's lock."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bankcore.db.transactions import requires_transaction
from payments.issuing.models import Card, CardPin


def of(card: Card) -> CardPin | None:
    """Return what a card's PIN is verified by; None where its customer has chosen none."""
    return CardPin.objects.filter(card=card).first()


@requires_transaction
def put(card: Card, *, secret: str, value: bytes, at: datetime) -> None:
    """Keep what a locked card's new PIN is verified by; the one before is gone."""
    row = of(card) or CardPin(card=card)
    row.secret, row.value, row.wrong_tries, row.set_at = secret, value, 0, at
    row.save()


@requires_transaction
def count(row: CardPin, *, wrong_tries: int) -> None:
    """Keep how often the PIN of a locked card was wrong since it was last right."""
    row.wrong_tries = wrong_tries
    row.save(update_fields=["wrong_tries"])


@requires_transaction
def destroy(cards: Sequence[Card]) -> int:
    """Remove what these cards' PINs are verified by; returns how many there were."""
    return CardPin.objects.filter(card__in=cards).delete()[0]
