"""Booking the whole transactions of many threads in few database transactions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from bankcore.db.combining import Combiner, NotTogether, wait_little
from bankcore.db.transactions import SecondTransaction, is_free, use_case
from bankcore.ledger.domain.posting import Outcome, Posting
from bankcore.ledger.services import posting as booking

_LARGEST: Final = 500


class _Asked(NamedTuple):
    posting: Posting
    now: datetime


def post_one(*, posting: Posting, now: datetime) -> Outcome:
    """Book one transaction as `post` does, a use case of its own; returns after the commit.

    For callers who need nothing else in that database transaction. What threads of this process
    ask at the same time is booked in one, each posting decided by itself in the order of asking
    and dated by the latest of their `now`. Raises what a use case raises, and SecondTransaction
    inside another.
    """
    if not is_free():
        message = "post_one is a use case of its own: inside another, use post"
        raise SecondTransaction(message)
    return _COMBINER.ask(_Asked(posting, now))


@use_case
def _together(asked: Sequence[_Asked]) -> list[Outcome]:
    if len({each.posting.request for each in asked}) < len(asked):
        raise NotTogether
    wait_little()
    latest = max(each.now for each in asked)
    return booking.post(postings=[each.posting for each in asked], now=latest)


@use_case
def _alone(asked: _Asked) -> Outcome:
    return booking.post(postings=[asked.posting], now=asked.now)[0]


_COMBINER: Final = Combiner[_Asked, Outcome](
    together=_together, alone=_alone, largest=_LARGEST, in_turns=True
)
