"""Interest on accounts and what has accrued come to what profit and loss has."""

from reporting.reports.domain.interest import result_of
from tests.factories import eur


def test_what_was_credited_and_accrues_anew_was_an_expense():
    # 100 credited of which 30 had accrued before; 20 stand accrued now: 90 of this year.
    assert result_of(booked=eur(100), accrual_moved=eur(-10), other=eur(0)) == eur(-90)


def test_what_was_charged_is_income_and_what_was_given_back_lessens_an_expense():
    assert result_of(booked=eur(-40), accrual_moved=eur(-5), other=eur(0)) == eur(45)
    assert result_of(booked=eur(100), accrual_moved=eur(0), other=eur(3)) == eur(-97)
