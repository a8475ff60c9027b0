"""Risk's decisions at the pace of a busy day: payments come when they come, whoever is still busy.

An open loop: each payment has its moment, and what waits behind a slow one counts as slow too. A
fraud model is champion, and every decision is kept, in a transaction as payments have it.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bankcore import clock
from bankcore.benchmark import sessions
from bankcore.benchmark.folding import folding
from bankcore.benchmark.timing import Timing, together
from bankcore.db.transactions import use_case
from bankcore.demo import fraud_models
from bankcore.demo.day import Day
from bankcore.ledger import public as ledger
from risk import public as risk
from risk.features import public as features

PER_SECOND: Final = 200
_SESSIONS: Final = 2
_LONGEST: Final = 10.0
_PAST, _AT_ONCE = 4_000, 500
_PAYERS, _SHOPS = 2_000, 200
_WARM_UP: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionOrder:
    """What one session is to do: so many decisions a second, for so long."""

    per_second: float
    seconds: float
    seed: int


def measure(database: str, *, seconds: float, say: Callable[[str], None]) -> Timing:
    """Decide about 200 payments a second, for ten seconds at most, in the bank of this database."""
    day = Day(day=ledger.business_date(), now=clock.now(), chance=random.Random(0))  # noqa: S311 - no secret
    fraud_models.ensure(day)
    _past()
    say(f"Decisions, {PER_SECOND} a second")
    with sessions.start(_SESSIONS, database) as running, folding():
        orders = [
            SessionOrder(
                per_second=PER_SECOND / _SESSIONS, seconds=min(seconds, _LONGEST), seed=seed
            )
            for seed in range(1, _SESSIONS + 1)
        ]
        return together(running.together(decide, orders))


def decide(order: SessionOrder) -> Timing:
    """Decide about payments, each timed from its moment; runs in a session."""
    risk.warm_up()
    chance, timing = random.Random(order.seed), Timing()  # noqa: S311 - no secret
    for _ in range(_WARM_UP):
        _screen(_facts(chance))
    count = max(1, int(order.per_second * order.seconds))
    began = time.perf_counter()
    for number in range(count):
        facts, due = _facts(chance), began + number / order.per_second
        time.sleep(max(0.0, due - time.perf_counter()))
        decision, decided_at = _screen(facts)
        timing.add(1, decided_at - due)
        timing.errors += decision.is_fallback
    timing.wall = time.perf_counter() - began
    return timing


@use_case
def _screen(facts: risk.PaymentFacts) -> tuple[risk.Decision, float]:
    """Return a decision and when it was there; what commits it holds up those that follow."""
    decision = risk.screen_payment(facts=facts, now=clock.now())
    return decision, time.perf_counter()


@use_case
def _some(facts: list[risk.PaymentFacts]) -> None:
    risk.screen_payments(facts=facts, now=clock.now(), can_challenge=False)


def _past() -> None:
    """Have payers and shops with a past: of nobody there is nothing to add up."""
    chance = random.Random(0)  # noqa: S311 - no secret
    for _ in range(_PAST // _AT_ONCE):
        _some([_facts(chance) for _ in range(_AT_ONCE)])
    features.fold(now=clock.now())


def _facts(chance: random.Random) -> risk.PaymentFacts:
    payer, amount = chance.randrange(_PAYERS), Decimal(chance.randrange(100, 20_000)) / 100
    return risk.PaymentFacts(
        reference=f"pi_bench{chance.getrandbits(64):016x}",
        channel="gateway",
        amount=amount,
        base_amount=amount,
        currency="EUR",
        merchant=f"acct_bench{chance.randrange(_SHOPS)}",
        payer=f"cus_bench{payer}",
        instrument=f"card_bench{payer}",
        address=f"192.0.2.{payer % 250}",
        country="IE",
    )
