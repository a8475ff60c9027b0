"""The busiest table is changed while the bank serves, and while somebody reads it for long."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

from bankcore.chaos.clients import Payment
from bankcore.chaos.fault import Fault, Findings
from bankcore.chaos.whole_bank import WholeBank

_SETTINGS: Final = {"DJANGO_SETTINGS_MODULE": "bankcore.chaos.expanding.settings"}
_APP: Final = "chaos_expanding"
LOCK_SECONDS: Final = 1.0
# For the payment itself, on a busy machine.
_PAYING_SECONDS: Final = 4.0
# From when the migration waits: so long would every payment, did it not give up.
_READ_SECONDS: Final = 8.0
_LOOK_SECONDS: Final = 0.05
_WAITS: Final = (
    "SELECT 1 FROM pg_locks WHERE relation = 'ledger_balance'::regclass"
    " AND mode = 'AccessExclusiveLock' AND NOT granted"
)


class NotMigrated(RuntimeError):
    """The migration failed; the message is the last that it said."""


def faults() -> list[Fault]:
    """Return the change of a table; it is no fault as long as nobody notices."""
    trial = _Trial()
    return [
        Fault("migrated while a long query reads the table", trial.migrate, also=trial.findings)
    ]


def waits(payments: Sequence[Payment]) -> Findings:
    """Return who had to try twice, or waited for longer than the migration may make anybody."""
    broken = [f"{each.key} was tried {each.tries} times" for each in payments if each.tries > 1]
    took = [
        each.answered_at - each.sent_at
        for each in payments
        if each.tries == 1 and each.answered_at is not None
    ]
    longest, most = max(took, default=0.0), LOCK_SECONDS + _PAYING_SECONDS
    if longest > most:
        broken.append(f"a payment waited for {longest:.1f} s, more than {most:g} s")
    figure = f"{len(payments)} payments meanwhile, the longest took {longest:.2f} s"
    return Findings(broken=broken, figures=[figure])


class _Trial:
    """One migration there and back, and when it was."""

    def __init__(self) -> None:
        self._from = self._until = 0.0

    def migrate(self, bank: WholeBank) -> None:
        self._from = time.monotonic()
        with _read_for_long(bank):
            _run(bank, _APP)
        _run(bank, _APP, "zero")
        self._until = time.monotonic()

    def findings(self, payments: Sequence[Payment]) -> Findings:
        return waits([each for each in payments if self._from <= each.sent_at <= self._until])


def _run(bank: WholeBank, *target: str) -> None:
    options = ("--lock-seconds", f"{LOCK_SECONDS:g}", "--pause-seconds", "1")
    is_done, line = bank.manage("migrate_online", *target, *options, more=_SETTINGS)
    if not is_done:
        raise NotMigrated(line)


@contextmanager
def _read_for_long(bank: WholeBank) -> Iterator[None]:
    """Read the table in a transaction that ends only some seconds after the migration waits."""
    is_over = threading.Event()

    def read() -> None:
        with bank.connect() as reader, bank.connect() as looking:
            reader.execute("SELECT count(*) FROM ledger_balance")
            looking.autocommit = True
            while not is_over.is_set() and looking.execute(_WAITS).fetchone() is None:
                time.sleep(_LOOK_SECONDS)
            is_over.wait(_READ_SECONDS)

    thread = threading.Thread(target=read)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
