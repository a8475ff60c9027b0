"""What became of instant payments and recalls on a business day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from payments.interbank.domain.items import Direction
from payments.interbank.repositories import instant_figures


@dataclass(frozen=True, slots=True, kw_only=True)
class InstantFigures:
    """Instant payments of a day by state, out and in; and recalls sent or received on it."""

    sent: dict[str, int]
    taken: dict[str, int]
    recalled: dict[str, int]
    recalled_by_others: dict[str, int]


def settled_payment(*, transaction_id: int) -> int | None:
    """Return the own payment that this transaction ordered, by its number, once it has settled."""
    return instant_figures.settled_payment(transaction_id)


def is_credited(*, message_id: str) -> bool:
    """Tell whether the instant payment of this message has reached its customer."""
    return instant_figures.is_credited(message_id)


def recalls_to_answer() -> list[int]:
    """Return other banks' recalls that wait for the bank's answer, by their numbers."""
    return instant_figures.recalls_to_answer()


def figures(*, day: date) -> InstantFigures:
    """Return what became of the instant payments and recalls of a business day."""
    return InstantFigures(
        sent=instant_figures.sent(day),
        taken=instant_figures.taken(day),
        recalled=instant_figures.recalls(day, Direction.OUT),
        recalled_by_others=instant_figures.recalls(day, Direction.IN),
    )
