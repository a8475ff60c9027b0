"""Card numbers in, by one door; out to the wire and to clearing alone."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string
from django.views.decorators.debug import sensitive_variables

from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.vault.domain import brands, numbers
from payments.vault.domain.numbers import CardNumber
from payments.vault.domain.views import StoredCard
from payments.vault.repositories import cards
from payments.vault.repositories.cards import NewCard

_PAGE = 500
# A card that was just stored may not yet be tied to what it is for.
_AT_LEAST = timedelta(days=1)


class InvalidCardNumber(BankError):
    """A digit of the card number is wrong or missing."""

    code = "invalid_card_number"
    cure = "Ask the payer to enter the card number again."


class ExpiredCard(BankError):
    """The card's expiry date is over, or is none."""

    code = "expired_card"
    cure = "Ask the payer for the date as the card shows it, or for another card."


class UnknownBrand(BankError):
    """No card network has numbers like this one."""

    code = "unknown_brand"
    cure = "Ask the payer for a card of another brand."


class NoSuchCard(BankError):
    """There is no card of this token, or its number was destroyed."""

    code = "no_such_card"
    cure = "Ask the payer to enter the card again."
    status = 404


@sensitive_variables()
def store_card(
    *, merchant: str, number: str, expiry_month: int, expiry_year: int, now: datetime
) -> StoredCard:
    """Store a number and return its token; the same number of one merchant has one token.

    A date that differs from the stored one takes its place: issuers renew cards under the same
    number. In the caller's use case, or one of its own. Raises InvalidCardNumber, ExpiredCard,
    UnknownBrand; their messages show no digit.
    """
    digits, brand = _checked(number, expiry_month, expiry_year, now=now)
    card = NewCard(
        token=f"card_{secrets.token_urlsafe(24)}",
        merchant=merchant,
        number=digits,
        fingerprint=secrets.token_hex(12),
        bin8=numbers.issuer_digits(digits),
        last4=digits[-4:],
        brand=brand,
        expiry_month=expiry_month,
        expiry_year=expiry_year,
    )
    with transaction.atomic():
        token, fingerprint = _found_or_stored(card, now=now)
    known = brands.bin_of(card.bin8)
    return StoredCard(
        token=token,
        fingerprint=fingerprint,
        brand=brand,
        last4=card.last4,
        bin8=card.bin8,
        funding=known.funding,
        country=known.country,
    )


@sensitive_variables()
def find_card(*, merchant: str, number: str) -> str | None:
    """Return the token of the merchant's card of this number, None where it has none.

    Unlike store_card it keeps nothing: whoever asks may have made the number up.
    """
    digits = numbers.cleaned(number)
    return cards.look_up(merchant=merchant, number=digits) if digits else None


def issuer_of(*, token: str) -> str:
    """Return the issuer's digits of a card, as StoredCard.bin8; "" where there is no such card."""
    return cards.issuer(token)


@sensitive_variables()
def reveal(*, token: str) -> CardNumber:
    """Return the number of a card, for the wire, clearing and its own holder; raises NoSuchCard.

    The reading is written down in the vault; call it where that is committed.
    """
    found = cards.reveal(token)
    if found is None:
        message = "There is no number of this card."
        raise NoSuchCard(message)
    number, month, year = found
    return CardNumber(number=number, expiry_month=month, expiry_year=year)


def destroy_card(*, token: str, now: datetime) -> bool:
    """Destroy the number, its hash and its key; tells whether there was one.

    In the caller's use case (a payer is erased), or one of its own. What is known of older
    payments (brand, last four digits) stays.
    """
    with transaction.atomic():
        return cards.destroy(token, now=now)


def destroy_unused_cards(*, now: datetime) -> int:
    """Destroy the cards that nothing is paid with any more; returns how many.

    settings.VAULT_TOKENS_IN_USE names who knows: given tokens, each returns those still in use.
    Without names nothing is destroyed. Each page is a transaction of its own.
    """
    if not settings.VAULT_TOKENS_IN_USE:
        return 0
    count, past = 0, ""
    while True:
        destroyed, past = _destroy_page(past=past, now=now)
        count += destroyed
        if not past:
            return count


@use_case
def _destroy_page(*, past: str, now: datetime) -> tuple[int, str]:
    page = cards.kept(before=now - _AT_LEAST, past=past, most=_PAGE)
    if not page:
        return 0, ""
    in_use: set[str] = set().union(
        *(import_string(name)(tokens=page) for name in settings.VAULT_TOKENS_IN_USE)
    )
    unused = [token for token in page if token not in in_use]
    return sum(cards.destroy(token, now=now) for token in unused), page[-1]


@sensitive_variables()
def _checked(number: str, month: int, year: int, *, now: datetime) -> tuple[str, str]:
    digits = numbers.cleaned(number)
    if not digits or not numbers.passes_luhn(digits):
        message = "This is no card number."
        raise InvalidCardNumber(message, field="number")
    brand = brands.brand_of(digits)
    if not brand:
        message = "No card network has numbers like this one."
        raise UnknownBrand(message, field="number")
    if not numbers.is_possible_expiry(month, year, now=now):
        message = "This is no expiry date."
        raise ExpiredCard(message, field="expiry_month")
    if numbers.has_expired(month, year, now=now):
        message = "The card has expired."
        raise ExpiredCard(message, field="expiry_year")
    return digits, brand


@sensitive_variables()
def _found_or_stored(card: NewCard, *, now: datetime) -> tuple[str, str]:
    known = _find(card)
    if known is not None:
        return known
    if cards.store(card, now=now):
        return card.token, card.fingerprint
    # Somebody stored the same number meanwhile: it is there now.
    known = _find(card)
    if known is None:
        message = "The card is not found where it was found a moment ago."
        raise NoSuchCard(message)
    return known


@sensitive_variables()
def _find(card: NewCard) -> tuple[str, str] | None:
    return cards.find(
        merchant=card.merchant,
        number=card.number,
        expiry_month=card.expiry_month,
        expiry_year=card.expiry_year,
    )
