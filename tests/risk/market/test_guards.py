"""What the database itself refuses, the bank's own role and its owner alike."""

import pytest
from django.db import DatabaseError, connections, transaction

from risk.market.models import Bond
from tests.conftest import NOW
from tests.risk.market.days import DAY, NEXT_DAY

pytestmark = [
    pytest.mark.usefixtures("bank"),
    pytest.mark.django_db(databases=["default", "owner"]),
]
KEPT = (
    *("paryield", "limit", "currencyday", "position", "valueatrisk"),
    *("rateday", "shock", "sensitivity", "breach"),
)
CHANGES = ("UPDATE market_{} SET id = id", "DELETE FROM market_{}", "TRUNCATE market_{} CASCADE")


def refused(sql: str, why: str, role: str = "default") -> None:
    with (
        connections[role].cursor() as cursor,
        pytest.raises(DatabaseError, match=why),
        transaction.atomic(using=role),
    ):
        cursor.execute(sql)


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("kept", KEPT)
def test_nobody_changes_what_was_found(kept, change):
    refused(change.format(kept), "append-only", "owner")
    refused(change.format(kept), "permission denied")


def held() -> Bond:
    return Bond(
        isin="XX0000000001", name="Demo Bond 01", currency="EUR", nominal=1, coupon=0,
        coupons_a_year=1, matures_on=NEXT_DAY, bought_on=DAY, recorded_by="user:1",
        recorded_at=NOW,
    )  # fmt: skip


def test_what_a_bond_is_never_changes_and_it_is_sold_once():
    bond = held()
    bond.save(using="owner")
    kept = Bond.objects.using("owner").filter(pk=bond.pk)
    for change in (
        {"nominal": 2},
        {"isin": "XX0000000002"},
        {"issuer": "BANK"},
        {"quality": "A"},
        {"matures_on": DAY.replace(year=2030)},
    ):
        with pytest.raises(DatabaseError, match="only sold"), transaction.atomic(using="owner"):
            kept.update(**change)
    kept.update(sold_on=DAY, ended_by="user:1")
    with pytest.raises(DatabaseError, match="only sold"), transaction.atomic(using="owner"):
        kept.update(sold_on=NEXT_DAY)


def test_the_banks_role_neither_changes_nor_deletes_a_bond():
    bond = held()
    bond.save()
    for sql in ("UPDATE market_bond SET nominal = 2", "DELETE FROM market_bond"):
        refused(sql, "permission denied")


@pytest.mark.parametrize(
    "wrong",
    [
        {"nominal": 0}, {"coupon": -1}, {"coupons_a_year": 3}, {"matures_on": DAY},
        {"isin": "xx"}, {"issuer": "X"}, {"quality": "C"}, {"sold_on": NEXT_DAY},
        {"sold_on": DAY.replace(year=2020), "ended_by": "x"},
    ],
)  # fmt: skip
def test_a_bond_that_cannot_be_is_not_kept(wrong):
    bond = held()
    for name, value in wrong.items():
        setattr(bond, name, value)
    with pytest.raises(DatabaseError, match="market_bond"), transaction.atomic():
        bond.save()
