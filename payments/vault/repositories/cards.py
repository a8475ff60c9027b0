"""Cards, by the functions of the database: its tables are out of the application's reach."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection
from django.views.decorators.debug import sensitive_variables

from bankcore.crypto import blind_index, subject_keys
from bankcore.crypto.model_fields import EncryptedTextField
from payments.vault.models import Card, subject_of

_INDEX = "vault.fingerprint"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewCard:
    """A card to be stored; its number shows itself nowhere."""

    token: str
    merchant: str
    number: str = field(repr=False)
    fingerprint: str
    bin8: str
    last4: str
    brand: str
    expiry_month: int
    expiry_year: int


@sensitive_variables()
def find(
    *, merchant: str, number: str, expiry_month: int, expiry_year: int
) -> tuple[str, str] | None:
    """Return token and fingerprint of the merchant's card of this number, and date it anew."""
    hashes = blind_index.search_values(number, purpose=_INDEX)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT token, fingerprint FROM vault_find(%s, %s::bytea[], %s, %s)",
            [merchant, hashes, expiry_month, expiry_year],
        )
        found = cursor.fetchone()
    return None if found is None else (str(found[0]), str(found[1]))


@sensitive_variables()
def look_up(*, merchant: str, number: str) -> str | None:
    """Return the token of the merchant's card of this number, and change nothing."""
    hashes = blind_index.search_values(number, purpose=_INDEX)
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_lookup(%s, %s::bytea[])", [merchant, hashes])
        found = cursor.fetchone()[0]
    return None if found is None else str(found)


def issuer(token: str) -> str:
    """Return the issuer's digits of a card; "" where there is none of this token."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_issuer(%s)", [token])
        found = cursor.fetchone()[0]
    return "" if found is None else str(found)


@sensitive_variables()
def store(card: NewCard, *, now: datetime) -> bool:
    """Seal and store a card; False where the merchant has the number already."""
    sealed = _number().sealed(card.number, Card(token=card.token))
    index = blind_index.index_of(card.number, purpose=_INDEX)
    values: list[str | int | bytes | datetime] = [
        *(card.token, card.merchant, sealed, index, card.fingerprint, card.bin8, card.last4),
        *(card.brand, card.expiry_month, card.expiry_year, now),
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT vault_store(%s, %s, %s::bytea, %s::bytea, %s, %s, %s, %s, %s, %s, %s)", values
        )
        stored = bool(cursor.fetchone()[0])
    if not stored:
        subject_keys.destroy(subject_of(card.token))
    return stored


@sensitive_variables()
def reveal(token: str) -> tuple[str, int, int] | None:
    """Return number, month and year of a card, and write down that it was read."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT number, expiry_month, expiry_year FROM vault_reveal(%s)", [token])
        found = cursor.fetchone()
    if found is None:
        return None
    return _number().opened(bytes(found[0]), Card(token=token)), int(found[1]), int(found[2])


def destroy(token: str, *, now: datetime) -> bool:
    """Take number, keyed hash and the card's own secret away; whether there was a number."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_destroy(%s, %s)", [token, now])
        destroyed = bool(cursor.fetchone()[0])
    subject_keys.destroy(subject_of(token))
    return destroyed


def kept(*, before: datetime, past: str, most: int) -> list[str]:
    """Return tokens of cards that are not destroyed and older than `before`, in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT vault_kept(%s, %s, %s)", [before, past, most])
        return [str(token) for (token,) in cursor.fetchall()]


def _number() -> EncryptedTextField[str, str]:
    field: EncryptedTextField[str, str] = Card._meta.get_field("number")  # noqa: SLF001 - what Django names so
    return field
