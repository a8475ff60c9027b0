"""What the processor reports of a day: every line, ours by the operation's id."""

from datetime import UTC, date, datetime

import pytest

from payments.gateway.public import OperationKind
from payments.processors import public as processors
from payments.processors.services import connector

pytestmark = pytest.mark.usefixtures("bank")
DAY = date(2026, 3, 2)


@pytest.fixture(autouse=True)
def _inside_one_transaction(monkeypatch):
    for name in ("_claimed", "_applied", "_taken_back"):
        monkeypatch.setattr(connector, name, getattr(connector, name).__wrapped__)


def row(number, kind, source, amount, fee=0, *, hour=12, day=2):
    at = int(datetime(2026, 3, day, hour, tzinfo=UTC).timestamp())
    return {
        "id": f"txn_{number}", "type": kind, "source": source, "amount": amount, "fee": fee,
        "net": amount - fee, "currency": "eur", "created": at, "available_on": at + 86_400,
    }  # fmt: skip


def test_every_line_of_the_day_is_read_and_ours_are_known(shop, peer, told):
    shop.bring()
    payment = told.last.network_reference
    captured = shop.bring(OperationKind.CAPTURE, of=payment)
    charge = told.last.network_reference
    refunded = shop.bring(OperationKind.REFUND, 300, of=payment)
    refund = told.last.network_reference
    peer.balance = [
        row(1, "charge", charge, 1000, 30, hour=0),
        row(2, "refund", refund, -300, hour=23),
        row(3, "charge", "ch_foreign", 500, 15),
        row(4, "payout", "po_1", -1155),
        row(5, "stripe_fee", None, -10),
        row(6, "charge", "ch_late", 1, day=3, hour=0),
    ]
    lines = processors.balance_transactions(day=DAY)
    assert [line.line_id for line in lines] == ["txn_1", "txn_3", "txn_4", "txn_5", "txn_2"]
    assert [line.operation_id for line in lines] == [captured, None, None, None, refunded]
    assert [line.net.minor for line in lines] == [970, 485, -1155, -10, -300]
    assert all(line.gross - line.fee == line.net for line in lines)
    assert sum(path.endswith("balance_transactions") for _, path, _ in peer.asked) == 3


def test_a_report_that_is_not_whole_is_none(shop, peer):
    peer.balance = [row(number, "payout", "po_1", -1) for number in range(5)]
    peer.faults["balance_transactions"] = [None, "lose"]
    with pytest.raises(processors.ReportUnavailable):
        processors.balance_transactions(day=DAY)
    assert len(processors.balance_transactions(day=DAY)) == 5
