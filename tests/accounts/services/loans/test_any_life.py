"""Whatever happens to loans, loans and ledger tell the same."""

import contextlib
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from accounts import public as accounts
from accounts.repositories import loan_days
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
pytestmark = pytest.mark.usefixtures("bank")

ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("days"), st.integers(1, 40)),
        st.tuples(st.just("pay_in"), st.integers(1, 300)),
        st.tuples(st.just("repay"), st.integers(1, 40_000)),
        st.tuples(st.just("repay_due"), st.just(0)),
        st.tuples(st.just("part"), st.integers(1, 60_000)),
        st.tuples(st.just("whole"), st.just(0)),
        st.tuples(st.just("longer"), st.integers(1, 6)),
        st.tuples(st.just("holiday"), st.integers(1, 3)),
        st.tuples(st.just("write_off"), st.just(0)),
    ),
    min_size=2,
    max_size=9,
)


def money(minor: int):
    return eur(Decimal(minor) / 100)


def days(loan, count):
    lending.close_day(ledger.business_date() + timedelta(days=count))


def part(loan, minor):
    quote(loan, principal=money(minor), effect=loans.Effect(["SHORTEN", "LOWER"][minor % 2]))


def quote(loan, principal=None, effect=loans.Effect.LOWER):
    quoted = loans.quote(
        loan_id=loan.loan_id,
        for_day=ledger.business_date(),
        principal=principal,
        actor=TESTER,
        now=NOW,
    )
    request = factories.request_key()
    loans.repay_early(
        quote_id=quoted.quote_id, effect=effect, request=request, actor=TESTER, now=NOW
    )


def restructure(loan, **asked):
    order = loans.Restructuring(loan_id=loan.loan_id, reason="Asked for", **asked)
    loans.restructure(order=order, actor=TESTER, now=NOW)


DOES = {
    "days": days,
    "pay_in": lending.pay_in,
    "repay": lambda loan, minor: lending.repay(loan, money(minor), surplus=loans.Surplus.EARLY),
    "repay_due": lambda loan, _: lending.repay(loan, loan.view.due),
    "part": part,
    "whole": lambda loan, _: quote(loan),
    "longer": lambda loan, count: restructure(
        loan, more_instalments=count, capitalise_arrears=count % 2 == 0
    ),
    "holiday": lambda loan, count: restructure(loan, holiday=count, more_instalments=count),
    "write_off": lambda loan, _: loans.write_off(
        loan_id=loan.loan_id, reason="Lost", actor=TESTER, now=NOW
    ),
}


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    acts=ACTS,
    method=st.sampled_from(loans.Method),
    order=st.sampled_from(["PENALTY_FIRST", "INTEREST_FIRST", "PRINCIPAL_FIRST"]),
    funds=st.integers(0, 500),
)
def test_whatever_happens_the_books_agree(acts, method, order, funds):
    point = transaction.savepoint()
    try:
        lending.terms(allocation_order=order, fee_deducted=funds % 2 == 0)
        loan = lending.lent(method=method, instalments=6, funds=funds)
        lending.take_away(loan, funds)
        for name, size in acts:
            with contextlib.suppress(BankError, ValueError):
                DOES[name](loan, size)
            broken = [each for each in accounts.verify_loans() if not each.holds]
            assert broken == [], name
        assert [each for each in ledger.verify() if not each.holds] == []
    finally:
        transaction.savepoint_rollback(point)


def test_steps_that_stop_in_the_middle_are_made_up_for():
    """A bank whose steps run twice has the books of one whose steps ran once."""
    day, after = date(2026, 4, 6), date(2026, 4, 7)
    books = []
    for runs in (1, 3):
        point = transaction.savepoint()
        lent = [lending.lent(funds=number * 10) for number in range(4)]
        for number, loan in enumerate(lent):
            lending.take_away(loan, number * 40)
        lending.close_day(date(2026, 4, 2))
        lending.close_day(day)
        accounts.collect_instalments(day=day, next_day=after, actor=TESTER, now=NOW)
        for _ in range(runs):
            lending.steps(day, after)
        books.append(
            [
                [(loan.view.outstanding, loan.view.due, loan.view.bucket) for loan in lent],
                [lending.gl(code) for code in ("1210", "1220", "4010", "4110")],
            ]
        )
        assert lending.clean()
        transaction.savepoint_rollback(point)
    assert books[0] == books[1]


class Crash(Exception):
    """The process dies here."""


def test_a_step_that_dies_leaves_nothing_half_done(monkeypatch):
    """What one transaction began is gone; what was committed stays, and is not done again."""
    lent = [lending.lent(), lending.lent()]
    lending.close_day(date(2026, 4, 2))
    day, after = date(2026, 4, 2), date(2026, 4, 3)
    real = loan_days.add_collections
    calls = []

    def dies_the_second_time(rows):
        calls.append(rows)
        if len(calls) == 2:
            raise Crash
        real(rows)

    monkeypatch.setattr("accounts.services.loans.collections._CHUNK", 1)
    monkeypatch.setattr(loan_days, "add_collections", dies_the_second_time)
    with pytest.raises(Crash):
        lending.steps(day, after)
    assert [loan.view.outstanding for loan in lent] == [eur("1105.38"), eur(1200)]
    assert lending.clean()
    assert lending.steps(day, after)["collected_from"] == 1
    assert [loan.view.outstanding for loan in lent] == [eur("1105.38")] * 2
    assert lending.clean()


@pytest.mark.parametrize("step", ["accrue_loan_interest", "update_arrears"])
def test_income_is_booked_once_when_its_step_dies(monkeypatch, step):
    loan = lending.lent()
    lending.take_away(loan)
    lending.close_day(date(2026, 4, 2))
    lending.close_day(date(2026, 4, 10))
    before = lending.gl("4010"), lending.gl("4110")
    run = getattr(accounts, step)
    call = {"day": date(2026, 4, 10), "next_day": date(2026, 5, 20), "actor": TESTER, "now": NOW}

    def dies(row):
        raise Crash(row)

    with monkeypatch.context() as patch:
        patch.setattr(loan_days, "add_accrual", dies)
        with pytest.raises(Crash):
            run(**call)
    assert (lending.gl("4010"), lending.gl("4110")) == before
    run(**call)
    once = lending.gl("4010"), lending.gl("4110")
    assert once != before
    run(**call)
    assert (lending.gl("4010"), lending.gl("4110")) == once
    assert lending.clean()
