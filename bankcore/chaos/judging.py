"""What was promised, held against the books."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from bankcore.chaos.clients import Payment
from bankcore.chaos.whole_bank import WholeBank


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """Of one fault: how many were paid meanwhile, how soon it was over, and what was broken.

    `not_tried` says why it was not made to happen here.
    """

    fault: str
    acknowledged: int
    unanswered: int
    back_after: float | None
    broken: Sequence[str]
    not_tried: str = ""
    figures: Sequence[str] = ()


def booked(bank: WholeBank, prefix: str) -> Counter[str]:
    """Return how often each payment of this run stands in the journal, by its key."""
    with bank.connect() as session:
        rows = session.execute(
            "SELECT narrative, count(*) FROM ledger_txn WHERE starts_with(narrative, %s)"
            " GROUP BY narrative",
            [prefix],
        ).fetchall()
    return Counter({str(key): int(count) for key, count in rows})


def faults_of(payments: Iterable[Payment], counts: Mapping[str, int]) -> list[str]:
    """Return what of the payments is not as promised, a sentence for each.

    Acknowledged is in the books once. Refused is not in them. Without an answer it is in once or
    not at all.
    """
    found = []
    for each in payments:
        count = counts.get(each.key, 0)
        if each.is_acknowledged and count != 1:
            found.append(f"{each.key} was acknowledged and is in the books {count} times")
        elif each.refused and count:
            found.append(f"{each.key} was refused and is in the books {count} times")
        elif count > 1:
            found.append(f"{each.key} is in the books {count} times")
    return found


def keys_that_do_not_tell(
    payments: Iterable[Payment], before: Mapping[str, int], after: Mapping[str, int]
) -> list[str]:
    """Return what is wrong with payments that were asked about again under their keys.

    `before` and `after` are how often each stood in the books before and after asking.
    """
    found = []
    for each in payments:
        if each.is_acknowledged and after.get(each.key, 0) != 1:
            found.append(
                f"{each.key} was sent again and is in the books {after.get(each.key, 0)} times"
            )
        elif not each.is_acknowledged and before.get(each.key, 0):
            found.append(f"{each.key} is in the books and its key does not tell")
    return found
