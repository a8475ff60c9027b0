"""The table of states is whole, its page is as it is, and every posting balances."""

from __future__ import annotations

import itertools

import pytest

from bankcore.settings import env
from payments.gateway.domain import states_page
from payments.gateway.domain.declines import DECLINES
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.operations import MOVES_MONEY, OPEN, OperationKind, OperationState
from payments.gateway.domain.states import (
    INTENT,
    OPERATION,
    POSTINGS,
    OperationEvent,
    Part,
    Side,
)


def test_the_page_is_as_the_tables_are():
    page = env.REPOSITORY / "docs" / "gateway" / "states.md"
    assert page.read_text(encoding="utf-8") == states_page.page()


def test_every_state_of_a_payment_is_reached_and_all_but_the_end_are_left():
    assert set(INTENT.values()) == set(IntentState)
    assert set(IntentState) - {before for before, _ in INTENT} == {IntentState.CANCELED}


def test_what_is_known_of_an_operation_is_final_but_for_its_return():
    ends = {(before, event) for before, event in OPERATION if before not in OPEN}
    assert ends == {(OperationState.SUCCEEDED, OperationEvent.RETURNED)}


@pytest.mark.parametrize("excess", [0, 40, 100])
@pytest.mark.parametrize(("what", "legs"), POSTINGS.items())
def test_every_posting_balances_whatever_its_parts_are(what, legs, excess):
    parts = {Part.AMOUNT: 100, Part.EXCESS: excess, Part.COVERED: 100 - excess, Part.FEE: 7}
    signed = [parts[leg.part] * (1 if leg.side is Side.CREDIT else -1) for leg in legs]
    assert sum(signed) == 0, what


def test_what_moves_money_is_booked_and_nothing_else_is():
    booked = {kind for kind, event in POSTINGS if event is OperationEvent.APPROVED}
    assert booked == MOVES_MONEY
    unbooked = set(itertools.product(OperationKind, OperationEvent)) - set(POSTINGS)
    assert all(kind not in MOVES_MONEY or event != "APPROVED" for kind, event in unbooked)


def test_codes_of_declines_are_words_that_integrators_know():
    assert {"insufficient_funds", "expired_card", "incorrect_cvc", "fraudulent"} <= set(DECLINES)
