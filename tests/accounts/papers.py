"""Statements made of thin air, to be written down."""

from __future__ import annotations

import dataclasses
from datetime import UTC, date, datetime

from accounts.domain.statements import EntryRow, Party, Statement, StatementHead, lines
from bankcore.money import Currency, Money

IBAN = "DE48999999991000000001"
OTHER_IBAN = "DE21999999991000000002"


def row(seq: int = 1, amount: int = 100, **changes) -> EntryRow:
    """Return an entry on 2 March."""
    made = EntryRow(
        seq, 1_000 + seq, date(2026, 3, 2), date(2026, 3, 3), "TRANSFER", amount, f"Invoice {seq}"
    )
    return made._replace(**changes)


def head(rows, *, opening: int = 0, currency: str = "EUR", **changes) -> StatementHead:
    """Return a head that agrees with the rows."""
    unit = Currency.of(currency)
    debits = -sum(each.amount for each in rows if each.amount < 0)
    credits_ = sum(each.amount for each in rows if each.amount > 0)
    made = StatementHead(
        bank=Party("Bankcore Demo Bank"),
        bank_code="99999999",
        owner=Party("Łukasz Žižek", ("Οδός Ερμού 1", "10563 Αθήνα", "Ελλάδα")),
        iban=IBAN,
        product_name="Current account",
        product_kind="CURRENT",
        currency=unit,
        number=3,
        first_day=date(2026, 3, 1),
        last_day=date(2026, 3, 31),
        made_at=datetime(2026, 4, 1, 1, 2, 3, tzinfo=UTC),
        entries=len(rows),
        opening=Money(opening, unit),
        debits=Money(debits, unit),
        credits=Money(credits_, unit),
        closing=Money(opening + credits_ - debits, unit),
    )
    return dataclasses.replace(made, **changes)


def statement(rows, **changes) -> Statement:
    """Return a statement of these rows."""
    made = head(rows, **changes)
    return Statement(made, lines(made, iter(rows)))


def sample() -> Statement:
    """Return a statement with one of everything."""
    kinds = ["TRANSFER", "PAYMENT", "DEPOSIT", "WITHDRAWAL", "INTEREST", "FEE", "TAX", "REVERSAL",
             "LOAN_REPAYMENT", "YEAR_CLOSE"]  # fmt: skip
    rows = [
        row(seq, 1_234 * seq * (-1) ** seq, kind=kind) for seq, kind in enumerate(kinds, start=1)
    ]
    rows[0] = rows[0]._replace(counterparty_name="Žofia & Søn <Ltd>", counterparty_iban=OTHER_IBAN)
    rows[1] = rows[1]._replace(narrative='=HYPERLINK("http://x"), "quoted"', amount=5_000_000)
    rows[2] = rows[2]._replace(narrative="Συναλλαγή " * 30)
    rows[3] = rows[3]._replace(narrative="")
    return statement(rows, opening=123_456)
