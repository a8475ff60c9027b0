"""Writing down a little later, and all at once, what nobody waits for."""

from __future__ import annotations

import atexit
import logging
from collections.abc import Callable, Sequence
from threading import Condition, Lock, Thread
from typing import Final, Generic, TypeVar

from django.db import connection

_LOG: Final = logging.getLogger(__name__)

Row = TypeVar("Row")


class Gatherer(Generic[Row]):
    """Takes rows of all threads of this process, and writes what has come together.

    For what may be lost where the process is killed, and for nothing else: a line that helps, no
    line that proves. A process that ends by itself writes what is left.
    """

    def __init__(
        self, *, write: Callable[[Sequence[Row]], object], seconds: float, most: int
    ) -> None:
        """Write by `write`, a use case of its own, `seconds` after a row came, or sooner.

        Of the rows that wait there are `most` at once; whoever brings one more writes them all.
        """
        self._write = write
        self._seconds = seconds
        self._most = most
        self._changed = Condition()
        self._writing = Lock()
        self._rows: list[Row] = []
        self._writer: Thread | None = None

    def add(self, row: Row) -> None:
        """Take a row; whatever becomes of it, nothing is raised."""
        with self._changed:
            self._rows.append(row)
            is_full = len(self._rows) >= self._most
            # One that a process forked, or that has died, is started anew.
            if self._writer is None or not self._writer.is_alive():
                self._start()
            elif len(self._rows) == 1:
                self._changed.notify()
        if is_full:
            self.flush()

    def flush(self) -> None:
        """Write at once what has come together; what cannot be written is in the log as lost."""
        # Whoever comes while another writes waits for it: what came before this call is written.
        with self._writing:
            with self._changed:
                rows, self._rows = self._rows, []
            if not rows:
                return
            try:
                self._write(rows)
            except Exception:  # noqa: BLE001 - whatever it is, nobody is there to hear of it
                _LOG.exception("%s rows were not written down", len(rows))
                connection.close_if_unusable_or_obsolete()

    def _start(self) -> None:
        if self._writer is None:
            atexit.register(self.flush)
        self._writer = Thread(target=self._run, name="gatherer", daemon=True)
        self._writer.start()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._rows:
                    self._changed.wait()
                self._changed.wait_for(lambda: len(self._rows) >= self._most, self._seconds)
            self.flush()
