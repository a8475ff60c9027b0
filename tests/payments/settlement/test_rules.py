"""What cannot be in the tables of settlement, whatever the bank's code does."""

from datetime import timedelta
from uuid import uuid4

import pytest

from payments.settlement import public as settlement
from payments.settlement.models import ClearingFile, NetworkAdvice, Payout
from tests import rules
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.payments.reconciliation.books import Network
from tests.payments.settlement.shop import shop, sold
from tests.rules import Broken

_OTHER = 999_999_937
_FILE, _RECORD = "settlement_clearingfile", "settlement_clearingrecord"
_RECEIVED, _ADVICE = "settlement_receivedfile", "settlement_networkadvice"
_BATCH, _PAYOUT = "settlement_settlementbatch", "settlement_payout"
_HELD = "there.reserve_minor > 0"
_NEW_PAYOUT = {"object_id": "po_new", "idempotency": None, "txn_id": 1, "scheduled_for": None}

BROKEN = [
    Broken("settlement_answered_after_written", _FILE, {"state": "ACKNOWLEDGED", "sha256": None}),
    Broken("settlement_clearingfile_name_key", _FILE, {"seq": 99, "sha256": None}),
    Broken("settlement_clearingfile_sha256_key", _FILE, {"seq": 99, "name": "new"}),
    Broken("settlement_one_file_a_number", _FILE, {"name": "new", "sha256": None}),
    Broken("settlement_error_of_a_rejected_record", _RECORD, {"error": "0001"}),
    Broken("settlement_one_record_a_number", _RECORD, {"state": "REFILED"}),
    Broken("settlement_record_positive", _RECORD, {"amount_minor": 0}),
    Broken("settlement_presented_once", _RECORD, {"number": 99, "arn": "new"}),
    Broken("settlement_one_presentment_an_arn", _RECORD, {"number": 99, "operation_id": _OTHER}),
    Broken("settlement_one_balance_a_currency", "settlement_merchantbalance"),
    Broken("settlement_advice_adds_up", _ADVICE, {"net_minor": 7}),
    Broken("settlement_advised_once", _ADVICE, {"fees_txn_id": None, "payment_txn_id": None}),
    Broken(
        "settlement_networkadvice_fees_txn_id_key",
        _ADVICE,
        {"settlement_reference": "new", "payment_txn_id": None},
    ),
    Broken(
        "settlement_networkadvice_payment_txn_id_key",
        _ADVICE,
        {"settlement_reference": "new", "fees_txn_id": None},
    ),
    Broken("settlement_one_advice_line_a_number", "settlement_networkadviceline"),
    Broken("settlement_receivedfile_name_key", _RECEIVED, {"sha256": "new"}),
    Broken("settlement_refused_for_a_reason", _RECEIVED, {"state": "REFUSED"}),
    Broken("settlement_refused_for_a_reason", _RECEIVED, {"error_code": "some"}),
    Broken("settlement_taken_once", _RECEIVED, {"name": "new"}),
    Broken("settlement_payout_positive", _PAYOUT, {"amount_minor": 0}),
    Broken("settlement_paid_is_booked", _PAYOUT, {"txn_id": None}),
    Broken(
        "settlement_payout_idempotency_key",
        _PAYOUT,
        {key: value for key, value in _NEW_PAYOUT.items() if key != "idempotency"},
    ),
    Broken(
        "settlement_payout_object_id_key",
        _PAYOUT,
        {key: value for key, value in _NEW_PAYOUT.items() if key != "object_id"},
    ),
    Broken(
        "settlement_payout_txn_id_key",
        _PAYOUT,
        {key: value for key, value in _NEW_PAYOUT.items() if key != "txn_id"},
    ),
    Broken(
        "settlement_one_scheduled_payout_a_day",
        _PAYOUT,
        {key: value for key, value in _NEW_PAYOUT.items() if key != "scheduled_for"},
    ),
    Broken("settlement_batch_adds_up", _BATCH, {"net_minor": 7}),
    Broken("settlement_batch_of_something", _BATCH, {"operations": 0}),
    Broken("settlement_one_batch_a_number", _BATCH, {"reserve_txn_id": None}, _HELD),
    Broken("settlement_settlementbatch_reserve_txn_id_key", _BATCH, {"seq": 99}, _HELD),
    Broken(
        "settlement_reserve_within_gross",
        _BATCH,
        {"reserve_minor": 10_001, "net_minor": -31},
        _HELD,
    ),
    Broken(
        "settlement_reserve_within_gross", _BATCH, {"reserve_minor": -1, "net_minor": 9_971}, _HELD
    ),
    Broken("settlement_settled_once", "settlement_settlementline"),
    Broken("settlement_release_positive", "settlement_reserverelease", {"amount_minor": 0}),
    Broken("settlement_reserverelease_batch_id_key", "settlement_reserverelease", {"txn_id": 1}),
    Broken(
        "settlement_reserverelease_txn_id_key",
        "settlement_reserverelease",
        {"batch_id": _OTHER},
    ),
]


@pytest.fixture
def settled(bank) -> None:
    """Leave a row in every table."""
    visa = Network()
    visa.sale(1_000, "A1")
    visa.told(("A1", 1_000), fees=20)
    ClearingFile.objects.update(sha256="0" * 64)
    NetworkAdvice.objects.update(payment_txn_id=2)
    demo = shop(reserve_bps=1_000, reserve_days=1)
    sold(demo)
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    settlement.release_reserves(day=OPENING_DAY + timedelta(1), actor=TESTER, now=NOW)
    Payout.objects.create(
        object_id="po_1", merchant=demo.merchant, currency="EUR", amount_minor=100, state="PAID",
        account_id=uuid4(), idempotency=uuid4(), scheduled_for=OPENING_DAY, txn_id=3,
        ordered_by="system:test", created_at=NOW, decided_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN, ids=str)
def test_a_row_that_cannot_be_is_refused(settled, broken):
    rules.refuses(broken)


def test_every_rule_of_the_tables_is_tried_here(bank):
    assert {each.rule for each in BROKEN} == rules.of_tables("settlement")
