# ruff: noqa: S608 - statements are put together from this suite's own words
"""What PostgreSQL itself refuses about what is settled, past all of the bank's code."""

import pytest
from django.db import DatabaseError, connections, transaction

from payments.settlement import public as settlement
from payments.settlement.models import ClearingFile, ClearingRecord, NetworkAdvice
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.payments.reconciliation.books import Network
from tests.payments.settlement.shop import shop, sold

TABLES = [
    *("clearingfile", "clearingrecord", "receivedfile", "networkadvice", "networkadviceline"),
    *("merchantbalance", "settlementbatch", "settlementline", "reserverelease", "payout"),
]
ADDED_ONLY = ["settlementline", "reserverelease", "networkadviceline"]


def refuses(alias: str, statement: str, words: str) -> None:
    with (
        pytest.raises(DatabaseError, match=words),
        transaction.atomic(using=alias),
        connections[alias].cursor() as cursor,
    ):
        cursor.execute(statement)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.django_db(databases=["default", "owner"])
def test_nothing_is_ever_removed_not_even_by_the_owner(bank, table):
    for statement in (f"DELETE FROM settlement_{table}", f"TRUNCATE settlement_{table} CASCADE"):
        refuses("default", statement, "permission denied")
        refuses("owner", statement, "refused")


@pytest.mark.parametrize("table", ADDED_ONLY)
@pytest.mark.django_db(databases=["default", "owner"])
def test_what_was_settled_is_not_rewritten(bank, table):
    statement = f"UPDATE settlement_{table} SET amount_minor = 1"
    refuses("default", statement, "permission denied")
    refuses("owner", statement, "refused")


def test_what_is_decided_is_final_even_for_the_owner(committed_bank):
    demo = shop(reserve_bps=1_000)
    sold(demo)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    settlement.create_payout(
        order=settlement.PayoutOrder(merchant_pk=demo.pk), actor=TESTER, now=NOW
    )
    settlement.pay_out(actor=TESTER, now=NOW)
    for statement in (
        "UPDATE settlement_settlementbatch SET operations = operations + 1",
        "UPDATE settlement_settlementbatch SET reserve_txn_id = 7",
        "UPDATE settlement_payout SET amount_minor = amount_minor + 1",
        "UPDATE settlement_payout SET state = 'PENDING'",
    ):
        refuses("owner", statement, "refused")
    refuses("default", "UPDATE settlement_settlementbatch SET operations = 2", "permission denied")
    refuses("default", "UPDATE settlement_payout SET amount_minor = 2", "permission denied")
    refuses("default", "UPDATE settlement_payout SET state = 'FAILED'", "refused")


def test_what_was_told_and_answered_is_final_even_for_the_owner(committed_bank):
    visa = Network()
    for name in ("taken", "rejected", "refiled"):
        visa.sale(1_000, name, book=False)
        ClearingRecord.objects.filter(arn=name).update(state=name.upper())
    visa.told(("taken", 1_000))
    NetworkAdvice.objects.update(fees_txn_id=1, payment_txn_id=2)
    written, answered = visa.file, Network().file
    ClearingFile.objects.filter(pk=written.pk).update(sha256="1" * 64)
    ClearingFile.objects.filter(pk=answered.pk).update(sha256="2" * 64, state="ACKNOWLEDGED")
    record = "UPDATE settlement_clearingrecord SET state = '{}' WHERE state = '{}'"
    for statement in (
        f"UPDATE settlement_clearingfile SET sha256 = '3' WHERE id = {written.pk}",
        f"UPDATE settlement_clearingfile SET sha256 = NULL WHERE id = {written.pk}",
        f"UPDATE settlement_clearingfile SET state = 'REFUSED' WHERE id = {answered.pk}",
        record.format("REJECTED", "TAKEN"),
        record.format("PRESENTED", "REFILED"),
        record.format("TAKEN", "REJECTED"),
        "UPDATE settlement_receivedfile SET state = 'REFUSED', error_code = 'x'",
        "UPDATE settlement_networkadvice SET fees_txn_id = 7",
        "UPDATE settlement_networkadvice SET payment_txn_id = NULL",
    ):
        refuses("owner", statement, "refused: what is settled stays")
