"""Statements made by two at once, or while the bank goes on booking, are each made once."""

from __future__ import annotations

import pytest

from accounts.models import DocumentParty, Statement
from tests import factories
from tests.accounts.closed_days import (
    APRIL_FIRST,
    MARCH_END,
    close,
    make,
    pay_in,
    rendered,
    statement,
)
from tests.conftest import in_threads
from tests.factories import eur

pytestmark = pytest.mark.usefixtures("committed_bank")


def test_two_ends_of_day_at_once_make_each_statement_once():
    opened = [factories.account(funds=10) for _ in range(20)]
    close(MARCH_END)
    close(APRIL_FIRST)
    made = in_threads(4, lambda number: make(MARCH_END, APRIL_FIRST))
    assert sum(made) == 20
    assert Statement.objects.count() == 20
    assert DocumentParty.objects.count() == 21  # each customer once, and the bank
    assert {statement(account).closing for account in opened} == {eur(10)}


def test_what_is_booked_meanwhile_is_not_on_the_statement():
    account = factories.account(funds=10)
    close(MARCH_END)
    close(APRIL_FIRST)

    def work(number: int):
        return make(MARCH_END, APRIL_FIRST) if number == 0 else pay_in(account, 100)

    in_threads(5, work)
    assert (statement(account).closing, statement(account).entries) == (eur(10), 1)


def test_a_document_asked_for_by_many_at_once_is_one():
    account = factories.account(funds=10)
    close(MARCH_END)
    close(APRIL_FIRST)
    make(MARCH_END, APRIL_FIRST)
    assert len(set(in_threads(4, lambda number: rendered(account, "pdf")))) == 1
