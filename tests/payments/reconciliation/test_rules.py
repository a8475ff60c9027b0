# ruff: noqa: S608 - statements are put together from this suite's own words
"""What cannot be in the tables of reconciliation, and what stays, whoever asks."""

import pytest
from django.db import DatabaseError, connections, transaction

from payments.reconciliation import public as reconciliation
from payments.reconciliation.models import ReconException, ReportLine
from tests import rules
from tests.payments.reconciliation.books import DAY, NOW, SYSTEM, Network, statement
from tests.rules import Broken

_RUN, _EXCEPTION = "reconciliation_reconrun", "reconciliation_reconexception"
_STATEMENT = "reconciliation_statementfile"
_OVER = "there.state = 'ADJUSTED'"
_OPEN = "there.state = 'OPEN'"
TABLES = [
    _RUN,
    _EXCEPTION,
    _STATEMENT,
    "reconciliation_statemententry",
    "reconciliation_reportline",
]

BROKEN = [
    Broken("reconciliation_one_run_a_version", _RUN),
    Broken("reconciliation_every_item_has_a_verdict", _RUN, {"matched_items": 7}),
    Broken("reconciliation_open_once", _EXCEPTION, {}, _OPEN),
    Broken("reconciliation_open_once", _EXCEPTION, {"state": "ADJUSTING"}, _OPEN),
    Broken("reconciliation_adjusted_by_a_transaction", _EXCEPTION, {"txn_id": None}, _OVER),
    Broken("reconciliation_adjusted_by_a_transaction", _EXCEPTION, {"state": "CLEARED"}, _OVER),
    Broken("reconciliation_closed_at_a_time", _EXCEPTION, {"closed_at": None}, _OVER),
    Broken("reconciliation_closed_at_a_time", _EXCEPTION, {"closed_at": NOW.isoformat()}, _OPEN),
    Broken("reconciliation_reconexception_txn_id_key", _EXCEPTION, {}, _OVER),
    Broken("reconciliation_statementfile_sha256_key", _STATEMENT, {"statement_id": "new"}),
    Broken("reconciliation_one_statement_an_id", _STATEMENT, {"sha256": "new"}),
    Broken("reconciliation_one_line", "reconciliation_statemententry"),
    Broken("reconciliation_reported_once", "reconciliation_reportline"),
]


def leave_rows() -> None:
    """Leave a row in every table: a comparison, an exception that is open, one that is over."""
    visa = Network()
    visa.sale(1_000, "A1", book=False)
    visa.told(("A1", 1_000), reference="S1")
    visa.sale(300, "A2", book=False)
    reconciliation.compare_day(network="visa", day=DAY, actor=SYSTEM, now=NOW)
    reconciliation.take_statement(
        network="visa", content=statement(("S1", 1_000)), actor=SYSTEM, now=NOW
    )
    ReconException.objects.create(
        network="visa", reference="A0", kind="CAPTURE", currency="EUR", verdict="DIFFERING",
        state="ADJUSTED", ours_minor=5, theirs_minor=4, since=DAY, txn_id=7, seen_at=NOW,
        closed_at=NOW,
    )  # fmt: skip
    ReportLine.objects.create(
        network="stripe", line_id="txn_1", day=DAY, kind="CAPTURE", reference="ch_1",
        currency="EUR", amount_minor=5, fee_minor=0, taken_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_row_that_cannot_be_is_refused(bank, broken):
    leave_rows()
    rules.refuses(broken)


def test_every_rule_of_the_tables_is_tried_here(bank):
    assert {each.rule for each in BROKEN} == rules.of_tables("reconciliation")


CHANGES = [
    f"UPDATE {_RUN} SET explained_minor = 5",
    f"UPDATE {_STATEMENT} SET closing_minor = 5",
    "UPDATE reconciliation_reportline SET amount_minor = 5",
    f"UPDATE {_EXCEPTION} SET note = 'x' WHERE state = 'ADJUSTED'",
    "UPDATE reconciliation_statemententry SET txn_id = NULL",
    "UPDATE reconciliation_statemententry SET amount_minor = 1",
    *(f"DELETE FROM {table}" for table in TABLES),
    *(f"TRUNCATE {table} CASCADE" for table in TABLES),
]


def test_what_is_over_stays_as_it_was_even_for_the_owner(committed_bank):
    leave_rows()
    for change in CHANGES:
        with (
            pytest.raises(DatabaseError, match="refused: what is over stays"),
            transaction.atomic(using="owner"),
            connections["owner"].cursor() as cursor,
        ):
            cursor.execute(change)
