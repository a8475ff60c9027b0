"""Term deposits: locked for their term, renewed or paid out at its end, broken at a price."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.services import accounts as account_service
from accounts.services import deposits as service
from accounts.services.deposit_accounts import DepositNotOffered, DepositNotPaidOut
from bankcore.ledger import public as ledger
from bankcore.money import Money
from tests import factories
from tests.accounts.interest_days import (
    STEPS,
    book,
    broken,
    end_day,
    end_days_until,
    everything,
    leap_to,
    line,
    rows,
    terms,
)
from tests.factories import NOW, TESTER, eur

pytestmark = pytest.mark.usefixtures("bank")
ALL_STEPS = (STEPS[0], accounts.mature_deposits, *STEPS[1:])
FORFEIT_5_DAYS = accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=5)


def day(number: int, month: int = 3) -> date:
    return date(2026, month, number)


def until(wanted: date) -> None:
    """Leap to the day before, so that a deposit matures on its day."""
    leap_to(wanted - timedelta(days=1), steps=ALL_STEPS)
    leap_to(wanted, steps=ALL_STEPS)


@pytest.fixture
def customer() -> accounts.AccountRef:
    """Return a current account with 20,000 EUR, on the first day with terms for deposits."""
    terms(
        (0, "0.0365"),
        (2_000_000, "0.073"),
        product="TERM_DEPOSIT",
        posting_period=accounts.PostingPeriod.AT_MATURITY,
        tax_rate=Decimal("0.20"),
    )
    account = factories.account(funds=20_000)
    until(day(3))
    return account


def order(account: accounts.AccountRef, **more) -> accounts.DepositOrder:
    values = {
        "funding_account_id": account.account_id,
        "amount": eur(10_000),
        "term": accounts.Term(days=10),
        "instruction": accounts.MaturityInstruction.PAY_OUT,
        "penalty": FORFEIT_5_DAYS,
    }
    return accounts.DepositOrder(**(values | more))


def opened(account: accounts.AccountRef, request=None, **more) -> accounts.DepositView:
    return accounts.open_deposit(
        order=order(account, **more),
        request=request or factories.request_key(),
        actor=TESTER,
        now=NOW,
    )


def on(account_id) -> str:
    return str(accounts.get_account(account_id=account_id).posted.amount)


def test_a_deposit_takes_its_money_and_locks_it(customer):
    deposit = opened(customer)
    assert (on(customer.account_id), on(deposit.account_id)) == ("10000.00", "10000.00")
    found = accounts.get_account(account_id=deposit.account_id)
    assert (found.available.minor, found.product) == (0, "TERM_DEPOSIT")
    assert (deposit.start, deposit.maturity, deposit.rate) == (day(3), day(13), Decimal("0.0365"))
    assert deposit.state is accounts.DepositState.ACTIVE
    posting = factories.posting((found.ledger_account_id, -1), (customer.ledger_account_id, 1))
    (refused,) = ledger.post(postings=[posting], now=NOW)
    assert refused.code is ledger.RefusalCode.INSUFFICIENT_FUNDS


@pytest.mark.parametrize(
    ("term", "maturity"),
    [
        (accounts.Term(days=11), day(16)),  # a Saturday, moved to Monday
        (accounts.Term(days=31), day(7, 4)),  # Good Friday, then a weekend and Easter Monday
        (accounts.Term(months=1), day(7, 4)),
        (accounts.Term(months=3), day(3, 6)),
        (accounts.Term(months=12), date(2027, 3, 3)),
    ],
)
def test_a_term_ends_on_a_business_day(customer, term, maturity):
    assert opened(customer, term=term).maturity == maturity


def test_a_months_end_stays_one():
    term = accounts.Term(months=1)
    assert term.maturity(date(2028, 1, 31), lambda _: True) == date(2028, 2, 29)


def test_the_rate_is_that_of_the_amount_unless_another_is_agreed(customer):
    book(customer, 2_000_000)
    assert opened(customer, amount=eur(20_000)).rate == Decimal("0.073")
    assert opened(customer, rate=Decimal("0.05")).rate == Decimal("0.05")


def test_at_maturity_principal_and_interest_less_tax_are_paid_out(customer):
    deposit = opened(customer)
    until(day(13))
    assert line("2200") == 1_000
    end_day(steps=ALL_STEPS)
    assert on(customer.account_id) == "20008.00"
    found = accounts.get_account(account_id=deposit.account_id)
    assert (found.posted.minor, found.status) == (0, accounts.AccountStatus.CLOSED)
    ended = accounts.get_deposit(deposit_id=deposit.deposit_id)
    assert (ended.state, ended.ended_on) == (accounts.DepositState.MATURED, day(13))
    assert (line("2200"), line("2300"), line("5000")) == (0, 200, -1_000)
    assert broken() == []


def test_the_fixed_rate_outlives_a_change_of_terms(customer):
    opened(customer)
    terms(
        (0, "0"),
        product="TERM_DEPOSIT",
        effective_from=day(5),
        posting_period=accounts.PostingPeriod.AT_MATURITY,
    )
    until(day(13))
    assert line("2200") == 1_000
    assert broken() == []


def test_a_renewal_of_the_principal_pays_the_interest_out(customer):
    deposit = opened(
        customer, instruction=accounts.MaturityInstruction.RENEW_PRINCIPAL, rate=Decimal("0.073")
    )
    until(day(14))
    assert on(customer.account_id) == "10016.00"
    assert on(deposit.account_id) == "10000.00"
    (principal, rate, start, maturity, state) = rows(
        """
        SELECT principal, rate, start, maturity, state FROM accounts_termdeposit
        ORDER BY id DESC LIMIT 1"""
    )[0]
    assert (principal, rate, start, maturity) == (
        1_000_000,
        Decimal("0.0365"),
        day(13),
        day(23),
    )
    assert state == "ACTIVE"
    until(day(24))
    assert on(customer.account_id) == "10024.00"
    assert broken() == []


def test_a_renewal_with_interest_locks_that_too(customer):
    deposit = opened(customer, instruction=accounts.MaturityInstruction.RENEW_WITH_INTEREST)
    until(day(14))
    found = accounts.get_account(account_id=deposit.account_id)
    assert (found.posted, found.available) == (eur(10_008), eur(0))
    until(day(24))
    assert on(deposit.account_id) == "10016.01"
    assert broken() == []


def test_money_that_the_payout_account_does_not_take_waits_without_interest(customer):
    payout = factories.account()
    deposit = opened(customer, payout_account_id=payout.account_id)
    accounts.set_account_status(
        account_id=payout.account_id,
        status=accounts.AccountStatus.CLOSED,
        reason="Test",
        actor=TESTER,
        now=NOW,
    )
    until(day(14))
    until(day(20))
    found = accounts.get_account(account_id=deposit.account_id)
    assert (found.posted, found.available) == (eur(10_008), eur(10_008))
    assert found.status is accounts.AccountStatus.OPEN
    assert line("2200") == 0
    assert broken() == []


def test_maturing_again_changes_nothing(customer):
    opened(customer)
    until(day(13))
    arguments = {"day": day(13), "next_day": day(14), "actor": TESTER, "now": NOW}
    assert accounts.mature_deposits(**arguments) == {"matured": 1, "renewed": 0}
    before = everything()
    assert accounts.mature_deposits(**arguments) == {"matured": 0, "renewed": 0}
    assert everything() == before


@pytest.mark.parametrize(
    ("penalty", "forfeited", "tax"),
    [
        (FORFEIT_5_DAYS, 500, 40),
        (accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=0), 0, 140),
        (accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=90), 700, 0),
        (accounts.Penalty(accounts.BreakRule.REDUCED_RATE, rate=Decimal("0.0073")), 560, 28),
        (accounts.Penalty(accounts.BreakRule.REDUCED_RATE, rate=Decimal(1)), 0, 140),
    ],
)
def test_breaking_costs_what_the_quote_says(customer, penalty, forfeited, tax):
    deposit = opened(customer, penalty=penalty)
    until(day(10))
    quote = accounts.quote_deposit_break(deposit_id=deposit.deposit_id)
    assert (quote.interest.minor, quote.forfeited.minor, quote.tax.minor) == (700, forfeited, tax)
    assert quote.paid_out.minor == 1_000_000 + 700 - forfeited - tax
    request = factories.request_key()
    ended = accounts.break_deposit(
        deposit_id=deposit.deposit_id, request=request, actor=TESTER, now=NOW
    )
    assert (ended.state, ended.ended_on) == (accounts.DepositState.BROKEN, day(10))
    assert accounts.get_account(account_id=customer.account_id).posted == (
        eur(10_000) + quote.paid_out
    )
    assert accounts.get_account(account_id=deposit.account_id).status == "closed"
    before = everything()
    again = accounts.break_deposit(
        deposit_id=deposit.deposit_id, request=request, actor=TESTER, now=NOW
    )
    assert (again, everything()) == (ended, before)
    until(day(15))
    assert (line("2200"), line("2300"), line("5000")) == (0, tax, forfeited - 700)
    assert broken() == []


def test_interest_paid_before_is_clawed_back_from_the_principal(customer):
    terms(
        (0, "0.0365"),
        product="TERM_DEPOSIT",
        effective_from=day(4),
        posting_period=accounts.PostingPeriod.MONTHLY,
    )
    deposit = opened(
        customer,
        term=accounts.Term(months=6),
        penalty=accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=90),
    )
    until(day(1, 4))
    assert on(deposit.account_id) == "10029.00"
    quote = accounts.quote_deposit_break(deposit_id=deposit.deposit_id)
    assert (quote.interest, quote.forfeited, quote.paid_out) == (eur(29), eur(29), eur(10_000))
    accounts.break_deposit(
        deposit_id=deposit.deposit_id, request=factories.request_key(), actor=TESTER, now=NOW
    )
    assert on(customer.account_id) == "20000.00"
    assert broken() == []


def test_a_deposit_ends_once(customer):
    deposit = opened(customer)
    until(day(14))
    before = everything()
    for attempt in (
        lambda: accounts.quote_deposit_break(deposit_id=deposit.deposit_id),
        lambda: accounts.break_deposit(
            deposit_id=deposit.deposit_id, request=factories.request_key(), actor=TESTER, now=NOW
        ),
    ):
        with pytest.raises(service.DepositNotActive):
            attempt()
    assert everything() == before


def test_a_deposit_whose_payout_account_takes_nothing_is_not_broken(customer):
    payout = factories.account()
    deposit = opened(customer, payout_account_id=payout.account_id)
    until(day(6))
    accounts.set_account_status(
        account_id=payout.account_id,
        status=accounts.AccountStatus.CLOSED,
        reason="Test",
        actor=TESTER,
        now=NOW,
    )
    before = everything()
    with pytest.raises(DepositNotPaidOut):
        accounts.break_deposit(
            deposit_id=deposit.deposit_id, request=factories.request_key(), actor=TESTER, now=NOW
        )
    assert everything() == before
    assert accounts.get_deposit(deposit_id=deposit.deposit_id) == deposit


def test_the_same_request_opens_one_deposit(customer):
    request = factories.request_key()
    first = opened(customer, request)
    before = everything()
    assert opened(customer, request) == first
    other = ledger.RequestKey(request.source, request.key, b"x" * 32)
    with pytest.raises(service.DepositKeyReused):
        opened(customer, other)
    assert everything() == before


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"amount": eur(20_001)}, service.DepositNotFunded),
        ({"amount": Money.of(10, "USD")}, service.DepositNotFunded),
        ({"product": "NONE"}, account_service.UnknownProduct),
        ({"product": "SAVINGS"}, DepositNotOffered),
        ({"funding_account_id": uuid4()}, accounts.AccountNotFound),
    ],
)
def test_a_refused_deposit_leaves_nothing_behind(customer, more, error):
    before = everything(), rows("SELECT count(*) FROM accounts_account")
    with pytest.raises(error):
        opened(customer, **more)
    assert (everything(), rows("SELECT count(*) FROM accounts_account")) == before


def test_an_unknown_deposit_is_not_found():
    with pytest.raises(service.DepositNotFound):
        accounts.get_deposit(deposit_id=uuid4())


def test_terms_and_penalties_say_one_thing():
    for wrong in ({}, {"months": 0}, {"days": 1, "months": 1}):
        with pytest.raises(ValueError, match="number"):
            accounts.Term(**wrong)
    for wrong in ({}, {"rate": Decimal(0)}, {"rate": Decimal(0), "days": 1}):
        with pytest.raises(ValueError, match="as the rule says"):
            accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, **wrong)


def test_end_of_days_before_are_of_no_account():
    end_days_until(day(4))
    assert broken() == []
