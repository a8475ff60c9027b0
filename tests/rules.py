"""What PostgreSQL holds of a table: each rule is tried by a row that breaks this one alone."""

from __future__ import annotations

import json
from dataclasses import dataclass, field

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction

# Whole numbers that may not be negative have a check that Django names by itself.
_NAMED = r"_check\d*$"
_RULES = """
SELECT conname FROM pg_constraint WHERE conrelid::regclass::text LIKE %(tables)s
  AND (contype = 'u' OR contype = 'c' AND conname !~ %(named)s)
UNION
SELECT indexrelid::regclass::text FROM pg_index
WHERE indrelid::regclass::text LIKE %(tables)s AND indisunique AND NOT indisprimary"""


@dataclass(frozen=True)
class Broken:
    """A row like another one of `table` but for `changes`, and the rule that it breaks."""

    rule: str
    table: str
    changes: dict[str, object] = field(default_factory=dict)
    like: str = "true"

    def __str__(self) -> str:
        return self.rule


def refuses(broken: Broken) -> None:
    """Hold that PostgreSQL refuses the row, and by this rule."""
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        _copy(broken)
    cause = refused.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.diag.constraint_name == broken.rule, str(cause)


def of_tables(app: str) -> set[str]:
    """Return the names of all rules of an app's tables."""
    with connection.cursor() as cursor:
        cursor.execute(_RULES, {"tables": rf"{app}\_%", "named": _NAMED})
        return {name for (name,) in cursor.fetchall()}


def _copy(broken: Broken) -> None:
    changes = json.dumps({"id": 1_000_000_007, **broken.changes})
    with connection.cursor() as cursor:
        cursor.execute(
            f"""INSERT INTO {broken.table} SELECT made.* FROM {broken.table} there,
            jsonb_populate_record(there, %s::jsonb) made
            WHERE {broken.like} ORDER BY there.id LIMIT 1""",  # noqa: S608 - of the tests' own lists
            [changes],
        )
        assert cursor.rowcount == 1, "there is no row to be like"
