"""Events, measured: written at a steady rate, brought by the relay, handled by a worker."""

from __future__ import annotations

import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import uuid4

from django.db import connection, connections

from bankcore import clock
from bankcore.benchmark import scratch
from bankcore.benchmark.aims import Aim
from bankcore.db.transactions import use_case
from bankcore.demo import outside
from bankcore.outbox.repositories import events
from bankcore.runtime import redis
from bankcore.settings import env

# What programs of /api/v1 hear of. Nobody listens here: the way is measured, not what is done.
_NAME: Final = "payments.payments_completed"
_QUEUE: Final = "payments"
PER_SECOND: Final = 500
_WRITERS: Final = 2
_LONGEST: Final = 30.0
_REACHED: Final = """
SELECT count(*), count(*) FILTER (WHERE late <= 1),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY late) * 1000,
       percentile_cont(0.99) WITHIN GROUP (ORDER BY late) * 1000
FROM (
  SELECT extract(epoch FROM h.handled_at - e.occurred_at)::float8 AS late
  FROM outbox_event e JOIN outbox_handled h USING (event_id) WHERE e.occurred_at >= %s) AS found"""


class NotHandled(RuntimeError):
    """No event has reached its consumer; the message names a log."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """How many events were written in how many seconds, and how soon they had been handled."""

    written: int
    seconds: float
    handled: int
    within_a_second: int
    p50: float
    p99: float

    @property
    def per_second(self) -> float:
        """Events a second, as they were written."""
        return self.written / self.seconds

    @property
    def share_within_a_second(self) -> float:
        """Of 1; what never arrived counts as late."""
        return self.within_a_second / self.written

    @property
    def aim(self) -> Aim:
        """What they are meant to reach, beside what they did."""
        return Aim(
            statement=f"{PER_SECOND} events/s: 99 in 100 handled within 1 s",
            measured=(
                f"{self.share_within_a_second:.1%} at {self.per_second:,.0f}/s,"
                f" p99 {self.p99:,.0f} ms"
            ),
            is_met=self.share_within_a_second >= 0.99 and self.per_second >= 0.98 * PER_SECOND,
        )


def measure(
    environment: env.Environment,
    database: str,
    *,
    seconds: float,
    say: Callable[[str], None],
) -> Measured:
    """Write 500 events a second for so long, one a transaction, and see when each is handled.

    Relay, worker and Redis are this run's own. Raises outside.OutsideNotThere where one does not
    start, and NotHandled where they bring nothing.
    """
    with _programs(environment, database):
        say(f"{PER_SECOND} events a second for {seconds:g} s")
        _write(PER_SECOND, 0.2)  # both programs have worked once
        _wait_for_all()
        began, started = clock.now(), time.perf_counter()
        written = _write(PER_SECOND, seconds)
        took = time.perf_counter() - started
        _wait_for_all()
        with connection.cursor() as cursor:
            cursor.execute(_REACHED, [began])
            handled, within, p50, p99 = cursor.fetchone()
    if not handled:
        message = f"No event was handled; see bench-worker.log in {environment.data_folder}/logs."
        raise NotHandled(message)
    return Measured(
        written=written, seconds=took, handled=handled, within_a_second=within, p50=p50, p99=p99
    )


def _write(rate: int, seconds: float) -> int:
    """Write so many events in even steps, by two sessions; one that is late does not wait."""
    count, started = max(_WRITERS, round(rate * seconds)), time.perf_counter()

    def write(first: int) -> None:
        try:
            for number in range(first, count, _WRITERS):
                time.sleep(max(0.0, started + number / rate - time.perf_counter()))
                use_case(events.add_many)([_event(number)])
        finally:
            connections.close_all()

    writers = [threading.Thread(target=write, args=(first,)) for first in range(_WRITERS)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    return count


def _event(number: int) -> events.NewEvent:
    return events.NewEvent(
        event_id=uuid4(),
        name=_NAME,
        version=1,
        subject=f"transaction:{number}",
        payload={"transaction_id": str(number)},
        occurred_at=clock.now(),
    )


def _wait_for_all() -> None:
    """Return when every event has been handled, or after half a minute."""
    until = time.monotonic() + _LONGEST
    while time.monotonic() < until:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM outbox_event e WHERE NOT EXISTS"
                " (SELECT FROM outbox_handled h WHERE h.event_id = e.event_id)"
            )
            if cursor.fetchone() == (0,):
                return
        time.sleep(0.1)


@contextmanager
def _programs(environment: env.Environment, database: str) -> Iterator[None]:
    logs = environment.data_folder / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix="bk-"))
    own = env.read({"BANKCORE_DATA": str(folder)})
    variables = {
        "DATABASE_URL": scratch.url(environment.database, database),
        "DATABASE_OWNER_URL": scratch.url(environment.database_owner, database),
        "BROKER_URL": own.broker_url,
    }
    worker = [sys.executable, "-m", "celery", "-A", "bankcore", "worker", "-l", "WARNING"]
    worker += ["-Q", _QUEUE, "-c", "2", "--without-gossip", "--without-mingle"]
    relay = [sys.executable, "manage.py", "run_outbox_relay"]
    try:
        redis.start(own)
        with ExitStack() as stack:
            stack.enter_context(
                outside.program(worker, "[queues]", logs / "bench-worker.log", variables)
            )
            stack.enter_context(
                outside.program(relay, "relay is running", logs / "bench-relay.log", variables)
            )
            yield
    finally:
        redis.stop(own)
        shutil.rmtree(folder)
