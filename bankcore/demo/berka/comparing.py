"""Our balance after every day beside the set's own.

The set shows balances in tenths of a koruna, and interest rows' amounts likewise, though the bank
kept them finer: so the set's balance may stand off the sum of its amounts by a hidden remainder
that only interest rows change. An account is explained by rounding if one remainder fits all its
days: it starts at zero, changes by at most half a tenth for each interest row, and every day shows
it rounded to the nearest tenth, that is, off by at most half a tenth. The rows of a day are not in
booking order, so any balance of the day may be the one at its end.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from accounts import public as accounts
from bankcore.demo.berka.batches import batches
from bankcore.demo.berka.importing import account_uuid
from bankcore.demo.berka.records import Berka, Row
from bankcore.ledger import public as ledger

_HALF_A_TENTH: Final = 5
_ACCOUNTS_AT_ONCE: Final = 500

Interval = tuple[int, int]
Days = dict[date, list[Row]]


class Verdict(StrEnum):
    """How our balances of one account stand to the set's."""

    MATCHED = "matched"
    ROUNDING = "explained by rounding"
    DIFFERING = "differing"


@dataclass(frozen=True, slots=True)
class Compared:
    """One account: the verdict, how many days were compared, the largest difference (hellers).

    `first_differing` is the first day that cannot be explained.
    """

    account_id: int
    verdict: Verdict
    days: int
    largest: int
    first_differing: date | None = None


def compare_all(berka: Berka) -> Iterator[Compared]:
    """Yield every account of the set, compared with what the ledger holds at each day's end."""
    days: defaultdict[int, Days] = defaultdict(lambda: defaultdict(list))
    for row in berka.rows:
        days[row.account_id][row.day].append(row)
    for some in batches(list(berka.accounts), _ACCOUNTS_AT_ONCE):
        ends = _day_ends(some)
        for account_id in some:
            yield compare(account_id, days[account_id], ends.get(account_id, {}))


def compare(account_id: int, days: Days, ours: dict[date, int]) -> Compared:
    """Compare one account: its rows by day with our balances at the ends of days."""
    feasible: list[Interval] = [(0, 0)]
    largest = 0
    if set(days) != set(ours):
        first = min(set(days) ^ set(ours))
        return Compared(account_id, Verdict.DIFFERING, len(days), largest, first)
    for day in sorted(days):
        shown = {row.balance - ours[day] for row in days[day]}
        largest = max(largest, min(abs(difference) for difference in shown))
        widened = _HALF_A_TENTH * sum(row.is_interest for row in days[day])
        feasible = _narrowed([(low - widened, high + widened) for low, high in feasible], shown)
        if not feasible:
            return Compared(account_id, Verdict.DIFFERING, len(days), largest, day)
    verdict = Verdict.ROUNDING if largest else Verdict.MATCHED
    return Compared(account_id, verdict, len(days), largest)


def _narrowed(remainders: Sequence[Interval], shown: set[int]) -> list[Interval]:
    """Return which remainders, of those possible before, would show one of these differences."""
    found = set()
    for low, high in remainders:
        for difference in shown:
            least = max(low, difference - _HALF_A_TENTH)
            most = min(high, difference + _HALF_A_TENTH)
            if least <= most:
                found.add((least, most))
    return sorted(found)


def _day_ends(account_ids: Sequence[int]) -> dict[int, dict[date, int]]:
    """Return our balances by account and day, as the ledger has them."""
    refs = accounts.known_accounts(account_ids=[account_uuid(each) for each in account_ids])
    ledger_ids = {
        refs[account_uuid(each)].ledger_account_id: each
        for each in account_ids
        if account_uuid(each) in refs
    }
    found: defaultdict[int, dict[date, int]] = defaultdict(dict)
    for ledger_id, day, balance in ledger.day_ends(account_ids=list(ledger_ids)):
        found[ledger_ids[ledger_id]][day] = balance
    return found
