"""The network's memory: one SQLite file, one writer, a commit for many messages."""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from bankcore.counterparties.card_network.schema import TABLES


class Store:
    """Rows by SQL, inside one transaction that `commit` ends.

    What is committed survives the end of the process at any point; the system's own end may cost
    the last moments (synchronous=NORMAL), as the network is played on one machine.
    """

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._connection = sqlite3.connect(path, isolation_level=None, cached_statements=256)
        self._connection.row_factory = sqlite3.Row
        self._connection.execute("PRAGMA journal_mode=WAL")
        self._connection.execute("PRAGMA synchronous=NORMAL")
        self._connection.execute("PRAGMA foreign_keys=ON")
        self._connection.executescript(TABLES)
        self._is_open = False
        self._counts: Counter[tuple[str, str]] = Counter()

    def run(self, sql: str, *values: Any) -> int:
        """Change rows; returns the id of the row that came last."""
        self._begin()
        return self._connection.execute(sql, values).lastrowid or 0

    def one(self, sql: str, *values: Any) -> sqlite3.Row | None:
        """Return the first row, or None."""
        row: sqlite3.Row | None = self._connection.execute(sql, values).fetchone()
        return row

    def all(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return every row."""
        return self._connection.execute(sql, values).fetchall()

    def count(self, network: str, name: str) -> None:
        """Count something that happened; kept with the next commit."""
        self._counts[network, name] += 1

    def commit(self) -> None:
        """Keep what was changed since the last commit."""
        for (network, name), number in self._counts.items():
            self.run(
                "INSERT INTO count VALUES (?, ?, ?) ON CONFLICT DO UPDATE"
                " SET number = number + excluded.number",
                *(network, name, number),
            )
        self._counts.clear()
        if self._is_open:
            self._connection.execute("COMMIT")
            self._is_open = False

    def roll_back(self) -> None:
        """Forget what was changed since the last commit."""
        if self._is_open:
            self._connection.execute("ROLLBACK")
            self._is_open = False

    @contextmanager
    def whole(self) -> Iterator[None]:
        """Keep everything that is changed inside, or nothing."""
        self.commit()
        try:
            yield
        except BaseException:
            self.roll_back()
            raise
        self.commit()

    def close(self) -> None:
        """Commit and close the file."""
        self.commit()
        self._connection.close()

    def _begin(self) -> None:
        if not self._is_open:
            self._connection.execute("BEGIN IMMEDIATE")
            self._is_open = True
