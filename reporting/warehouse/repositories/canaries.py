"""Looking for words and ids in every column of every file of the lake."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final
from uuid import UUID

import duckdb
from django.db import connections

from reporting.warehouse.domain.datasets import BY_NAME
from reporting.warehouse.repositories import files, lake

_BLOCK: Final = 1 << 20
_OF_A_CUSTOMER: Final = ("customer_id", "public_id", "customer_public_id", "subject")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What a file tells: rows with the customer's id, their other columns, and findings."""

    dataset: str
    rows: int
    columns: Sequence[str]
    found: Sequence[str]


def erased_customer(customer_id: UUID) -> int | None:
    """Return the number of a customer who has been erased; None where that is not so."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "SELECT id FROM accounts_customer WHERE public_id = %s AND erased_at IS NOT NULL",
            [customer_id],
        )
        row: tuple[int] | None = cursor.fetchone()
    return None if row is None else row[0]


def read(
    connection: duckdb.DuckDBPyConnection,
    file: Path,
    number: int,
    customer_id: UUID,
    words: Sequence[str],
) -> Told:
    """Read one file of a dataset: rows of the customer, words, and columns nobody declared."""
    name = str(file.relative_to(lake.folder()))
    dataset = name.split("/", 1)[0]
    declared = {each.name for each in BY_NAME[dataset].columns} if dataset in BY_NAME else set()
    connection.execute(
        "CREATE OR REPLACE TEMP VIEW looked_at AS"
        f" SELECT * FROM read_parquet('{lake.quoted(file)}', hive_partitioning=false)"
    )
    columns = [(row[0], row[1]) for row in connection.execute("DESCRIBE looked_at").fetchall()]
    found = [
        f"{name}: no dataset has a column {each}" for each, _ in columns if each not in declared
    ]
    texts = [each for each, kind in columns if kind == "VARCHAR"]
    for each in texts:
        for word in words:
            hits = _count(connection, f'contains(lower("{each}"), lower(?))', [word])
            if hits:
                found.append(f"{name}: column {each} has {word!r} in {hits} rows")
    ids = [each for each, _ in columns if each in _OF_A_CUSTOMER]
    tests = [
        f"{each} = {number}" if each == "customer_id" else f"contains({each}, '{customer_id}')"
        for each in ids
    ]
    rows = _count(connection, " OR ".join(tests), []) if tests else 0
    return Told(
        dataset=dataset,
        rows=rows,
        columns=[each for each, _ in columns if each not in ids],
        found=found,
    )


def read_raw(file: Path, words: Sequence[str]) -> Iterator[str]:
    """Look for words in a file as it was received; yields a sentence for each that is there."""
    lowered = {word: word.lower().encode() for word in words}
    longest = max((len(each) for each in lowered.values()), default=0)
    there: set[str] = set()
    tail = b""
    with files.unpacked(file) as plain:
        while block := plain.read(_BLOCK):
            text = tail + block.lower()
            there |= {word for word, sought in lowered.items() if sought in text}
            tail = text[-longest:]
    for word in sorted(there):
        yield f"{file.relative_to(lake.folder())}: has {word!r}"


def _count(connection: duckdb.DuckDBPyConnection, condition: str, values: list[str]) -> int:
    row = connection.execute(f"SELECT count(*) FROM looked_at WHERE {condition}", values).fetchone()
    return int(row[0]) if row else 0
