"""Interest terms take effect on a day to come, and are never changed."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection

from accounts import public as accounts
from accounts.domain.interest import Side
from accounts.services import accounts as account_service
from accounts.services import interest_terms as service
from tests import factories
from tests.accounts.interest_days import FIRST_DAY, end_day, rows, terms
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

pytestmark = pytest.mark.usefixtures("bank")

ALL = "SELECT count(*) FROM accounts_interestterms"


@pytest.mark.parametrize("late", [0, 1, 400])
def test_terms_never_change_a_day_that_has_begun(late):
    end_day()
    with pytest.raises(service.TermsNotInFuture):
        terms((0, "0.01"), effective_from=FIRST_DAY - timedelta(days=late))
    assert rows(ALL) == [(0,)]


def test_terms_of_a_day_are_introduced_once():
    terms((0, "0.01"))
    with pytest.raises(service.TermsExist):
        terms((0, "0.02"))
    terms((0, "0.02"), side=Side.DEBIT)
    terms((0, "0.02"), currency="USD")
    assert rows("SELECT rate FROM accounts_interesttier ORDER BY terms_id") == [
        (Decimal("0.01"),),
        (Decimal("0.02"),),
        (Decimal("0.02"),),
    ]


@pytest.mark.parametrize(
    ("tiers", "more"),
    [
        ([], {}),
        ([(1, "0.01")], {}),
        ([(0, "0.01"), (0, "0.02")], {}),
        ([(0, "0.01"), (5, "0.02"), (3, "0.03")], {}),
        ([(0, "-1.000001")], {}),
        ([(0, "10.1")], {}),
        ([(0, "0.0000001")], {}),
        ([(0, "0.01")], {"tax_rate": Decimal("1.1")}),
        ([(0, "0.01")], {"tax_rate": Decimal("0.1"), "side": Side.DEBIT}),
        ([(0, "0.01")], {"excess_rate": Decimal("0.1")}),
        (
            [(0, "0.01")],
            {
                "compounding": accounts.Compounding.DAILY,
                "posting_period": accounts.PostingPeriod.AT_MATURITY,
            },
        ),
    ],
)
def test_terms_that_leave_a_balance_without_a_rate_are_refused(tiers, more):
    with pytest.raises(service.UnusableTerms):
        terms(*tiers, **more)
    assert rows(ALL) == [(0,)]


def test_an_unknown_product_has_no_terms():
    with pytest.raises(account_service.UnknownProduct):
        terms((0, "0.01"), product="NONE")


@pytest.mark.parametrize(
    ("late", "rate", "error"),
    [(0, "0.01", service.TermsNotInFuture), (-1, "11", service.UnusableTerms)],
)
def test_an_accounts_own_rate_is_as_any_other(late, rate, error):
    account = factories.account()
    arguments = {
        "account_id": account.account_id,
        "side": Side.CREDIT,
        "effective_from": OPENING_DAY - timedelta(days=late),
        "actor": TESTER,
        "now": NOW,
    }
    with pytest.raises(error):
        accounts.agree_interest_rate(rate=Decimal(rate), **arguments)
    assert rows("SELECT count(*) FROM accounts_interestspecial") == [(0,)]


def test_an_account_has_one_rate_of_its_own_on_a_day():
    account = factories.account()
    arguments = {
        "account_id": account.account_id,
        "side": Side.CREDIT,
        "effective_from": FIRST_DAY,
        "actor": TESTER,
        "now": NOW,
    }
    accounts.agree_interest_rate(rate=Decimal("0.01"), **arguments)
    with pytest.raises(service.TermsExist):
        accounts.agree_interest_rate(rate=Decimal("0.02"), **arguments)
    assert rows("SELECT rate FROM accounts_interestspecial") == [(Decimal("0.01"),)]


def test_postgresql_keeps_terms_whole():
    terms((0, "0.01"))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="no rate from zero on"):
            cursor.execute(
                """
                INSERT INTO accounts_interestterms
                  (product_id, currency, side, effective_from, day_count, method, compounding,
                   posting_period, introduced_at, introduced_by)
                SELECT product_id, currency, side, effective_from + 1, day_count, method,
                       compounding, posting_period, introduced_at, introduced_by
                FROM accounts_interestterms"""
            )
