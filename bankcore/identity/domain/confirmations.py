"""What a person confirms with a second factor before money moves, and in which state that is.

Regulatory technical standards on strong customer authentication, (EU) 2018/389: the code that is
accepted belongs to one amount and one payee (Article 5), is used once and for a short time
(Article 4).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final
from uuid import UUID

from bankcore.money import Money

VALID_FOR: Final = timedelta(minutes=5)
MOST_TRIES: Final = 5
DIGEST_BYTES: Final = 32
_FORM: Final = "bankcore confirmation 1"


class ConfirmationState(StrEnum):
    """OPEN waits for a factor, CONFIRMED for its payment; the others are final.

    USED went with its payment, EXPIRED was not used in time, REFUSED had too many wrong codes.
    """

    OPEN = "OPEN"
    CONFIRMED = "CONFIRMED"
    USED = "USED"
    EXPIRED = "EXPIRED"
    REFUSED = "REFUSED"


class ConfirmationMethod(StrEnum):
    """By which factor it was confirmed."""

    CODE = "CODE"
    PASSKEY = "PASSKEY"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What a person agrees to: an action, how much of each currency, and to whom.

    `about` fixes what else must not change, such as the account that pays.
    """

    action: str
    amounts: tuple[Money, ...]
    payee: str
    about: tuple[str, ...] = ()

    @property
    def told_amounts(self) -> str:
        """The amounts in one line, by currency: 12.50 EUR, 3.00 USD."""
        return ", ".join(str(each) for each in self._ordered())

    def digest(self, *, user_id: int, nonce: bytes, expires_at: datetime) -> bytes:
        """Return the SHA-256 that a factor's proof covers: every field with its length, in order.

        The same for the same person, action, amounts, payee and circumstances, and for nothing
        else; the nonce makes it one confirmation's own.
        """
        amounts = [part for each in self._ordered() for part in (each.currency.code, each.minor)]
        fields = [
            *(_FORM, user_id, self.action, len(self.amounts), *amounts, self.payee),
            *(len(self.about), *self.about, nonce.hex(), expires_at.timestamp().hex()),
        ]
        return hashlib.sha256(_joined(str(each).encode() for each in fields)).digest()

    def _ordered(self) -> list[Money]:
        return sorted(self.amounts, key=lambda each: (each.currency.code, each.minor))


@dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmationView:
    """A confirmation as the page shows it, and by which factors the person could give it."""

    confirmation_id: UUID
    amounts: str
    payee: str
    state: ConfirmationState
    tries_left: int
    expires_at: datetime
    has_code: bool
    has_passkey: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """A confirmation that fits what is about to be done; its row is locked until the commit.

    `replayed` is True where the same request has used it before.
    """

    confirmation_id: UUID
    method: ConfirmationMethod
    digest: bytes
    confirmed_at: datetime
    replayed: bool


def _joined(fields: Iterable[bytes]) -> bytes:
    return b"".join(len(each).to_bytes(4, "big") + each for each in fields)
