"""A merchant sees operation by operation what it was settled for; the nets are what it got."""

import csv
import io
from datetime import timedelta
from decimal import Decimal

import pytest

from bankcore.benchmark import settlement as benchmark
from payments.settlement import public as settlement
from payments.settlement.models import SettlementBatch
from tests import colleagues
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.settlement.shop import done, shop, sold


def settle(now=NOW) -> SettlementBatch:
    settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=now)
    return SettlementBatch.objects.latest("id")


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode())))


def net(found: list[dict[str, str]]) -> Decimal:
    return sum((Decimal(row["net"]) for row in found), Decimal(0))


def test_a_batch_is_told_operation_by_operation(bank):
    demo = shop(reserve_bps=1_000)
    sale = sold(demo)
    done(sale.original, "REFUND", 2_000, fee=5)
    batch = settle()
    found = rows(settlement.batch_report(merchant_pk=demo.pk, batch_id=batch.pk))
    assert [(row["kind"], row["amount"], row["fee"], row["net"]) for row in found] == [
        ("capture", "100.00", "0.30", "99.70"),
        ("refund", "-20.00", "0.05", "-20.05"),
        ("reserve", "-10.00", "0", "-10.00"),
    ]
    assert net(found) * 100 == batch.net_minor
    assert found[0]["operation"] == sale.object_id
    colleagues.superuser("looker")
    page = colleagues.logged_in("looker").get(
        f"/admin/settlement/settlementbatch/{batch.pk}/report/"
    )
    assert rows(page.content) == found


def test_a_payout_is_told_by_what_became_available_since_the_one_before(bank):
    demo = shop()
    sold(demo)
    settle()
    first = settlement.create_payout(
        order=settlement.PayoutOrder(merchant_pk=demo.pk), actor=TESTER, now=NOW
    )
    later = NOW + timedelta(hours=1)
    sold(demo, 5_000)
    settle(later)
    second = settlement.create_payout(
        order=settlement.PayoutOrder(merchant_pk=demo.pk), actor=TESTER, now=later
    )
    for payout, amount in ((first, eur("99.70")), (second, eur("49.70"))):
        content = settlement.payout_report(merchant_pk=demo.pk, object_id=payout.object_id)
        assert payout.amount == amount
        assert net(rows(content)) == amount.amount


def test_a_report_of_another_merchants_batch_is_not_found(bank):
    sold(shop())
    batch, other = settle(), shop()
    with pytest.raises(settlement.BatchNotFound):
        settlement.batch_report(merchant_pk=other.pk, batch_id=batch.pk)
    with pytest.raises(settlement.PayoutNotFound):
        settlement.payout_report(merchant_pk=other.pk, object_id="po_none")


def test_the_benchmark_settles_what_it_makes(committed_bank):
    benchmark.fill(count=300, merchants=4, day=OPENING_DAY)
    (settled,) = settlement.settle_merchants(day=OPENING_DAY, actor=TESTER, now=NOW)
    assert (settled.batches, settled.lines) == (3, 300)
