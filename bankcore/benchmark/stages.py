"""Where a transfer's processor time goes: by part of the way from HTTP to the books.

Rates mean little on a machine that does other things besides; processor time means more. The
application is called as the web server's threads call it, without sockets, and PostgreSQL's
backends are read beside it.
"""

from __future__ import annotations

import cProfile
import io
import json
import logging
import os
import pstats
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from uuid import uuid4
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from rich.table import Table

from bankcore import clock
from bankcore.benchmark import api, books, scratch
from bankcore.ledger import public as ledger
from bankcore.runtime import garbage

_WARM_UP: Final = 12
_WAIT: Final = 600.0
_TOLD_SECONDS: Final = 1.2
# A part is what its function has used, with all that it calls, but for parts named within it.
_PARTS: Final = (
    ("all of the request", "wsgi.py", "__call__"),
    ("middleware and the view", "request_id.py", "__call__"),
    ("the view, with what follows", "views.py", "dispatch"),
    ("who calls: the key", "authentication.py", "authenticate"),
    ("reading the body", "fields.py", "validated"),
    ("the transfer, with all below", "transfers.py", "submit"),
    ("risk's screening", "screening.py", "screen_payments"),
    ("the ledger", "posting.py", "post"),
    ("events", "events.py", "publish_many"),
    ("writing the answer", "fields.py", "written"),
    ("the log of programs' requests", "request_log.py", "record"),
    ("waiting for PostgreSQL, all in all", "connection.py", "wait"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Spent:
    """Milliseconds of processor time of one call, and database transactions, on average."""

    name: str
    calls: int
    python_ms: float
    postgresql_ms: float
    transactions: float


@dataclass(slots=True, kw_only=True)
class Stages:
    """What was found: by kind of call, and by part of an API request (with a profiler's weight)."""

    spent: list[Spent] = field(default_factory=list)
    parts: dict[str, float] = field(default_factory=dict)

    def tables(self) -> Iterator[Table]:
        """Return the figures for the eye."""
        table = Table(title="Processor time of one transfer")
        table.add_column("Call")
        for name in ("Calls", "Python, ms", "PostgreSQL, ms", "Transactions"):
            table.add_column(name, justify="right")
        for each in self.spent:
            table.add_row(
                each.name,
                f"{each.calls:,}",
                f"{each.python_ms:.2f}",
                f"{each.postgresql_ms:.2f}",
                f"{each.transactions:.2f}",
            )
        yield table
        table = Table(title="Where Python's share of a POST /api/v1/transfers goes")
        table.add_column("Part, with what it calls")
        table.add_column("Share", justify="right")
        for name, share in self.parts.items():
            table.add_row(name, f"{share:.1%}")
        yield table


def measure(
    found: books.Books, *, threads: int, callers: int, calls: int, say: Callable[[str], None]
) -> Stages:
    """Return what `calls` transfers cost by the API in `threads`, and by the ledger in `callers`.

    The client of `api.add_client` is there. The API is called twice: under a profiler, which
    tells shares, and without, which tells what it costs.
    """
    stages = Stages()
    application = get_wsgi_application()
    garbage.spare_what_is_loaded()

    def request(number: int) -> None:
        chance = books.dice(number)
        debit, credit = chance.sample(found.api_accounts, 2)
        _call(application, {"debit_account_id": str(debit), "credit_account_id": str(credit)})

    def post(number: int) -> None:
        (posting,) = books.uniform(books.dice(number), found.accounts, 1)
        ledger.post_one(posting=posting, now=clock.now())

    say(f"The API, {threads} threads of one process")
    with undisturbed():
        stages.spent.append(_side_by_side("POST /api/v1/transfers", request, threads, calls))
        profiles: list[cProfile.Profile] = []
        _side_by_side("profiled", request, threads, calls // 2, profiles)
        stages.parts = _shares(profiles)
    say(f"The ledger, {callers} threads")
    stages.spent.append(_side_by_side("ledger.post_one", post, callers, calls))
    return stages


@contextmanager
def undisturbed() -> Iterator[None]:
    """Limit nobody meanwhile, and have lines of the log made as ever, but go nowhere."""
    limits, settings.RATE_LIMITS_URL = settings.RATE_LIMITS_URL, ""
    shown = [each for each in logging.getLogger().handlers if type(each) is logging.StreamHandler]
    with Path(os.devnull).open("w") as nowhere:
        before = [each.setStream(nowhere) for each in shown]
        try:
            yield
        finally:
            settings.RATE_LIMITS_URL = limits
            for handler, stream in zip(shown, before, strict=True):
                if stream is not None:
                    handler.setStream(stream)


def _call(application: Callable[..., Any], ends: Mapping[str, str]) -> None:
    body = json.dumps({**ends, "amount": "0.01", "currency": "EUR"}).encode()
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": api.PATH,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "REMOTE_ADDR": api.HOST,
        "HTTP_HOST": api.HOST,
        "HTTP_AUTHORIZATION": f"Bearer {api.API_KEY}",
        "HTTP_IDEMPOTENCY_KEY": str(uuid4()),
        "wsgi.input": io.BytesIO(body),
    }
    setup_testing_defaults(environ)
    status: list[str] = []
    answer = application(environ, lambda line, _headers, _error=None: status.append(line))
    text = b"".join(answer)
    answer.close()
    if not status[0].startswith("201"):
        message = f"A transfer was answered {status[0]}: {text[:300]!r}"
        raise RuntimeError(message)


def _side_by_side(
    name: str,
    call: Callable[[int], None],
    threads: int,
    calls: int,
    profiles: list[cProfile.Profile] | None = None,
) -> Spent:
    """Have so many threads call, each its part of `calls`, and return what one call cost."""
    crew = _Crew(call, threads, max(1, calls // threads), profiles)
    with ThreadPoolExecutor(threads) as pool:
        running = [pool.submit(crew.work, number) for number in range(threads)]
        try:
            python, server, transactions = crew.watch()
        except threading.BrokenBarrierError:
            for one in running:
                one.result()
            raise
    total = crew.total
    return Spent(
        name=f"{name}, {threads} threads",
        calls=total,
        python_ms=python * 1000 / total,
        postgresql_ms=server * 1000 / total,
        transactions=transactions / total,
    )


class _Crew:
    """Threads that call, all between two moments at which others look at the clocks."""

    def __init__(
        self,
        call: Callable[[int], None],
        threads: int,
        each: int,
        profiles: list[cProfile.Profile] | None,
    ) -> None:
        self._call, self._each, self._profiles = call, each, profiles
        self._gate = threading.Barrier(threads + 1)
        self.total = threads * each

    def work(self, number: int) -> None:
        """Call, as one of the threads; warm before the clocks are read."""
        first = number * (self._each + _WARM_UP)
        try:
            self._calls(range(first, first + _WARM_UP))
            self._pass(2)
            self._watched(range(first + _WARM_UP, first + _WARM_UP + self._each))
            self._pass(2)
        except threading.BrokenBarrierError:
            return  # Another has failed, and says why.
        except BaseException:
            self._gate.abort()
            raise
        finally:
            connections.close_all()

    def watch(self) -> tuple[float, float, int]:
        """Return the seconds of this process and of PostgreSQL, and the transactions."""
        self._pass(1)
        server, commits, python = scratch.backend_seconds(), scratch.commits(), time.process_time()
        self._pass(2)
        python = time.process_time() - python
        after = scratch.backend_seconds()
        self._pass(1)
        # A backend tells what it has committed when it idles or ends.
        time.sleep(_TOLD_SECONDS)
        spent = sum(seconds - server.get(pid, 0.0) for pid, seconds in after.items())
        return python, spent, scratch.commits() - commits

    def _pass(self, times: int) -> None:
        for _ in range(times):
            self._gate.wait(_WAIT)

    def _watched(self, numbers: range) -> None:
        if self._profiles is None:
            self._calls(numbers)
            return
        # By the thread's own processor time: what other threads do meanwhile is not its.
        profile = cProfile.Profile(time.thread_time)
        with profile:
            self._calls(numbers)
        self._profiles.append(profile)

    def _calls(self, numbers: range) -> None:
        for number in numbers:
            self._call(number)


def _shares(profiles: list[cProfile.Profile]) -> dict[str, float]:
    stats = pstats.Stats(profiles[0])
    for each in profiles[1:]:
        stats.add(each)
    by_place: dict[tuple[str, str], float] = {}
    for (path, _line, function), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        place = (path.rsplit("/", 1)[-1], function)
        by_place[place] = max(by_place.get(place, 0.0), cumulative)
    whole = by_place.get(_PARTS[0][1:], 0.0) or 1.0
    return {name: by_place.get((file, function), 0.0) / whole for name, file, function in _PARTS}
