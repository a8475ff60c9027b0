"""What can happen to a bank on one machine: each is done to this run's own processes, by number."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Callable
from contextlib import ExitStack, suppress
from typing import Final

import psycopg
from redis.exceptions import RedisError

from bankcore.chaos import clocks, disks, memory, migrating, processes, standby
from bankcore.chaos.fault import Fault
from bankcore.chaos.whole_bank import WholeBank
from bankcore.runtime import postgres

_SILENT_SECONDS: Final = 4.0
_HELD_SECONDS: Final = 4.0
_IN_TURN: Final = ("web", "worker", "relay", "beat", "webhooks", "link", "network", "house")
_DEADLOCKS: Final = 20
# Two rows that every payment of this run may touch, locked the wrong way round.
_LOCKED: Final = "SELECT 1 FROM ledger_balance WHERE account_id = %s FOR UPDATE"
_SOME: Final = "SELECT account_id FROM ledger_balance ORDER BY updated_txn DESC NULLS LAST LIMIT 2"


def every(seed: int) -> list[Fault]:
    """Return every fault, in the order in which they happen; `seed` decides the random ones."""
    return [
        *(Fault(f"kill -9 {name}", _killer(name)) for name in _IN_TURN),
        Fault("kill -9 one web process of two", _kill_a_web_process),
        Fault("kill -9 Redis", _kill_broker),
        Fault("Redis emptied", _empty_broker),
        Fault("kill -9 PostgreSQL", _kill_database),
        Fault("PostgreSQL restarted", _restart_database),
        Fault("PostgreSQL silent for 4 s", _silence_database),
        Fault("web silent for 4 s", lambda bank: _silence(bank.pid("web"))),
        Fault("card network silent for 4 s", lambda bank: _silence(bank.pid("network"))),
        Fault("no session left for 4 s", _take_every_session),
        Fault("a transaction holds an account for 4 s", _hold_an_account),
        Fault("deadlocks provoked", _provoke_deadlocks),
        Fault(f"five killed at random (seed {seed})", _random_killer(seed)),
        *migrating.faults(),
        *disks.faults(),
        *clocks.faults(),
        *standby.faults(),
        *memory.faults(),
    ]


def _killer(name: str) -> Callable[[WholeBank], None]:
    return lambda bank: processes.kill(bank.pid(name))


def _kill_a_web_process(bank: WholeBank) -> None:
    workers = processes.children(bank.pid("web"))
    if workers:
        os.kill(workers[0], signal.SIGKILL)


def _kill_broker(bank: WholeBank) -> None:
    with bank.broker() as client, suppress(RedisError):
        os.kill(int(client.info("server")["process_id"]), signal.SIGKILL)


def _empty_broker(bank: WholeBank) -> None:
    with bank.broker() as client:
        client.flushall()


def _kill_database(bank: WholeBank) -> None:
    processes.kill_server(bank.postmaster())


def _restart_database(bank: WholeBank) -> None:
    postgres.stop(bank.environment)
    postgres.start(bank.environment)


def _silence_database(bank: WholeBank) -> None:
    _silence(bank.postmaster())


def _silence(pid: int) -> None:
    """Let a program and its processes stand still, as on a machine or a disk that hangs."""
    stopped = processes.family(pid)
    for each in stopped:
        processes.send(each, signal.SIGSTOP)
    time.sleep(_SILENT_SECONDS)
    for each in stopped:
        processes.send(each, signal.SIGCONT)


def _take_every_session(bank: WholeBank) -> None:
    """Hold every session that the server has left, and take each that becomes free."""
    until = time.monotonic() + _HELD_SECONDS
    with ExitStack() as held:
        while time.monotonic() < until:
            try:
                held.enter_context(bank.connect("bankcore_app"))
            except psycopg.OperationalError:
                time.sleep(0.05)


def _hold_an_account(bank: WholeBank) -> None:
    with bank.connect() as session:
        found = session.execute(_SOME).fetchone()
        session.execute(_LOCKED, found)
        time.sleep(_HELD_SECONDS)
        session.rollback()


def _provoke_deadlocks(bank: WholeBank) -> None:
    """Take two busy accounts in the order that no part of the bank takes them in."""
    with bank.connect() as session:
        rows = session.execute(_SOME).fetchall()
        session.rollback()
        wrong_way = sorted((int(account) for (account,) in rows), reverse=True)
        for _ in range(_DEADLOCKS):
            try:
                for account in wrong_way:
                    session.execute(_LOCKED, [account])
                    time.sleep(0.05)
                session.rollback()
            except psycopg.OperationalError:
                session.rollback()


def _random_killer(seed: int) -> Callable[[WholeBank], None]:
    def happen(bank: WholeBank) -> None:
        chance = random.Random(seed)  # noqa: S311 - the same again by its seed
        for _ in range(5):
            processes.kill(bank.pid(chance.choice(bank.programs())))
            time.sleep(chance.uniform(0.2, 1.5))

    return happen
