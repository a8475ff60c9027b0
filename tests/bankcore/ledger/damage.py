"""Damage to the books, as somebody with the owner's rights and no scruples could do it."""

from __future__ import annotations

from django.db import connections

_TABLES = (
    "ledger_txn",
    "ledger_entry",
    "ledger_idem",
    "ledger_reversal",
    "ledger_hold",
    "ledger_hold_event",
    "ledger_period",
    "ledger_snapshot",
    "ledger_gl_daily",
)


def damage(*statements: str) -> None:
    """Run statements as the owner with the journal's triggers off, and commit."""
    with connections["owner"].cursor() as cursor:
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for statement in statements:
            cursor.execute(statement)
            assert cursor.rowcount, f"{statement} touches nothing"
        for table in _TABLES:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
