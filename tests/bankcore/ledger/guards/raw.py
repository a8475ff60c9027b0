# ruff: noqa: S608 - statements are put together from this suite's own words
"""Bookings by raw SQL, as the application's role or the owner: past all of the bank's code."""

from __future__ import annotations

from datetime import date
from itertools import count

from django.db import transaction

from tests.conftest import NOW, OPENING_DAY

EUR, USD = 978, 840
_numbers = count(1)


class RawBooks:
    """The ledger's tables as one role reaches them."""

    def __init__(self, connection) -> None:
        """Take the role's connection; the caller's test rolls it back."""
        self._connection = connection

    def run(self, statement: str, values=()) -> list:
        """Run one statement under a savepoint and return its rows, if it has any."""
        with transaction.atomic(using=self._connection.alias), self._connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def account(self, *, kind: str = "CUSTOMER", currency: int = EUR, funds: int = 0) -> int:
        """Open an account, and pay `funds` in."""
        account_id = self.run(
            """
            INSERT INTO ledger_account
              (number, name, gl_account_id, currency, normal_side, kind, branch, opened_on)
            SELECT %s, 'x', id, %s, 'C', %s, 'HQ', %s FROM ledger_gl_account WHERE code = '2000'
            RETURNING id""",
            [f"RAW-{next(_numbers)}", currency, kind, OPENING_DAY],
        )[0][0]
        if funds:
            other = self.account(kind="INTERNAL", currency=currency)
            self.book((account_id, 1, funds, funds), (other, 1, -funds, -funds), currency=currency)
        return account_id

    def book(self, *legs, currency: int = EUR, day: date = OPENING_DAY, txn_id=None) -> int:
        """Add a transaction with legs of (account, seq, amount, balance after), in one go."""
        number = txn_id or 10**12 + next(_numbers)
        with transaction.atomic(using=self._connection.alias):
            self.add_transaction(number, day=day)
            self.add_legs(number, *legs, currency=currency, day=day)
        return number

    def book_kind(self, kind: int) -> int:
        """Add a transaction of this kind, whose legs are still to come; returns its id."""
        number = 10**12 + next(_numbers)
        self.add_transaction(number, kind=kind)
        return number

    def add_transaction(self, txn_id: int, *, day: date = OPENING_DAY, kind: int = 1) -> None:
        """Add a transaction without legs."""
        self.run(
            """
            INSERT INTO ledger_txn
              (id, created_at, booking_date, value_date, kind, actor, narrative)
            VALUES (%s, %s, %s, %s, %s, 'system:raw', '')""",
            [txn_id, NOW, day, day, kind],
        )

    def add_legs(self, txn_id: int, *legs, currency: int = EUR, day: date = OPENING_DAY) -> None:
        """Add legs in one statement."""
        values = [(*leg, txn_id, day, day, number, currency) for number, leg in enumerate(legs, 1)]
        row = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
        self.run(
            "INSERT INTO ledger_entry (account_id, seq, amount, balance_after, txn_id,"
            f" booking_date, value_date, leg, currency) VALUES {', '.join([row] * len(values))}",
            [value for leg in values for value in leg],
        )

    def copy_legs(self, rows) -> None:
        """Add legs by COPY, in the order of its columns."""
        with (
            transaction.atomic(using=self._connection.alias),
            self._connection.wrap_database_errors,
            self._connection.connection.cursor() as cursor,
            cursor.copy(
                "COPY ledger_entry (account_id, seq, amount, balance_after, txn_id, booking_date,"
                " value_date, leg, currency) FROM STDIN"
            ) as copy,
        ):
            for row in rows:
                copy.write_row(row)

    def balance(self, account_id: int) -> tuple:
        """Return (debits, credits, held, seq) of the account."""
        return self.run(
            "SELECT dr_posted, cr_posted, held, seq FROM ledger_balance WHERE account_id = %s",
            [account_id],
        )[0]
