"""The back office's lists, measured: pages over tables of very many rows.

Each list is opened as a member of staff opens it: its first and second page, its search, every
filter, and in the order of every column that can be clicked.
"""

from __future__ import annotations

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
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from rich.table import Table

from bankcore import clock
from bankcore.benchmark import many_accounts, settlement
from bankcore.benchmark.timing import Timing
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger

_DAY: Final = date(2026, 3, 2)
_USER: Final = "benchmark"
# A list with very many rows answers within this, whatever is asked of it.
AIM: Final = 1.0
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

_CUSTOMERS: Final = """
INSERT INTO accounts_customer (public_id, kind, name, registered_at)
SELECT gen_random_uuid(), CASE n %% 10 WHEN 0 THEN 'COMPANY' ELSE 'PERSON' END, 'Benchmark ' || n,
  %(day)s::timestamptz - n * interval '1 minute'
FROM generate_series(1, %(count)s) n"""
_PAYMENTS: Final = """
INSERT INTO payments_externalpayment
  (public_id, account_id, txn_id, amount_minor, currency, creditor_iban, creditor_name, remittance,
   state, created_at, settled_txn_id, is_instant, given_back)
SELECT gen_random_uuid(), gen_random_uuid(), 1000000000 + n, 100 + n %% 99000, 'EUR',
  'DE02120300000000202051', 'Demo payee ' || n %% 1000, '',
  CASE n %% 5000 WHEN 0 THEN 'IN_CLEARING' ELSE 'SETTLED' END,
  %(day)s::timestamptz + n * interval '1 second',
  CASE n %% 5000 WHEN 0 THEN NULL ELSE 2000000000 + n END, false, false
FROM generate_series(1, %(count)s) n"""
_TRAIL: Final = """
INSERT INTO audit_auditentry (at, actor, action, subject, detail, address, reason, request_id)
SELECT %(day)s::timestamptz + n * interval '1 second', 'user:' || n %% 400,
  'accounts.customer.' || CASE n %% 3 WHEN 0 THEN 'read' ELSE 'listed' END,
  'customer:' || n %% 50000, '{"page": "changelist_view"}', '127.0.0.1', '', md5(n::text)
FROM generate_series(1, %(count)s) n"""
_SCREENED: Final = """
INSERT INTO risk_screeningdecision
  (reference, channel, facts, outcome, score, findings, is_fallback, milliseconds, decided_at,
   made_by, shadow, "values")
SELECT 'payment:' || n, (ARRAY['web', 'api', 'counter'])[1 + n %% 3], '{}',
  CASE n %% 9000 WHEN 0 THEN 'REVIEW' ELSE 'APPROVE' END, 0, '[]', n %% 9999 = 0, 1.5,
  %(day)s::timestamptz + n * interval '1 second', '{}', '{}', '{}'
FROM generate_series(1, %(count)s) n"""
# Nine of ten are decided; the open ones are the queue.
_CASES: Final = """
INSERT INTO cases_case
  (kind, subject, state, priority, assignee, opened_at, due_at, outcome, reason_code, decided_by,
   decided_at, level, escalated_by)
SELECT 'FRAUD', 'payer:' || n, CASE n %% 10 WHEN 0 THEN 'OPEN' ELSE 'DECIDED' END, 1 + n %% 5,
  CASE n %% 3 WHEN 0 THEN '' ELSE 'user:' || n %% 40 END, day, day + interval '2 hours',
  CASE n %% 10 WHEN 0 THEN '' ELSE 'DISMISS' END,
  CASE n %% 10 WHEN 0 THEN '' ELSE 'explained' END, CASE n %% 10 WHEN 0 THEN '' ELSE 'user:1' END,
  CASE n %% 10 WHEN 0 THEN NULL ELSE day END, 1, ''
FROM (SELECT n, %(day)s::timestamptz + n * interval '1 minute' AS day
      FROM generate_series(1, %(count)s) n) t"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """One way of looking at a list, how long it took each time, and how many queries."""

    label: str
    what: str
    asked: str
    timing: Timing
    queries: int

    @property
    def is_slow(self) -> bool:
        """Tell whether the aim was missed in one try out of two."""
        return (self.timing.percentile(50) or 0) >= AIM * 1000


def measure(*, count: int, times: int, say: Callable[[str], None]) -> list[Opened]:
    """Open every large list of an empty database after about `count` rows were put into each."""
    say(f"Making {count:,} rows in each of {len(SEARCHED)} lists")
    ledger.open_first_business_day(day=_DAY)
    fill(count=count)
    return look(times=times, say=say)


def fill(*, count: int) -> None:
    """Make the rows, as the owner and by SQL; payments have a hundred captures each."""
    many_accounts.open_savings(count=count, funds=1_000, day=_DAY, now=clock.now())
    settlement.fill(count=count, merchants=min(count, 2_000), day=_DAY)
    with connections["owner"].cursor() as cursor:
        for statement in (_CUSTOMERS, _PAYMENTS, _TRAIL, _SCREENED, _CASES):
            cursor.execute(statement, {"count": count, "day": _DAY})
    many_accounts.analyse()


def look(*, times: int, say: Callable[[str], None]) -> list[Opened]:
    """Open every large list in every way, each so many times."""
    browser, found = _browser(), []
    # A line for each page would drown what is measured.
    logging.getLogger("bankcore.requests").setLevel(logging.WARNING)
    for label in SEARCHED:
        for what, asked in _ways(browser, label):
            found.append(_open(browser, label, what, asked, times))
        worst = max((each.timing.percentile(50) or 0) for each in found if each.label == label)
        say(f"{label}: at most {worst:,.0f} ms")
    return found


def table(found: list[Opened]) -> Table:
    """Return what was measured, the slowest first."""
    told = Table(
        "list", "looked at", "queries", "p50 ms", "p95 ms", title="Lists of the back office"
    )
    for each in sorted(found, key=lambda each: -(each.timing.percentile(50) or 0)):
        half, most = each.timing.percentile(50) or 0, each.timing.percentile(95) or 0
        told.add_row(each.label, each.what, str(each.queries), f"{half:,.0f}", f"{most:,.0f}")
    return told


def address(label: str) -> str:
    """Return where a list is."""
    return f"/admin/{label.replace('.', '/')}/"


def _browser() -> Client:
    """Return the browser of somebody who may see everything, with a second factor shown."""
    user_id = identity.ensure_user(username=_USER, password=str(uuid4()), is_admin=True)
    hosts = [each for each in settings.ALLOWED_HOSTS if each.strip("*.")]
    browser = Client(headers={"host": hosts[0] if hosts else "localhost"})
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
        for choice in list(spec.choices(shown))[1:]:
            name = f"filter by {spec.title}: {choice['display']}"
            yield name, str(choice["query_string"]).lstrip("?")
    for place, column in enumerate(shown.list_display):
        if shown.get_ordering_field(column):
            title = column if isinstance(column, str) else column.__name__
            yield f"by {title}", f"{ORDER_VAR}={place}"


def _open(browser: Client, label: str, what: str, asked: str, times: int) -> Opened:
    timing, queries = Timing(), 0
    for _ in range(times):
        with CaptureQueriesContext(connection) as seen:
            started = time.perf_counter()
            answer = browser.get(f"{address(label)}?{asked or 'view=none'}")
            timing.add(1, time.perf_counter() - started)
        queries = len(seen)
        if answer.status_code != 200:
            message = f"{label} with {asked!r} answers {answer.status_code}"
            raise RuntimeError(message)
    return Opened(label=label, what=what, asked=asked, timing=timing, queries=queries)
