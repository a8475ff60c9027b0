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
from dataclasses import asdict, dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any, Final, TypeVar

import duckdb
import pyarrow as pa
from django.conf import settings
from django.db import connections
from django.db.backends.utils import CursorWrapper
from rich.table import Table

from bankcore import clock
from bankcore.actor import Actor
from bankcore.benchmark import many_entries, processes
from bankcore.benchmark.aims import Aim
from bankcore.benchmark.warehouse_questions import Question, questions
from reporting.warehouse import public as warehouse

_ACTOR: Final = Actor.system("bench")
_TRIES: Final = 3
_MOST_SECONDS: Final = 120
_MOST_BYTES: Final = 2_000_000_000
_TIMES: Final = 10
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One question: rows answered, rows that differ, and the seconds of both engines.

    `kept_seconds` are PostgreSQL's where it may read the ledger's snapshots; None: it has none.
    """

    name: str
    rows: int
    differing: int
    lake_seconds: float
    postgres_seconds: float
    kept_seconds: float | None

    @property
    def times(self) -> float:
        """How many times as fast the warehouse is."""
        return self.postgres_seconds / self.lake_seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found. Bytes are peaks of this process; None where the system does not tell."""

    entries: int
    load: float
    seconds: float
    load_bytes: int | None
    query_bytes: int | None
    lake_bytes: int
    faults: tuple[str, ...]
    answers: tuple[Answer, ...]

    def as_json(self) -> dict[str, Any]:
        """Return the same for programs."""
        return asdict(self) | {
            "answers": [asdict(each) | {"times": each.times} for each in self.answers]
        }

    def broken(self) -> list[str]:
        """Return what does not hold: checks of the load, and answers that differ."""
        differing = [
            f"{each.name}: {each.differing} rows differ" for each in self.answers if each.differing
        ]
        return [*self.faults, *differing]

    def table(self) -> Table:
        """Return both sides of each question."""
        table = Table(title=f"The warehouse beside PostgreSQL: {self.entries:,} entries")
        table.add_column("Question")
        for name in ("Rows", "Differing", "Warehouse s", "PostgreSQL s", "Times", "By snapshots s"):
            table.add_column(name, justify="right")
        for each in self.answers:
            table.add_row(
                each.name,
                f"{each.rows:,}",
                str(each.differing),
                f"{each.lake_seconds:.3f}",
                f"{each.postgres_seconds:.3f}",
                f"{each.times:.1f}",
                "" if each.kept_seconds is None else f"{each.kept_seconds:.3f}",
            )
        return table

    def aims(self) -> list[Aim]:
        """Return what the warehouse is meant to reach, beside what it did."""
        slowest = min(self.answers, key=lambda each: each.times)
        found = [
            Aim(
                statement=f"{self.entries:,} entries in the warehouse in {_MOST_SECONDS} s",
                measured=f"{self.seconds:.1f} s, load before it {self.load:.1f}",
                is_met=self.seconds < _MOST_SECONDS,
            ),
            Aim(
                statement=f"its reference questions {_TIMES} times as fast as PostgreSQL",
                measured=f"{slowest.times:.1f} times at least, {slowest.name}",
                is_met=slowest.times >= _TIMES,
            ),
        ]
        peaks = {"loading": self.load_bytes, "asking": self.query_bytes}
        return found + [
            Aim(
                statement=f"memory of {doing} within 2 GB",
                measured=f"{peak / 1e6:,.0f} MB at its peak",
                is_met=peak < _MOST_BYTES,
            )
            for doing, peak in peaks.items()
            if peak is not None
        ]


def measure(*, entries: int, say: Callable[[str], None]) -> Found:
    """Fill an empty migrated database with about so many entries, load them, and ask."""
    made = many_entries.make(entries=entries, say=say)
    with lake() as folder:
        return measure_made(made, folder=folder, say=say)


def measure_made(made: many_entries.Made, *, folder: Path, say: Callable[[str], None]) -> Found:
    """Load a bank that was made into an empty lake, and ask both engines."""
    say("Loading the warehouse")
    load = os.getloadavg()[0]
    processes.forget_peak()
    started = time.perf_counter()
    warehouse.load(day=made.last, actor=_ACTOR, now=clock.now())
    seconds = time.perf_counter() - started
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
    return Found(
        entries=made.entries,
        load=load,
        seconds=seconds,
        load_bytes=load_bytes,
        query_bytes=query_bytes,
        lake_bytes=sum(each.stat().st_size for each in folder.rglob("*.parquet")),
        faults=tuple(warehouse.faults(which)),
        answers=tuple(answers),
    )


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


def _asked_of_lake(question: Question, which: warehouse.Version) -> tuple[pa.Table, float]:
    """Return the answer as this process has it, and the seconds until it does."""
    with warehouse.embedded(which) as engine:
        asked = question.ask(engine.tables)
        return _quickest(lambda: engine.rows(asked))


def _compared(question: Question, ours: pa.Table, taken: float, folder: Path) -> Answer:
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
    return Answer(
        name=question.name,
        rows=ours.num_rows,
        differing=differing,
        lake_seconds=taken,
        postgres_seconds=theirs,
        kept_seconds=kept,
    )


def _asked_of_postgres(
    cursor: CursorWrapper, sql: str, question: Question, ours: pa.Table, folder: Path
) -> tuple[int, float]:
    """Return how many rows differ from ours, and the seconds until the answer was there."""

    def ask() -> None:
        cursor.execute("DROP TABLE IF EXISTS bench_answer")
        cursor.execute(f"CREATE TEMP TABLE bench_answer AS {sql}", question.values)

    _, taken = _quickest(ask)
    file, columns = folder / "answer.csv", ", ".join(ours.column_names)
    with (
        file.open("wb") as into,
        cursor.connection.cursor() as raw,
        raw.copy(f"COPY (SELECT {columns} FROM bench_answer) TO STDOUT (FORMAT csv)") as rows,  # noqa: S608
    ):
        for block in rows:
            into.write(block)
    return _differing(ours, file), taken


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


def _quickest(call: Callable[[], _T]) -> tuple[_T, float]:
    """Return what a call found, and the seconds of the quickest of a few."""
    taken = []
    for _ in range(_TRIES):
        started = time.perf_counter()
        found = call()
        taken.append(time.perf_counter() - started)
    return found, min(taken)
