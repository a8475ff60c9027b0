"""The warehouse, measured: its load from a bank of very many entries, and its reference questions.

Each question is asked of the embedded engine and of PostgreSQL's own tables; the answers are
compared cell by cell. A time is the quickest of a few: the one that others disturbed least.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final, NamedTuple, TypeVar

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper

from bankcore import clock
from bankcore.actor import Actor
from bankcore.benchmark import many_entries, processes
from bankcore.benchmark.warehouse_found import Answer, WarehouseFound
from bankcore.benchmark.warehouse_questions import Question, questions
from reporting.warehouse import public as warehouse

_ACTOR: Final = Actor.system("bench")
_TRIES: Final = 3
_PAUSE: Final = 0.1
_T = TypeVar("_T")


class _Taken(NamedTuple):
    """Seconds by the clock, and seconds of computing."""

    seconds: float
    cpu: float


def measure(*, entries: int, say: Callable[[str], None]) -> WarehouseFound:
    """Fill an empty migrated database with about so many entries, load them, and ask."""
    made = many_entries.make(many_entries.Shape(entries=entries), say=say)
    with lake() as folder:
        return measure_made(made, folder=folder, say=say)


def measure_made(
    made: many_entries.Made, *, folder: Path, say: Callable[[str], None]
) -> WarehouseFound:
    """Load a bank that was made into an empty lake, and ask both engines."""
    _wait_until_final()
    say("Loading the warehouse")
    load = os.getloadavg()[0]
    processes.forget_peak()
    started, computed = time.perf_counter(), time.process_time()
    warehouse.load(day=made.last, actor=_ACTOR, now=clock.now())
    seconds, cpu_seconds = time.perf_counter() - started, time.process_time() - computed
    load_bytes = processes.peak_bytes()
    say(f"  {seconds:.1f} s")
    which = warehouse.version()
    first = (made.last.replace(day=1) - timedelta(days=335)).replace(day=1)
    asked = questions(first=first, last=made.last)
    processes.forget_peak()
    ours = [_asked_of_lake(each, which) for each in asked]
    query_bytes = processes.peak_bytes()
    answers = []
    for question, (rows, taken) in zip(asked, ours, strict=True):
        say(f"The same of PostgreSQL: {question.name}")
        answers.append(_compared(question, rows, taken, folder))
    return WarehouseFound(
        entries=made.entries,
        load=load,
        seconds=seconds,
        cpu_seconds=cpu_seconds,
        load_bytes=load_bytes,
        query_bytes=query_bytes,
        lake_bytes=sum(each.stat().st_size for each in folder.rglob("*.parquet")),
        faults=tuple(warehouse.faults(which)),
        answers=tuple(answers),
    )


def _wait_until_final() -> None:
    """Wait until no transaction of the server is older than what was made: loads wait for it."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (ours,) = cursor.fetchone()
        oldest = 0
        while oldest <= ours:
            cursor.execute("SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint")
            (oldest,) = cursor.fetchone()
            time.sleep(_PAUSE)


@contextmanager
def lake() -> Iterator[Path]:
    """Give an empty lake of its own, and have the warehouse be there meanwhile."""
    before = settings.LAKE_FOLDER
    with tempfile.TemporaryDirectory(dir=settings.ENVIRONMENT.data_folder, prefix="bench-") as name:
        settings.LAKE_FOLDER = Path(name) / "lake"
        try:
            yield settings.LAKE_FOLDER
        finally:
            settings.LAKE_FOLDER = before


def _asked_of_lake(question: Question, which: warehouse.Version) -> tuple[pa.Table, _Taken]:
    """Return the answer as this process has it, and what it took until it did."""
    with warehouse.embedded(which) as engine:
        asked = question.ask(engine.tables)
        return _quickest(lambda: engine.rows(asked))


def _compared(question: Question, ours: pa.Table, taken: _Taken, folder: Path) -> Answer:
    """Ask PostgreSQL the same; its rows stay in the server while the time runs."""
    with connections["owner"].cursor() as cursor:
        # What one analyst alone may take of the machine: no less than the warehouse's engine.
        cursor.execute("SET work_mem = '512MB'")
        cursor.execute("SET max_parallel_workers_per_gather = 2")
        differing, theirs = _asked_of_postgres(cursor, question.sql, question, ours, folder)
        kept = None
        if question.kept:
            more, kept = _asked_of_postgres(cursor, question.kept, question, ours, folder)
            differing += more
        cursor.execute("SET max_parallel_workers_per_gather = 0")
        server = cursor.connection.info.backend_pid
        before = processes.cpu_seconds(server)
        _answer(cursor, question.sql, question)
        after = processes.cpu_seconds(server)
    return Answer(
        name=question.name,
        rows=ours.num_rows,
        differing=differing,
        lake_seconds=taken.seconds,
        postgres_seconds=theirs,
        kept_seconds=kept,
        lake_cpu=taken.cpu,
        postgres_cpu=None if before is None or after is None else after - before,
    )


def _asked_of_postgres(
    cursor: CursorWrapper, sql: str, question: Question, ours: pa.Table, folder: Path
) -> tuple[int, float]:
    """Return how many rows differ from ours, and the seconds until the answer was there."""
    _, taken = _quickest(lambda: _answer(cursor, sql, question))
    file, columns = folder / "answer.csv", ", ".join(ours.column_names)
    with (
        file.open("wb") as into,
        cursor.connection.cursor() as raw,
        raw.copy(f"COPY (SELECT {columns} FROM bench_answer) TO STDOUT (FORMAT csv)") as rows,  # noqa: S608
    ):
        for block in rows:
            into.write(block)
    return _differing(ours, file), taken.seconds


def _answer(cursor: CursorWrapper, sql: str, question: Question) -> None:
    cursor.execute("DROP TABLE IF EXISTS bench_answer")
    cursor.execute(f"CREATE TEMP TABLE bench_answer AS {sql}", question.values)


def _differing(ours: pa.Table, file: Path) -> int:
    """Return how many rows stand on one side only."""
    with duckdb.connect() as engine:
        engine.register("ours", ours)
        described = engine.execute("DESCRIBE ours").fetchall()
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind, *_ in described)
        engine.execute(
            f"CREATE TABLE theirs AS FROM read_csv('{file}', header=false, auto_detect=false,"
            f" columns={{{columns}}})"
        )
        found = engine.execute(
            "SELECT (SELECT count(*) FROM (FROM ours EXCEPT ALL FROM theirs))"
            " + (SELECT count(*) FROM (FROM theirs EXCEPT ALL FROM ours))"
        ).fetchone()
    return int(found[0]) if found else 0


def _quickest(call: Callable[[], _T]) -> tuple[_T, _Taken]:
    """Return what a call found, and what the quickest of a few took."""
    taken = []
    for _ in range(_TRIES):
        started, computed = time.perf_counter(), time.process_time()
        found = call()
        taken.append(_Taken(time.perf_counter() - started, time.process_time() - computed))
    return found, _Taken(min(each.seconds for each in taken), min(each.cpu for each in taken))
