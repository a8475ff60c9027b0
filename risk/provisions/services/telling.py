"""What a day's provisions came to, and how credits wandered and aged."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from risk.provisions.domain.lines import Cause, stage_of
from risk.provisions.domain.stages import Stage
from risk.provisions.repositories import checks, days, matrices

STATES: Final = {
    "stage": ("Stage 1", "Stage 2", "Stage 3"),
    "bucket": ("CURRENT", "1-30", "31-60", "61-90", "90+"),
}
_MONTHS: Final = 36


class MatrixInvalid(BankError):
    """A matrix is by stage or by bucket, between two days that were provided for, in order."""

    code = "provision_matrix_invalid"
    cure = "Choose two days of the list, the earlier one first."


@dataclass(frozen=True, slots=True, kw_only=True)
class StageFigures:
    """A stage in a currency at a day's end: credits, what is owed, what is provided, its change.

    `charged` is what impairment bears of the change, `used` what write-offs took.
    """

    stage: Stage
    credits: int
    owed: Money
    provided: Money
    charged: Money
    used: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFigures:
    """A day's provisions; `recovered` came in for loans that were written off."""

    day: date
    stages: tuple[StageFigures, ...]
    movements: tuple[tuple[str, Stage, Cause, Money], ...]
    recovered: tuple[Money, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matrix:
    """Rows of the first day's states, columns of the last day's; each credit is in one cell."""

    currency: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...], tuple[Decimal | None, ...]], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Vintage:
    """A month's credits, and the shares that were ever in default or past due, by month of age."""

    month: date
    credits: int
    defaulted: tuple[Decimal, ...]
    past_due: tuple[Decimal, ...]


def figures_of(*, day: date) -> DayFigures | None:
    """Return what a day's end found; None where nothing was provided on it."""
    found = days.on(day=day)
    if found is None:
        return None
    moves = [
        (each.currency, stage_of(each.line), Cause(each.cause), each.amount)
        for each in days.movements(found)
    ]
    return DayFigures(
        day=day,
        stages=tuple(_stages(days.totals(found), moves)),
        movements=tuple(
            (currency, stage, cause, Money(amount, Currency.of(currency)))
            for currency, stage, cause, amount in moves
        ),
        recovered=tuple(_recovered(day)),
    )


def _stages(
    totals: Iterable[tuple[str, int, str, int, int, int]],
    moves: Iterable[tuple[str, Stage, Cause, int]],
) -> Iterable[StageFigures]:
    """Yield each currency's stages, allowances and provisions for commitments together."""
    sums: defaultdict[tuple[str, int], Counter[str]] = defaultdict(Counter)
    for currency, stage, _, count, owed, provided in totals:
        sums[currency, stage] += Counter(credits=count, owed=owed, provided=provided)
    charged: Counter[tuple[str, int]] = Counter()
    used: Counter[tuple[str, int]] = Counter()
    for currency, moved_stage, cause, amount in moves:
        place = (currency, int(moved_stage))
        sums[place] += Counter()
        if cause is Cause.WRITTEN_OFF:
            used[place] -= amount
        else:
            charged[place] += amount
    for currency, stage in sorted(sums):
        place, unit = (currency, stage), Currency.of(currency)
        yield StageFigures(
            stage=Stage(stage),
            credits=sums[place]["credits"],
            owed=Money(sums[place]["owed"], unit),
            provided=Money(sums[place]["provided"], unit),
            charged=Money(charged[place], unit),
            used=Money(used[place], unit),
        )


def _recovered(day: date) -> Iterable[Money]:
    sums: Counter[Currency] = Counter()
    for each in accounts.loans_recovered(day=day):
        sums[each.amount.currency] += each.amount.minor
    return [Money(minor, currency) for currency, minor in sums.items()]


def migration(*, by: str, first: date, last: date) -> list[Matrix]:
    """Return a matrix a currency of where the first day's credits are on the last.

    `by` is `stage` or `bucket`. Raises MatrixInvalid.
    """
    if by not in STATES or first > last or days.on(day=first) is None or days.on(day=last) is None:
        message = f"There is no matrix by {by} from {first} to {last}."
        raise MatrixInvalid(message)
    cells: defaultdict[str, Counter[tuple[str, str]]] = defaultdict(Counter)
    for each in matrices.wandered(by=by, first=first, last=last):
        cells[each.currency][each.here, each.there] += each.credits
    columns = (*STATES[by], matrices.GONE)
    return [
        Matrix(
            currency=currency,
            columns=columns,
            rows=tuple(_row(here, columns, found) for here in (*STATES[by], matrices.NEW)),
        )
        for currency, found in sorted(cells.items())
    ]


def _row(
    here: str, columns: Sequence[str], found: Mapping[tuple[str, str], int]
) -> tuple[str, tuple[int, ...], tuple[Decimal | None, ...]]:
    counts = tuple(found.get((here, there), 0) for there in columns)
    return here, counts, tuple(_share(count, sum(counts)) for count in counts)


def _share(count: int, of: int) -> Decimal | None:
    return _part(count, of) if of else None


def _part(count: int, of: int) -> Decimal:
    return (Decimal(count) / of).quantize(Decimal("0.0001"))


def vintages(*, last: date) -> list[Vintage]:
    """Return each month of origin with the shares that have ever gone wrong, by age in months."""
    by_month: defaultdict[date, list[matrices.Aged]] = defaultdict(list)
    for each in matrices.aged(last=last, months=_MONTHS):
        by_month[each.vintage].append(each)
    return [
        Vintage(
            month=month,
            credits=ages[0].credits,
            defaulted=tuple(_part(each.defaulted, each.credits) for each in ages),
            past_due=tuple(_part(each.past_due, each.credits) for each in ages),
        )
        for month, ages in sorted(by_month.items())
    ]


def measured_days() -> list[date]:
    """Return the days that have provisions, newest first."""
    return days.days()


def verify() -> list[ledger.InvariantCheck]:
    """Return every statement about provisions with how it fares; reads, and changes nothing."""
    results = []
    for invariant in checks.PROVISION_INVARIANTS:
        checked, violations, example = checks.check(invariant)
        results.append(
            ledger.InvariantCheck(
                code=invariant.code,
                statement=invariant.statement,
                checked=checked,
                violations=violations,
                example=example,
            )
        )
    return results
