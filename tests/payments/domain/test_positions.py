"""What a covering deal realises: average cost, and nothing on what it opens."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.domain.positions import Realised, realise

amounts = st.integers(-(10**14), 10**14)


@pytest.mark.parametrize(
    ("position", "counter", "bought", "received", "expected"),
    [
        # position, counter-value, bought (-: sold), euros received (-: paid); taken off, result
        (100, 90, -100, 95, (90, 5)),
        (100, 90, -50, 44, (45, -1)),
        (-100, -90, 100, -95, (-90, -5)),
        (-100, -90, 40, -30, (-36, 6)),
        (0, 0, 100, -90, (-90, 0)),
        (0, 0, -100, 90, (90, 0)),
        (100, 90, 10, -9, (-9, 0)),
        (100, 90, -150, 150, (140, 10)),
        (-100, -90, 200, -160, (-170, 10)),
        (10, -72, -10, 9, (-72, 81)),
    ],
    ids=[
        "long, closed with a gain",
        "long, half sold with a loss",
        "short, closed with a loss",
        "short, partly bought back with a gain",
        "opened long",
        "opened short",
        "long, made longer",
        "long, sold into a short",
        "short, bought into a long",
        "counter-value on the other side",
    ],
)
def test_a_deal_realises(position, counter, bought, received, expected):
    found = realise(position=position, counter=counter, bought=bought, received=received)
    assert found == Realised(*expected)


@given(amounts, amounts, amounts.filter(bool), amounts)
def test_what_is_received_is_what_is_taken_off_and_the_result(position, counter, bought, received):
    found = realise(position=position, counter=counter, bought=bought, received=received)
    assert found.counter + found.result == received


@given(amounts.filter(bool), amounts, amounts)
def test_closing_a_position_leaves_no_counter_value(position, counter, received):
    found = realise(position=position, counter=counter, bought=-position, received=received)
    assert found.counter == counter
