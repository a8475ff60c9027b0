"""What merchants have sold becomes available to them: each operation once, to the cent."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bankcore.ledger import public as ledger
from payments.gateway.models import Operation
from payments.settlement import public as settlement
from payments.settlement.models import (
    MerchantBalance,
    SettlementBatch,
    SettlementLine,
)
from payments.settlement.repositories import batches, merchants
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER
from tests.payments.settlement.shop import authorised, book_return, done, line, shop, sold

pytestmark = pytest.mark.usefixtures("bank")


def settle(day=OPENING_DAY):
    return settlement.settle_merchants(day=day, actor=TESTER, now=NOW)


def available(of, currency="EUR") -> int:
    return MerchantBalance.objects.get(merchant=of.merchant, currency=currency).available_minor


def test_a_day_of_a_shop_becomes_one_batch():
    demo = shop()
    first = authorised(demo)
    done(first, "CAPTURE", 10_000, fee=30)
    done(first, "REFUND", 2_000, fee=5)
    done(first, "CHARGEBACK", 3_000, fee=1_500, excess=500)
    done(first, "REPRESENTMENT", 3_000, excess=500)
    settle()
    batch = SettlementBatch.objects.get()
    assert (batch.gross_minor, batch.refunds_minor, batch.fees_minor) == (10_000, 2_000, 1_535)
    assert (batch.chargebacks_minor, batch.representments_minor) == (2_500, 2_500)
    assert (batch.net_minor, batch.operations, batch.seq) == (6_465, 4, 1)
    assert available(demo) == demo.owed() == 6_465
    assert merchants.differences() == []


def test_settling_again_adds_nothing():
    sold(shop())
    settle()
    assert settle() == []
    assert (SettlementBatch.objects.count(), SettlementLine.objects.count()) == (1, 1)


def test_what_comes_late_goes_into_another_batch_of_its_day():
    demo = shop()
    sold(demo)
    settle()
    kept = SettlementBatch.objects.values().get()
    sold(demo, 5_000)
    settle()
    assert list(SettlementBatch.objects.order_by("seq").values_list("seq", "net_minor")) == [
        (1, 9_970),
        (2, 4_970),
    ]
    assert SettlementBatch.objects.filter(seq=1).values().get() == kept


def test_each_merchant_and_currency_has_batches_of_its_own():
    one, other = shop(currencies=("EUR", "USD")), shop()
    sold(one)
    sold(one, currency="USD")
    sold(other, 500)
    assert [each.batches for each in settle()] == [2, 1]
    assert (available(one), available(one, "USD"), available(other)) == (9_970, 9_970, 470)


def test_what_is_of_a_later_day_or_has_not_succeeded_waits():
    demo = shop()
    sold(demo, day=OPENING_DAY + timedelta(days=1))
    done(authorised(demo), "CAPTURE", 700, state="PENDING")
    assert settle() == []


def test_what_waits_does_not_go_with_what_is_settled():
    demo = shop()
    sold(demo, 1_000, fee=0)
    sold(demo, 300, fee=0, day=OPENING_DAY + timedelta(days=1))
    sold(demo, 400, day=OPENING_DAY + timedelta(days=1), state="RETURNED")
    done(authorised(demo), "CAPTURE", 700, state="PENDING")
    settle()
    assert SettlementLine.objects.get().amount_minor == available(demo) == 1_000


def test_a_sandbox_is_never_settled():
    test_shop = shop(is_sandbox=True)
    sold(test_shop)
    sold(test_shop, state="RETURNED", connector="sepa_debit")
    assert settle() == []
    assert SettlementBatch.objects.count() == 0


def test_where_others_have_settled_past_the_lock_all_is_taken_back(monkeypatch):
    demo = shop()
    sold(demo)
    told = batches._SETTLE.replace("(SELECT count(*) FROM claimed)", "7")
    monkeypatch.setattr(batches, "_SETTLE", told)
    with pytest.raises(batches.RowsDiffer):
        settle()
    assert SettlementBatch.objects.count() == MerchantBalance.objects.count() == 0


def test_less_than_nothing_is_carried_to_the_next_batch():
    demo = shop()
    first = authorised(demo)
    done(first, "CAPTURE", 1_000)
    done(first, "REFUND", 1_000, fee=200)
    settle()
    assert available(demo) == -200
    sold(demo, 1_000, fee=0)
    settle()
    assert available(demo) == demo.owed() == 800


def test_a_debit_that_comes_back_before_it_was_settled_leaves_its_fee():
    demo = shop()
    sold(demo, state="RETURNED", connector="sepa_debit")
    settle()
    batch = SettlementBatch.objects.get()
    assert (batch.gross_minor, batch.returns_minor, batch.net_minor) == (10_000, 10_000, -30)
    assert available(demo) == demo.owed() == -30


def test_a_debit_that_comes_back_after_it_was_settled_is_taken_off_once():
    demo = shop()
    debit = sold(demo, connector="sepa_debit")
    settle()
    Operation.objects.filter(pk=debit.pk).update(state="RETURNED")
    book_return(debit)
    settle()
    settle()
    newest = SettlementBatch.objects.latest("id")
    assert (newest.gross_minor, newest.returns_minor, newest.net_minor) == (0, 10_000, -10_000)
    assert SettlementBatch.objects.count() == 2
    assert available(demo) == demo.owed() == -30


def test_a_reserve_is_held_back_and_given_when_its_time_is_over():
    demo = shop(reserve_bps=1_000, reserve_days=90)
    sold(demo)
    settle()
    batch = SettlementBatch.objects.get()
    assert (batch.reserve_minor, batch.net_minor) == (1_000, 8_970)
    assert batch.release_on == OPENING_DAY + timedelta(days=90)
    assert (demo.owed(), demo.reserved(), available(demo)) == (8_970, 1_000, 8_970)

    def release(days):
        day = OPENING_DAY + timedelta(days=days)
        return settlement.release_reserves(day=day, actor=TESTER, now=NOW)

    assert [release(89), release(90), release(90)] == [0, 1, 0]
    assert (demo.owed(), demo.reserved(), available(demo)) == (9_970, 0, 9_970)
    assert merchants.differences() == []


def test_a_reserve_that_the_ledger_refuses_leaves_nothing_settled():
    demo = shop(reserve_bps=1_000)
    sold(demo)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_txn")
        (before,) = cursor.fetchone()
    ledger.set_status(
        account_id=demo.accounts("EUR").reserve_account, status=ledger.AccountStatus.FROZEN
    )
    with pytest.raises(settlement.ReserveNotBooked):
        settle()
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM ledger_txn")
        assert cursor.fetchone() == (before,)
    assert SettlementBatch.objects.count() == MerchantBalance.objects.count() == 0


operations = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.sampled_from(["CAPTURE", "REFUND", "CHARGEBACK", "REPRESENTMENT", "RETURNED"]),
        st.integers(1, 1_000_000),
        st.integers(0, 2_000),
        st.integers(0, 2),
    ),
    min_size=1,
    max_size=12,
)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(operations)
def test_whatever_has_happened_batches_are_their_lines_and_books_are_what_is_available(given_):
    shops = [shop(reserve_bps=bps) for bps in (0, 333, 10_000)]
    for which, kind, amount, fee, days in given_:
        of = authorised(shops[which], amount=1_000_000)
        name, state = ("CAPTURE", "RETURNED") if kind == "RETURNED" else (kind, "SUCCEEDED")
        excess = amount // 3 if kind in {"CHARGEBACK", "REPRESENTMENT"} else 0
        day = OPENING_DAY + timedelta(days=days)
        done(of, name, amount, fee=fee, excess=excess, day=day, state=state)
    for days in range(3):
        settle(OPENING_DAY + timedelta(days=days))
        assert merchants.differences() == []
    for batch in SettlementBatch.objects.filter(merchant__in=[each.pk for each in shops]):
        lines = SettlementLine.objects.filter(batch=batch)
        total = sum(each.amount_minor - each.fee_minor for each in lines)
        assert total == batch.net_minor + batch.reserve_minor
    held = MerchantBalance.objects.filter(merchant__in=[each.pk for each in shops])
    assert sum(each.owed() for each in shops) == sum(each.available_minor for each in held)
    assert settle(OPENING_DAY + timedelta(days=9)) == []


def test_an_operation_is_settled_once():
    sold(shop())
    settle()
    found = SettlementLine.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        SettlementLine.objects.create(
            batch=found.batch, operation_id=found.operation_id, amount_minor=1, fee_minor=0
        )


def test_a_batch_that_does_not_add_up_cannot_be():
    sold(shop())
    settle()
    found = SettlementBatch.objects.get()
    found.pk, found.seq, found.fees_minor = None, 2, found.fees_minor + 1
    with pytest.raises(IntegrityError), transaction.atomic():
        found.save(force_insert=True)


def test_fees_of_the_shop_are_the_banks_income():
    sold(shop())
    settle()
    assert (line("4400"), line("1410")) == (30, 10_000)
