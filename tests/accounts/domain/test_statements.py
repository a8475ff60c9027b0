"""What a statement covers and how it adds up, whatever is booked."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.domain.statements import StatementContradictsBooks, StatementCycle, due_cycles, lines
from bankcore.money import Money
from tests.accounts import papers

amounts = st.lists(st.integers(-(10**17), 10**17).filter(bool), max_size=30)
days = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def rows_of(numbers) -> list:
    return [papers.row(seq, amount) for seq, amount in enumerate(numbers, start=1)]


@given(st.integers(-(10**17), 10**17), amounts)
@settings(max_examples=50, deadline=None)
def test_opening_and_entries_come_to_the_closing_balance(opening, numbers):
    made = papers.statement(rows_of(numbers), opening=opening)
    balances = [opening, *(line.balance for line in made.lines)]
    assert balances[-1] == made.head.closing.minor == opening + sum(numbers)
    assert [b - a for a, b in pairwise(balances)] == numbers


@given(st.integers(-(10**17), 10**17), amounts, st.data())
@settings(max_examples=50, deadline=None)
def test_a_period_split_in_two_comes_to_the_same(opening, numbers, data):
    at = data.draw(st.integers(0, len(numbers)))
    whole = papers.statement(rows_of(numbers), opening=opening)
    first = papers.statement(rows_of(numbers[:at]), opening=opening)
    second = papers.statement(rows_of(numbers[at:]), opening=first.head.closing.minor)
    assert second.head.closing == whole.head.closing
    assert first.head.debits + second.head.debits == whole.head.debits
    assert first.head.credits + second.head.credits == whole.head.credits
    split = [line.balance for half in (first, second) for line in half.lines]
    assert split == [line.balance for line in whole.lines]


@pytest.mark.parametrize("what", ["entries", "debits", "closing"])
def test_a_statement_that_does_not_agree_with_the_books_is_not_written(what):
    rows = rows_of([100, -30])
    head = papers.head(rows)
    wrong = {
        "entries": {"entries": 3},
        "debits": {"debits": head.debits + Money(1, head.currency)},
        "closing": {"closing": head.closing + Money(1, head.currency)},
    }[what]
    with pytest.raises(StatementContradictsBooks):
        list(lines(dataclasses.replace(head, **wrong), iter(rows)))


@given(days, st.integers(1, 10))
@settings(max_examples=50, deadline=None)
def test_a_cycle_ends_once_in_its_period(day, later):
    due = due_cycles(day=day, next_day=day + timedelta(days=later))
    next_day = day + timedelta(days=later)
    assert StatementCycle.DAILY in due
    assert (StatementCycle.MONTHLY in due) == (day.month != next_day.month)
    if StatementCycle.QUARTERLY in due:
        assert StatementCycle.MONTHLY in due


def test_four_quarters_end_in_a_year():
    ends = [
        day
        for day in (date(2026, 1, 1) + timedelta(days=n) for n in range(365))
        if StatementCycle.QUARTERLY in due_cycles(day=day, next_day=day + timedelta(days=1))
    ]
    assert ends == [date(2026, 3, 31), date(2026, 6, 30), date(2026, 9, 30), date(2026, 12, 31)]


def test_a_year_apart_is_not_the_same_month():
    due = due_cycles(day=date(2026, 3, 31), next_day=date(2027, 3, 1))
    assert StatementCycle.MONTHLY in due
