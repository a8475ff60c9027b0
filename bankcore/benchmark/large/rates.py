"""How fast is posted: in an empty bank, and in one of very many accounts, in one run."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from django.db import connections

from bankcore import clock
from bankcore.benchmark import books, callers, lists, many_accounts, posting, processes, tpcb
from bankcore.benchmark.large.size import Size
from bankcore.benchmark.timing import Timing
from bankcore.runtime import postgres
from bankcore.settings.env import Environment

_MOST_FALLS: Final = 0.2
_TPCB_SCALE: Final = 10
# So many times as long as is measured is posted before, in either bank.
_SETTLING: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Postings a second between any accounts, and all to one; `errors` are refusals and faults."""

    per_second: float
    p99_ms: float | None
    errors: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """The rates of one bank by what was measured, and pgbench's TPC-B of the same minute.

    `cpu_ms` is what this process and PostgreSQL's backend computed for a thousand postings in
    batches, which a busy machine changes less than the rate.
    """

    accounts: int
    tpcb: float
    cpu_ms: float
    figures: dict[str, Rate]


def of_empty(size: Size, environment: Environment, name: str, say: Callable[[str], None]) -> Rates:
    """Open a few thousand accounts in an empty migrated database, and post between them."""
    say(f"Posting in a bank of {size.empty_accounts:,} accounts")
    opened = books.open_books(count=size.empty_accounts, api_count=1, now=clock.now())
    many_accounts.analyse()
    return _measured(opened, size, environment, name)


def of_filled(size: Size, environment: Environment, name: str, say: Callable[[str], None]) -> Rates:
    """Post between any of the accounts in euros of a filled bank."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM ledger_account WHERE number LIKE 'MANY%%' AND currency = 978"
        )
        ids = [account_id for (account_id,) in cursor.fetchall()]
    say(f"Posting in a bank of {size.accounts:,} accounts")
    return _measured(books.Books(ids[1:], ids[0], []), size, environment, name)


def _measured(opened: books.Books, size: Size, environment: Environment, name: str) -> Rates:
    _settle(opened, size, environment)
    owner = environment.database_owner
    tpcb.fill(owner, name, scale=_TPCB_SCALE if size.seconds >= 1 else 1)
    yardstick = tpcb.measure(owner, name, seconds=max(1, round(size.seconds)))
    server = lists.backend()
    computed = processes.computed_with(server)
    uniform, hot = posting.uniform_and_hot(opened, size.batch, size.seconds)
    computed = processes.computed_with(server) - computed
    spread, one = callers.uniform_and_hot(opened, size.callers, size.seconds)
    batch, many = f"batches of {size.batch:,}", f"{size.callers} callers"
    timings = {batch: uniform, f"{batch}, one hot": hot, many: spread, f"{many}, one hot": one}
    return Rates(
        accounts=len(opened.accounts),
        tpcb=yardstick,
        cpu_ms=1_000_000 * computed / (uniform.units + hot.units),
        figures={what: _rate(timing) for what, timing in timings.items()},
    )


def _settle(opened: books.Books, size: Size, environment: Environment) -> None:
    """Have the bank as it is after a while: what filled it on disk, its pages written once.

    Of each page the first change after a checkpoint is written whole. A bank makes one in a quarter
    of an hour; right after it, and while millions of new rows are written, is not its usual day.
    """
    if environment.database_is_embedded:
        postgres.checkpoint(environment)
    order = posting.SessionOrder(
        accounts=opened.accounts, seconds=size.seconds * _SETTLING, seed=1, batch=size.batch
    )
    posting.transfers(order)


def _rate(timing: Timing) -> Rate:
    return Rate(per_second=timing.per_second, p99_ms=timing.percentile(99), errors=timing.errors)


def falls(empty: Rates, filled: Rates) -> dict[str, float]:
    """Return by which part each rate falls from an empty bank to a filled one."""
    return {
        what: 1 - filled.figures[what].per_second / rate.per_second
        for what, rate in empty.figures.items()
    }


def is_little(fall: float) -> bool:
    """Tell whether a rate falls by as little as it may."""
    return fall < _MOST_FALLS
