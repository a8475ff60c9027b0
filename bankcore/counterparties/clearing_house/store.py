"""What the house remembers, in a SQLite file of its own: one transaction a file of the bank's."""

import hashlib
import os
import sqlite3
from collections.abc import Sequence
from pathlib import Path

from bankcore.counterparties.clearing_house.payments import Payment, Sent

_TABLES = """
CREATE TABLE IF NOT EXISTS received (network TEXT, name TEXT, sha TEXT, message TEXT,
  PRIMARY KEY (network, name));
CREATE TABLE IF NOT EXISTS payment (id INTEGER PRIMARY KEY, network TEXT, message TEXT, day TEXT,
  tx TEXT, end_to_end TEXT, minor INTEGER, account TEXT, name TEXT, bank TEXT, entry_class TEXT,
  is_debit INTEGER, state TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS entry (id INTEGER PRIMARY KEY, network TEXT, day TEXT, reference TEXT,
  minor INTEGER, statement TEXT, UNIQUE (network, reference));
CREATE TABLE IF NOT EXISTS outgoing (id INTEGER PRIMARY KEY, network TEXT, name TEXT,
  content BLOB, written INTEGER DEFAULT 0, UNIQUE (network, name));
CREATE TABLE IF NOT EXISTS incoming (message TEXT PRIMARY KEY, tx TEXT, minor INTEGER, day TEXT,
  sent_at REAL, content BLOB, state TEXT DEFAULT 'WAITING', reason TEXT DEFAULT '');
CREATE TABLE IF NOT EXISTS number (name TEXT PRIMARY KEY, last INTEGER);
"""
_PAYMENT = "tx, end_to_end, minor, account, name, bank, entry_class, is_debit"


