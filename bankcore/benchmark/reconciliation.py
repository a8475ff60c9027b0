"""Reconciliation, measured: a day of very many items on both sides of a card network."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Final

from django.db import connections

from bankcore import clock
from bankcore.actor import Actor
from bankcore.benchmark import many_accounts, settlement
from bankcore.ledger import public as ledger
from payments.reconciliation import public as reconciliation

_ACTOR: Final = Actor.system("bench")
_DAY: Final = date(2026, 3, 2)
_KIB: Final = 1024

# One item in 50,000 is unknown to the network, one in 100,000 has another amount; five are unknown
# here and one is told twice: what there is to find is known.
_OURS: Final = """
WITH file AS (
  INSERT INTO settlement_clearingfile
    (network, business_date, seq, name, state, records, total_minor, error, claimed_at)
  VALUES ('visa', %(day)s, 1, 'visa-clearing-bench.dat', 'MADE', 1, 1, '', now()) RETURNING id)
INSERT INTO settlement_clearingrecord
  (file_id, number, operation_id, kind, arn, amount_minor, currency, state, error)
SELECT file.id, row_number() OVER (ORDER BY o.id), o.id, 'PRESENTMENT', lpad(o.id::text, 23, '0'),
  o.amount_minor, 'EUR', 'TAKEN', ''
FROM gateway_operation o, file WHERE o.kind = 'CAPTURE'"""
_THEIRS: Final = """
WITH file AS (
  INSERT INTO settlement_receivedfile
    (network, kind, name, sha256, state, error_code, error, items, received_at)
  VALUES ('visa', 'ADVICE', 'bench', 'bench', 'TAKEN', '', '', 0, now()) RETURNING id),
item AS (
  SELECT number, arn, amount_minor + (number %% 100000 = 7)::int AS amount
  FROM settlement_clearingrecord WHERE number %% 50000 <> 3
  UNION ALL SELECT 0, 'X' || lpad(n::text, 22, '0'), 100 FROM generate_series(1, 5) n
  UNION ALL SELECT number, arn, amount_minor FROM settlement_clearingrecord WHERE number = 10),
advice AS (
  INSERT INTO settlement_networkadvice
    (file_id, network, business_date, currency, settlement_reference, amount_minor,
     interchange_minor, scheme_fee_minor, net_minor)
  SELECT file.id, 'visa', %(day)s, 'EUR', 'bench', (SELECT sum(amount) FROM item), 0, 0,
    (SELECT sum(amount) FROM item) FROM file RETURNING id)
INSERT INTO settlement_networkadviceline
  (advice_id, number, arn, kind, amount_minor, interchange_minor, scheme_fee_minor)
SELECT advice.id, row_number() OVER (), item.arn, 'PRESENTMENT', item.amount, 0, 0
FROM item, advice"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What was compared and found, in how many seconds and how much memory at most."""

    run: reconciliation.RunView
    seconds: float
    process_bytes: int

    @property
    def per_second(self) -> float:
        """How many items were compared in a second."""
        return self.run.items / self.seconds


def measure(*, count: int, say: Callable[[str], None]) -> Compared:
    """Compare at least `count` items of each side in an empty database."""
    say(f"Making {count:,} items on both sides")
    ledger.open_first_business_day(day=_DAY)
    fill(count=count)
    say("Comparing")
    started = time.perf_counter()
    (run,) = reconciliation.compare_day(network="visa", day=_DAY, actor=_ACTOR, now=clock.now())
    seconds = time.perf_counter() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _KIB
    return Compared(run=run, seconds=seconds, process_bytes=memory)


def fill(*, count: int) -> None:
    """Make both sides of a day, as the owner and by SQL: that is not what is measured."""
    settlement.fill(count=count, merchants=min(count, 2_000), day=_DAY)
    with connections["owner"].cursor() as cursor:
        for statement in (_OURS, _THEIRS):
            cursor.execute(statement, {"day": _DAY})
    many_accounts.analyse()
