"""Webhooks, measured: the dispatcher as it runs, and a receiver on this machine beside it."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final
from uuid import uuid4

from django.conf import settings

from bankcore import clock
from bankcore.actor import Actor
from bankcore.benchmark import receiver, scratch
from bankcore.benchmark.timing import Timing
from bankcore.db.transactions import use_case
from bankcore.settings import env
from payments.webhooks import public as webhooks

_ACTOR: Final = Actor.system("benchmark")
_LOOPBACK: Final = "127.0.0.0/8"
_LONGEST: Final = 300.0


class NotDelivered(RuntimeError):
    """The dispatcher did not bring everything in time; the message names its log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How fast events are recorded, one a transaction, and brought to their endpoints."""

    recorded: Timing
    delivered: Timing


def measure(
    environment: env.Environment,
    database: str,
    *,
    count: int,
    endpoints: int,
    say: Callable[[str], None],
) -> Measured:
    """Record `count` events for so many endpoints of one merchant, then deliver them all.

    The dispatcher is started when all have been recorded: its start is not counted.
    """
    merchant = f"acct_{uuid4().hex}"
    with receiver.running() as port:
        _open_endpoints(merchant, port, endpoints)
        say(f"Recording {count:,} events for {endpoints} endpoints")
        recorded = _record(merchant, count)
        say(f"Delivering {count * endpoints:,} webhooks")
        return Measured(
            recorded=recorded, delivered=_deliver(environment, database, count * endpoints)
        )


def _open_endpoints(merchant: str, port: int, endpoints: int) -> None:
    before, settings.WEBHOOK_ALLOWED_NETWORKS = settings.WEBHOOK_ALLOWED_NETWORKS, [_LOOPBACK]
    try:
        for number in range(endpoints):
            webhooks.create_endpoint(
                merchant=merchant,
                order=webhooks.EndpointOrder(
                    url=f"http://127.0.0.1:{port}/{number}", enabled_events=["*"], is_live=False
                ),
                idempotency=None,
                actor=_ACTOR,
                now=clock.now(),
            )
    finally:
        settings.WEBHOOK_ALLOWED_NETWORKS = before


def _record(merchant: str, count: int) -> Timing:
    record, timing, began = use_case(webhooks.record_event), Timing(), time.perf_counter()
    for _ in range(count):
        subject, started = f"pi_{uuid4().hex}", time.perf_counter()
        record(
            merchant=merchant,
            type="payment_intent.succeeded",
            object={"id": subject, "object": "payment_intent", "description": "x" * 1_000},
            subject=subject,
            now=clock.now(),
        )
        timing.add(1, time.perf_counter() - started)
    timing.wall = time.perf_counter() - began
    return timing


def _deliver(environment: env.Environment, database: str, count: int) -> Timing:
    log = environment.data_folder / "logs" / "bench-webhooks.log"
    with _dispatcher(environment, database):
        until = time.monotonic() + _LONGEST
        _wait(lambda left: left < count, until, str(log))
        left, began = webhooks.backlog(now=clock.now()).waiting, time.perf_counter()
        _wait(lambda now_left: now_left == 0, until, str(log))
        return Timing(units=left, wall=time.perf_counter() - began)


def _wait(is_so: Callable[[int], bool], until: float, log: str) -> None:
    while not is_so(webhooks.backlog(now=clock.now()).waiting):
        if time.monotonic() > until:
            message = f"The dispatcher did not bring everything; see {log}."
            raise NotDelivered(message)
        time.sleep(0.02)


@contextmanager
def _dispatcher(environment: env.Environment, database: str) -> Iterator[None]:
    log = environment.data_folder / "logs" / "bench-webhooks.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "run_webhooks"],
            cwd=env.REPOSITORY,
            env={
                **os.environ,
                "DATABASE_URL": scratch.url(environment.database, database),
                "DATABASE_OWNER_URL": scratch.url(environment.database_owner, database),
                "WEBHOOK_ALLOWED_NETWORKS": _LOOPBACK,
            },
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait()