class Store:
    """The house's memory; callers hold the program's lock."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.connection = sqlite3.connect(path, check_same_thread=False)
        self.connection.executescript(
            f"PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; {_TABLES}"
        )

    def number(self, name: str) -> int:
        """Return the next number of this name, from 1."""
        row = self.connection.execute(
            "INSERT INTO number VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = last + 1"
            " RETURNING last",
            (name,),
        ).fetchone()
        return int(row[0])

    def knows(self, network: str, name: str) -> bool:
        """Tell whether a file of this name was worked on."""
        return self._one("SELECT 1 FROM received WHERE network = ? AND name = ?", network, name)

    def has_come(self, network: str, data: bytes, message: str) -> bool:
        """Tell whether the same content or message came before."""
        return self._one(
            "SELECT 1 FROM received WHERE network = ? AND (sha = ? OR message = ?)",
            network,
            hashlib.sha256(data).hexdigest(),
            message,
        )

    def receive(self, network: str, name: str, data: bytes, message: str | None) -> None:
        """Remember a file."""
        self.connection.execute(
            "INSERT INTO received VALUES (?, ?, ?, ?)",
            (network, name, hashlib.sha256(data).hexdigest(), message),
        )

    def add(self, network: str, sent: Sent, payment: Payment, state: str, reason: str) -> None:
        """Remember a payment."""
        self.connection.execute(
            f"INSERT INTO payment (network, message, day, {_PAYMENT}, state, reason)"  # noqa: S608 - constants
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *(network, sent.message, sent.day, payment.transaction, payment.end_to_end),
                *(payment.minor, payment.account, payment.name, payment.bank),
                *(payment.entry_class, int(payment.is_debit), state, reason),
            ),
        )

    def payments(self, network: str, state: str, day: str) -> list[tuple[int, str, str, Payment]]:
        """Return payments in a state that are due: id, message, reason and payment."""
        rows = self.connection.execute(
            f"SELECT id, message, reason, {_PAYMENT} FROM payment"  # noqa: S608 - constants
            " WHERE network = ? AND state = ? AND day <= ? ORDER BY id",
            (network, state, day),
        )
        return [
            (
                row[0],
                row[1],
                row[2],
                Payment(
                    transaction=row[3],
                    end_to_end=row[4],
                    minor=row[5],
                    account=row[6],
                    name=row[7],
                    bank=row[8],
                    entry_class=row[9],
                    is_debit=bool(row[10]),
                ),
            )
            for row in rows
        ]

    def payment_of(self, network: str, message: str) -> tuple[str, str, int] | None:
        """Return state, reason and amount of the one payment of a message."""
        row = self.connection.execute(
            "SELECT state, reason, minor FROM payment WHERE network = ? AND message = ?",
            (network, message),
        ).fetchone()
        return (row[0], row[1], int(row[2])) if row else None

    def settled(self, network: str, transaction: str) -> tuple[int, str, Payment] | None:
        """Return id, message and what is known of a payment that has settled and not come back."""
        for each in self.payments(network, "SETTLED", "9999"):
            if each[3].transaction == transaction:
                return each[0], each[1], each[3]
        return None

    def add_incoming(self, row: tuple[str, str, int, str, float, bytes]) -> None:
        """Remember an instant payment to the bank: message, tx, minor, day, moment, content."""
        self.connection.execute(
            "INSERT INTO incoming (message, tx, minor, day, sent_at, content)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            row,
        )

    def incoming(self, message: str) -> tuple[str, str, str, int, str] | None:
        """Return tx, state, reason, minor and day of an instant payment to the bank."""
        row = self.connection.execute(
            "SELECT tx, state, reason, minor, day FROM incoming WHERE message = ?", (message,)
        ).fetchone()
        return tuple(row) if row else None

    def oldest_waiting(self) -> bytes | None:
        """Return the oldest instant payment to the bank without an answer."""
        row = self.connection.execute(
            "SELECT content FROM incoming WHERE state = 'WAITING' ORDER BY sent_at LIMIT 1"
        ).fetchone()
        return bytes(row[0]) if row else None

    def move_incoming(self, message: str, state: str, reason: str) -> None:
        """Set what became of an instant payment to the bank."""
        self.connection.execute(
            "UPDATE incoming SET state = ?, reason = ? WHERE message = ?", (state, reason, message)
        )

    def give_up_incoming(self, until: float, reason: str) -> None:
        """Give the payers their money back whose payments nobody has answered by now."""
        self.connection.execute(
            "UPDATE incoming SET state = 'REJECTED', reason = ?"
            " WHERE state = 'WAITING' AND sent_at < ?",
            (reason, until),
        )

    def told_incoming(self) -> dict[str, str]:
        """Return the states of instant payments to the bank, by message."""
        return dict(self.connection.execute("SELECT message, state FROM incoming").fetchall())

    def move(self, ids: Sequence[int], state: str) -> None:
        """Set the state of payments."""
        for each in ids:
            self.connection.execute("UPDATE payment SET state = ? WHERE id = ?", (state, each))

    def take_back(self, network: str, transaction: str, minor: int) -> bool:
        """Note that the bank gives a collection back, once; False where there is none such.

        One that has not settled yet does so all the same.
        """
        row = self.connection.execute(
            "UPDATE payment SET state = CASE state WHEN 'ASKED' THEN 'ASKED_GIVEN_BACK'"
            " ELSE 'GIVEN_BACK' END WHERE network = ? AND tx = ? AND minor = ?"
            " AND state IN ('ASKED', 'DRAWN') RETURNING id",
            (network, transaction, minor),
        ).fetchone()
        return row is not None

    def book(self, network: str, day: str, reference: str, minor: int) -> None:
        """Move money on the bank's account: positive to the bank, once a reference."""
        if minor:
            self.connection.execute(
                "INSERT INTO entry (network, day, reference, minor) VALUES (?, ?, ?, ?)",
                (network, day, reference, minor),
            )

    def latest_day(self, network: str) -> str:
        """Return the newest day on which money has moved; empty where none has."""
        row = self.connection.execute(
            "SELECT coalesce(max(day), '') FROM entry WHERE network = ?", (network,)
        ).fetchone()
        return str(row[0])

    def unstated(self, network: str, day: str) -> list[tuple[str, int, str]]:
        """Return entries that are on no statement: reference, minor units, day."""
        return self.connection.execute(
            "SELECT reference, minor, day FROM entry"
            " WHERE network = ? AND statement IS NULL AND day <= ? ORDER BY id",
            (network, day),
        ).fetchall()

    def state_entries(self, network: str, day: str, statement: str) -> int:
        """Put these entries on a statement; returns the balance before it."""
        opening = self.connection.execute(
            "SELECT coalesce(sum(minor), 0) FROM entry WHERE network = ? AND statement IS NOT NULL",
            (network,),
        ).fetchone()[0]
        self.connection.execute(
            "UPDATE entry SET statement = ? WHERE network = ? AND statement IS NULL AND day <= ?",
            (statement, network, day),
        )
        return int(opening)

    def put(self, network: str, name: str, content: bytes) -> None:
        """Keep a file that is to be written for the bank."""
        self.connection.execute(
            "INSERT INTO outgoing (network, name, content) VALUES (?, ?, ?)",
            (network, name, content),
        )

    def write_what_is_kept(self, folder: Path) -> None:
        """Write every file that is not known to be there, whole or not at all."""
        rows = self.connection.execute(
            "SELECT id, network, name, content FROM outgoing WHERE NOT written ORDER BY id"
        ).fetchall()
        for identity, network, name, content in rows:
            place = folder / network / "out"
            hidden = place / f".{name}"
            with hidden.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            hidden.rename(place / name)
            self.connection.execute("UPDATE outgoing SET written = 1 WHERE id = ?", (identity,))
            self.connection.commit()

    def told(self, network: str) -> dict[str, object]:
        """Return what is known, for whoever looks."""
        states = self.connection.execute(
            "SELECT state, count(*), sum(minor) FROM payment WHERE network = ? GROUP BY state",
            (network,),
        ).fetchall()
        files = self.connection.execute(
            "SELECT count(*) FROM received WHERE network = ?", (network,)
        ).fetchone()[0]
        entries = self.connection.execute(
            "SELECT reference, minor, day, statement FROM entry WHERE network = ? ORDER BY id",
            (network,),
        ).fetchall()
        return {
            "files": files,
            "payments": {state: {"count": count, "minor": minor} for state, count, minor in states},
            "balance_minor": sum(each[1] for each in entries),
            "entries": [
                dict(zip(("reference", "minor", "day", "statement"), each, strict=True))
                for each in entries
            ],
        }

    def _one(self, query: str, *values: object) -> bool:
        return self.connection.execute(query, values).fetchone() is not None
