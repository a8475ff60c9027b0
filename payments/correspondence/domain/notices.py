"""Of what customers hear by e-mail, and how they choose."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bankcore.money import Money

LANGUAGES: Final = ("en", "de")


class NoticeKind(StrEnum):
    """What an e-mail tells of. E-mails about the log-in are none of these: they always come."""

    MONEY_IN = "MONEY_IN"
    MONEY_OUT = "MONEY_OUT"
    STANDING_ORDER_FAILED = "STANDING_ORDER_FAILED"
    STATEMENT_READY = "STATEMENT_READY"
    MESSAGE_WAITING = "MESSAGE_WAITING"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """What a customer wants to hear of, and in which language.

    `money_out_above` is in the bank's own currency; what leaves in another is compared by worth.
    """

    kinds: frozenset[NoticeKind]
    money_out_above: Money
    language: str

    def wants(self, kind: NoticeKind) -> bool:
        """Tell whether an e-mail of this kind is wanted."""
        return kind in self.kinds


USUAL: Final = frozenset(
    {
        NoticeKind.STANDING_ORDER_FAILED,
        NoticeKind.STATEMENT_READY,
        NoticeKind.MESSAGE_WAITING,
    }
)
"""What a customer hears of who has chosen nothing: what they would miss, and not each movement."""

USUAL_ABOVE: Final = Money.of(500, "EUR")
