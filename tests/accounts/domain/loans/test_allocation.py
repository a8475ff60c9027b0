"""How payments are divided."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.loans.allocation import ORDERS, AllocationOrder, Open, Part, allocate
from accounts.domain.loans.states import Bucket

AMOUNTS = st.integers(0, 1000)


@st.composite
def open_instalments(draw):
    count = draw(st.integers(0, 5))
    return [
        Open(
            instalment_id=number,
            due_date=date(2026, draw(st.integers(1, 12)), 1),
            number=number,
            parts={part: draw(AMOUNTS) for part in Part},
        )
        for number in range(1, count + 1)
    ]


@settings(deadline=None)
@given(amount=AMOUNTS, opens=open_instalments(), order=st.sampled_from(AllocationOrder))
def test_no_money_is_made_or_lost(amount, opens, order):
    found, rest = allocate(amount, opens, order)
    assert sum(each.minor for each in found) + rest == amount
    assert rest == max(amount - sum(each.total for each in opens), 0)
    parts = {each.instalment_id: each.parts for each in opens}
    assert all(0 < each.minor <= parts[each.instalment_id][each.part] for each in found)


@settings(deadline=None)
@given(amount=AMOUNTS, opens=open_instalments(), order=st.sampled_from(AllocationOrder))
def test_an_instalment_is_paid_once_those_before_it_are(amount, opens, order):
    found, _ = allocate(amount, opens, order)
    paid = {each.instalment_id: 0 for each in opens}
    for each in found:
        paid[each.instalment_id] += each.minor
    oldest_first = sorted(opens, key=lambda each: (each.due_date, each.instalment_id))
    started = [each for each in oldest_first if paid[each.instalment_id]]
    assert all(paid[each.instalment_id] == each.total for each in started[:-1])


@pytest.mark.parametrize("order", AllocationOrder)
def test_parts_are_paid_in_the_contracts_order(order):
    parts = dict.fromkeys(Part, 10)
    one = Open(instalment_id=1, due_date=date(2026, 1, 1), number=1, parts=parts)
    found, _ = allocate(25, [one], order)
    assert [(each.part, each.minor) for each in found] == [
        (ORDERS[order][0], 10),
        (ORDERS[order][1], 10),
        (ORDERS[order][2], 5),
    ]


@pytest.mark.parametrize(
    ("days", "bucket"),
    [(0, "CURRENT"), (1, "1-30"), (30, "1-30"), (31, "31-60"), (90, "61-90"), (91, "90+")],
)
def test_days_past_due_fall_into_buckets(days, bucket):
    assert Bucket.of(days).value == bucket
