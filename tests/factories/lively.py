"""A bank on a month's last day, on which the steps of the day's end have something to do."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from accounts import public as accounts
from bankcore.db.transactions import use_case
from bankcore.endofday import public as endofday
from bankcore.ledger import public as ledger
from bankcore.money import Currency
from payments import public as payments
from tests.accounts import interest_days, use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, account, customer, eur, exchange, people, request_key
from tests.factories import loans as lending
from tests.payments.services import counter, orders

BEFORE = OPENING_DAY + timedelta(days=1)
DAY, NEXT_DAY = date(2026, 3, 31), date(2026, 4, 1)


def lively_bank() -> None:
    """Bring a bank to `DAY`, with something that falls due at its end for nearly every step."""
    _offer()
    _close(BEFORE)
    _begin_what_ends_today()
    _close(DAY)
    _pay()
    _exchange()
    _tell()


def _close(next_day: date) -> None:
    endofday.close_business_day(next_day=next_day, actor=TESTER, now=NOW)


def _offer() -> None:
    """Introduce interest, a fee, and a time after which nobody uses an account."""
    interest_days.terms(
        (0, "0.0365"),
        product="SAVINGS",
        tax_rate=Decimal("0.25"),
        compounding=accounts.Compounding.DAILY,
    )
    interest_days.terms(
        (0, "0.1095"),
        side=accounts.Side.DEBIT,
        posting_period=accounts.PostingPeriod.QUARTERLY,
        excess_rate=Decimal("0.05"),
    )
    interest_days.terms(
        (0, "0.0365"),
        product="TERM_DEPOSIT",
        posting_period=accounts.PostingPeriod.AT_MATURITY,
        tax_rate=Decimal("0.25"),
    )
    use.fee(accounts.FeeEvent.MONTHLY_MAINTENANCE, fixed=2_50)
    use.fee(accounts.FeeEvent.OVERDRAFT_EXCESS, fixed=5_00)
    accounts.add_fee_terms(  # so that there is a result in dollars
        version=accounts.TermsVersion(
            product="CURRENT", currency=Currency.of("USD"), effective_from=OPENING_DAY
        ),
        event=accounts.FeeEvent.MONTHLY_MAINTENANCE,
        schedule=accounts.FeeSchedule(rate=accounts.FeeRate(fixed=1_00)),
        actor=TESTER,
        now=NOW,
    )
    use.limits(dormancy_days=28)
    account(funds=77)  # nobody will use it


def _begin_what_ends_today() -> None:
    """Begin deposits, loans and a cheque on the day before, all due on `DAY` or late by then."""
    saver = account(funds=20_000)
    for instruction in accounts.MaturityInstruction:
        order = accounts.DepositOrder(
            funding_account_id=saver.account_id,
            amount=eur(1_000),
            term=accounts.Term(days=(DAY - BEFORE).days),
            instruction=instruction,
            penalty=accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=5),
        )
        accounts.open_deposit(order=order, request=request_key(), actor=TESTER, now=NOW)
    lending.lent(funds=50, first_due=DAY)
    lending.take_away(lending.lent(first_due=DAY - timedelta(days=11)), left=7)
    counter.collect(account(), eur(80))


def _pay() -> None:
    """Transfer, order what is due today, book late, and overdraw an account by it."""
    anna, ben = account(funds=1_000), account(funds=50)
    payments.submit_transfer(
        order=payments.TransferOrder(
            debit_account_id=anna.account_id, credit_account_id=ben.account_id, amount=eur(10)
        ),
        request=request_key(),
        actor=TESTER,
        now=NOW,
    )
    orders.give(anna, ben, eur(20), start=DAY)
    orders.once(ben, anna, eur(500), DAY)  # there is not enough
    owner = customer()
    order = accounts.AccountOrder(
        customer_id=owner.customer_id,
        product="SAVINGS",
        currency=Currency.of("EUR"),
        opened_on=DAY,
    )
    (savings,) = accounts.open_accounts(orders=[order], actor=TESTER, now=NOW)
    interest_days.book(savings, 5_000_00, value_date=date(2026, 3, 20))
    overdrawn = account()
    interest_days.overdraft(overdrawn, 100)
    interest_days.book(overdrawn, -60_00, value_date=date(2026, 3, 25))
    for limit, who in ((200, overdrawn), (10, anna)):
        agreed = accounts.OverdraftOrder(
            account_id=who.account_id, limit=eur(limit), from_day=NEXT_DAY
        )
        accounts.agree_overdraft(order=agreed, actor=TESTER, now=NOW)
    for number in range(3):
        use_case(ledger.place_hold)(
            order=ledger.HoldOrder(
                request=request_key(),
                account_id=anna.ledger_account_id,
                amount=eur(5),
                reference=f"Card {number}",
                expires_at=NOW - timedelta(minutes=1),
            ),
            actor=TESTER,
            now=NOW - timedelta(hours=1),
        )


def _exchange() -> None:
    """Take over dollars at yesterday's rate, and publish today's."""
    exchange.publish(DAY - timedelta(days=1))
    exchange.set_margin("0.01", effective_from=DAY)
    exchange.execute(exchange.quote(*exchange.pair("USD", "EUR", funds=125), "125"))
    exchange.publish(DAY, USD="1.20", GBP="0.81")


def _tell() -> None:
    """Keep a document that expires soon."""
    people.upload(people.prospect(), expires_on=NEXT_DAY + timedelta(days=30))
