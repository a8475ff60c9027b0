"""The back office's lists, measured: pages over tables of very many rows.

Each list is opened as a member of staff opens it: its first and second page, its search, every
filter (of one with very many choices some), and in the order of every column that is offered.
"""

from __future__ import annotations

import gc
import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.apps import apps
from django.conf import settings
from django.contrib import admin
from django.contrib.admin.views.main import ORDER_VAR, PAGE_VAR, SEARCH_VAR
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rich.markup import escape
from rich.table import Table

from bankcore import clock
from bankcore.benchmark import many_rows, processes
from bankcore.benchmark.timing import Timing
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger

_DAY: Final = date(2026, 3, 2)
_USER: Final = "benchmark"
# A list with very many rows answers 95 times in 100 within this, whatever is asked of it.
AIM: Final = 0.1
# A way to look at a list is tried again until so much time has gone, three times at the least.
_SECONDS: Final = 2.0
_FEWEST: Final = 3
# So many choices of a filter are tried at the most.
_CHOICES: Final = 12
# What is looked for in each list that can be searched: something that is there.
SEARCHED: Final[dict[str, str]] = {
    "accounts.customer": "Benchmark 77",
    "accounts.account": "MANY77",
    "ledger.account": "MANY77",
    "audit.auditentry": "user:77",
    "cases.case": "payer:77",
    "gateway.operation": "cap_bench77",
    "gateway.paymentintent": "pi_bench77",
    "risk.screeningdecision": "payment:77",
    "payments.externalpayment": "DE02120300000000202051",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One way of looking at a list, how long it took each time, and how many queries.

    `asking` is the time in which the database was waited for; `cpu_ms` what this process and
    PostgreSQL's backend computed for one try on the average, which a busy machine hardly changes.
    """

    label: str
    what: str
    asked: str
    timing: Timing
    asking: Timing
    queries: int
    cpu_ms: float

    @property
    def is_slow(self) -> bool:
        """Tell whether the aim was missed."""
        return (self.timing.percentile(95) or 0) >= AIM * 1000


def measure(*, count: int, times: int, say: Callable[[str], None]) -> list[Opened]:
    """Open every large list of an empty database after about `count` rows were put into each."""
    say(f"Making {count:,} rows in each of {len(SEARCHED)} lists")
    ledger.open_first_business_day(day=_DAY)
    many_rows.fill(count=count, day=_DAY, say=say)
    return look(times=times, say=say)


def look(*, times: int, say: Callable[[str], None]) -> list[Opened]:
    """Open every large list in every way, each so many times."""
    browser, found = _browser(), []
    # As in a worker of the web server.
    gc.collect()
    gc.freeze()
    # A line for each page would drown what is measured.
    logging.getLogger("bankcore.requests").setLevel(logging.WARNING)
    for label in SEARCHED:
        for what, asked in _ways(browser, label):
            found.append(_open(browser, label, what, asked, times))
        worst = max((each.timing.percentile(50) or 0) for each in found if each.label == label)
        say(f"{label}: at most {worst:,.0f} ms")
    return found


def table(
    found: list[Opened], *, title: str = "Lists", heads: tuple[str, str] = ("list", "looked at")
) -> Table:
    """Return what was measured, the slowest first; `heads` are over its names and ways."""
    told = Table(
        *(*heads, "queries", "p50 ms", "p95 ms", "database p50", "CPU ms"),
        title=title,
    )
    for each in sorted(found, key=lambda each: -(each.timing.percentile(95) or 0)):
        figures = (
            each.timing.percentile(50),
            each.timing.percentile(95),
            each.asking.percentile(50),
            each.cpu_ms,
        )
        told.add_row(
            each.label,
            escape(each.what),
            str(each.queries),
            *(f"{one or 0:,.0f}" for one in figures),
        )
    return told


def address(label: str) -> str:
    """Return where a list is."""
    return f"/admin/{label.replace('.', '/')}/"


def client(**headers: str) -> Client:
    """Return a client that calls this bank by a name it may be called by, with these headers."""
    hosts = [each for each in settings.ALLOWED_HOSTS if each.strip("*.")]
    return Client(headers={"host": hosts[0] if hosts else "localhost", **headers})


def _browser() -> Client:
    """Return the browser of somebody who may see everything, with a second factor shown."""
    user_id = identity.ensure_user(username=_USER, password=str(uuid4()), is_admin=True)
    browser = client()
    browser.force_login(apps.get_model("identity.user").objects.get(pk=user_id))
    show_second_factor(browser, user_id)
    return browser


def show_second_factor(browser: Client, user_id: int) -> None:
    """Have the browser's session count as one in which a second factor was shown."""
    identity.begin_session(
        user_id=user_id,
        key_digest=identity.session_digest(browser.cookies[settings.SESSION_COOKIE_NAME].value),
        factor=identity.Factor.APP,
        where=identity.Where(address="127.0.0.1", user_agent=""),
        device_token="",
        remember=False,
        now=clock.now(),
    )


def _ways(browser: Client, label: str) -> Iterator[tuple[str, str]]:
    """Yield every way to look at a list: its name and its query."""
    page: Any = admin.site.get_model_admin(apps.get_model(label))
    yield "first page", ""
    yield "second page", f"{PAGE_VAR}=2"
    if page.search_fields:
        yield "search", f"{SEARCH_VAR}={SEARCHED[label].replace(' ', '+')}"
        yield "search of nothing", f"{SEARCH_VAR}=nothing-like-it"
    answer: Any = browser.get(address(label), {"view": "none"})
    shown = answer.context_data["cl"]
    yield "last page", f"{PAGE_VAR}={shown.paginator.num_pages}"
    for spec in shown.filter_specs:
        for choice in _some(list(spec.choices(shown))[1:]):
            name = f"filter by {spec.title}: {choice['display']}"
            yield name, str(choice["query_string"]).lstrip("?")
    for place, column in enumerate(shown.list_display):
        if column in shown.sortable_by and shown.get_ordering_field(column):
            title = column if isinstance(column, str) else column.__name__
            yield f"by {title}", f"{ORDER_VAR}={place}"


def _some(choices: list[Any]) -> list[Any]:
    """Return a filter's choices; of very many, such as all merchants, some from first to last."""
    return choices[:: -(-len(choices) // _CHOICES) or 1]


def _open(browser: Client, label: str, what: str, asked: str, times: int) -> Opened:
    def ask() -> int:
        return browser.get(f"{address(label)}?{asked or 'view=none'}").status_code

    return tried(label, what, asked, times, ask)


def tried(label: str, what: str, asked: str, times: int, ask: Callable[[], int]) -> Opened:
    """Return how long it took to ask so many times, or as often as there was time for.

    Raises RuntimeError where the answer is not 200.
    """
    timing, asking, queries = Timing(), Timing(), 0
    server = backend()
    computed = processes.computed_with(server)
    while len(timing.calls) < times and (len(timing.calls) < _FEWEST or timing.wall < _SECONDS):
        with CaptureQueriesContext(connection) as seen:
            started = time.perf_counter()
            status = ask()
            took = time.perf_counter() - started
        timing.add(1, took)
        timing.wall += took
        asking.add(1, sum(float(each["time"]) for each in seen.captured_queries))
        queries = len(seen)
        if status != 200:
            message = f"{label} with {asked!r} answers {status}"
            raise RuntimeError(message)
    return Opened(
        label=label,
        what=what,
        asked=asked,
        timing=timing,
        asking=asking,
        queries=queries,
        cpu_ms=1000 * (processes.computed_with(server) - computed) / len(timing.calls),
    )


def backend() -> int:
    """Return the number of the process of PostgreSQL that this connection talks to."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])
