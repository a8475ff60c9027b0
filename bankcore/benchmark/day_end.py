"""Core banking's day, measured: a month's end of very many accounts, and questions about the past.

The day measured is the last of a month, so that it does all a day can have: it accrues, posts a
month's interest with tax withheld, keeps snapshots, closes the month and makes every account's
statement. The days of the month before it are accrued by an end of day that leaps over them.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from itertools import count as numbers
from typing import Final
from uuid import UUID, uuid4

from django.db import connection

from accounts import public as accounts
from bankcore import clock
from bankcore.actor import Actor
from bankcore.benchmark import many_accounts, processes
from bankcore.db.transactions import use_case
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

_ACTOR: Final = Actor.system("bench")
_EUR: Final = Currency.of("EUR")
_FIRST: Final = date(2026, 3, 1)
_LAST: Final = date(2026, 3, 31)
_FUNDS: Final = 100_000
_TAX: Final = Decimal("0.25")
_TIERS: Final = [(0, Decimal("0.01")), (50_000, Decimal("0.02")), (500_000, Decimal("0.03"))]
_PARTNERS: Final = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class StepTime:
    """One step of the end of day: what it counted, and how long it took.

    `cpu_seconds` is what this process and all of PostgreSQL's computed, other hands' backends and
    the checkpointer included: what a busy machine makes slower shows beside it.
    """

    name: str
    counts: dict[str, int]
    seconds: float
    cpu_seconds: float

    @property
    def rows(self) -> int:
        """What the step counted, all together."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found. Bytes are peaks; None where the operating system does not tell.

    `load` is what else the machine had to do, as processes that were waiting to run when the end
    of day began.
    """

    accounts: int
    tax_rate: str
    load: float
    steps: tuple[StepTime, ...]
    seconds: float
    cpu_seconds: float
    peak_bytes: int | None
    server_peak_bytes: int | None
    statement_entries: int
    statement_seconds: float
    as_of_ms: dict[str, float]


def measure(*, count: int, entries: int, say: Callable[[str], None]) -> Found:
    """Close a month's last day in an empty database; one of `count` accounts has `entries`."""
    say(f"Opening {count:,} savings accounts")
    ledger.open_first_business_day(day=_FIRST)
    _introduce_terms()
    ids = many_accounts.open_savings(count=count, funds=_FUNDS, day=_FIRST, now=clock.now())
    busy = ids[len(ids) // 2]
    _make_busy(busy, ids, entries // 2)
    many_accounts.analyse()
    say(f"Accruing the days of {_FIRST:%B}")
    endofday.close_business_day(next_day=_LAST, actor=_ACTOR, now=clock.now())
    _make_busy(busy, ids, entries - entries // 2 - 1)
    many_accounts.analyse()
    say("The month's end")
    return _measure(count=count, busy=busy, say=say)


def _measure(*, count: int, busy: int, say: Callable[[str], None]) -> Found:
    server = connection.connection.info.backend_pid if connection.connection else 0
    processes.forget_peak()
    load = os.getloadavg()[0]
    started = time.perf_counter()
    steps = _close(server, say)
    seconds = time.perf_counter() - started
    peaks = processes.peak_bytes(), processes.peak_bytes(server, name="postgres")
    account_id = accounts.of_ledger_accounts(ledger_ids=[busy])[busy].account_id
    entries, statement_seconds = _statement(account_id)
    return Found(
        accounts=count,
        tax_rate=str(_TAX),
        load=load,
        steps=tuple(steps),
        seconds=seconds,
        cpu_seconds=sum(step.cpu_seconds for step in steps),
        peak_bytes=peaks[0],
        server_peak_bytes=peaks[1],
        statement_entries=entries,
        statement_seconds=statement_seconds,
        as_of_ms={str(basis): _slowest(account_id, basis) for basis in accounts.BalanceBasis},
    )


def _close(server: int, say: Callable[[str], None]) -> list[StepTime]:
    steps: list[StepTime] = []
    before = _times(server)

    def note(result: endofday.StepResult) -> None:
        nonlocal before
        now = _times(server)
        seconds, computed = (each - start for each, start in zip(now, before, strict=True))
        step = StepTime(
            name=result.step, counts=dict(result.counts), seconds=seconds, cpu_seconds=computed
        )
        steps.append(step)
        say(f"  {seconds:6.2f} s, {computed:6.2f} s of CPU  {step.name}: {step.counts}")
        before = now

    endofday.close_business_day(actor=_ACTOR, now=clock.now(), on_step=note)
    return steps


def _times(server: int) -> tuple[float, float]:
    """Return the time, and how long this process and PostgreSQL have computed."""
    computed = (processes.cpu_seconds() or 0) + (processes.cpu_seconds_of_family(server) or 0)
    return time.perf_counter(), computed


def _statement(account_id: UUID) -> tuple[int, float]:
    """Return the entries of an account's latest statement, and the seconds to write it as CSV."""
    (newest, *_), _ = accounts.page_of_statements(account_id=account_id, limit=1)
    seconds = _quickest(
        lambda: accounts.statement_document(
            account_id=account_id, number=newest.number, format_name="csv", now=clock.now()
        )
    )
    return newest.entries, seconds


def _slowest(account_id: UUID, basis: accounts.BalanceBasis) -> float:
    """Return the milliseconds of the slowest of the questions about each of the month's days."""
    days = [_FIRST + timedelta(days=number) for number in range((_LAST - _FIRST).days + 2)]
    return 1000 * max(
        _quickest(partial(accounts.balance_as_of, account_id=account_id, day=day, basis=basis))
        for day in days
    )


def _quickest(call: Callable[[], object]) -> float:
    """Return the seconds of the quickest of three calls: the one that others disturbed least."""
    found = []
    for _ in range(3):
        started = time.perf_counter()
        call()
        found.append(time.perf_counter() - started)
    return min(found)


def _introduce_terms() -> None:
    order = accounts.TermsOrder(
        product="SAVINGS",
        currency=_EUR,
        side=accounts.Side.CREDIT,
        effective_from=_FIRST + timedelta(days=1),
        day_count=accounts.DayCount.ACT_365F,
        tiers=_TIERS,
        tax_rate=_TAX,
    )
    accounts.introduce_interest_terms(order=order, actor=_ACTOR, now=clock.now())


def _make_busy(busy: int, ids: Sequence[int], entries: int) -> None:
    """Book transfers of a cent to and from one account, every tenth with value a day before."""
    partners = [account_id for account_id in ids[:_PARTNERS] if account_id != busy]
    postings = _transfers(busy, partners, ledger.business_date())
    for first in range(0, entries, ledger.LARGEST_BATCH):
        size = min(ledger.LARGEST_BATCH, entries - first)
        _book([next(postings) for _ in range(size)])


def _transfers(busy: int, partners: Sequence[int], day: date) -> Iterator[ledger.Posting]:
    for number in numbers():
        key = uuid4()
        amount = Money(1 if number % 2 == 0 else -1, _EUR)
        yield ledger.Posting(
            request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
            kind=ledger.TransactionKind.TRANSFER,
            legs=(
                ledger.Leg(busy, amount),
                ledger.Leg(partners[number % len(partners)], -amount),
            ),
            actor=_ACTOR,
            narrative="Benchmark",
            value_date=day - timedelta(days=1) if number % 10 == 0 else day,
        )


@use_case
def _book(postings: Sequence[ledger.Posting]) -> None:
    ledger.post(postings=postings, now=clock.now())
