"""What takes two people in accounts, each ready to be asked for in a test."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from django.db import connection
from psycopg import sql

from accounts import public as accounts
from accounts.models import FeeCharge
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.money import Currency
from tests import factories
from tests.accounts import use
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, people
from tests.factories import loans as lending
from tests.payments.services.movements import left, withdraw

loans = accounts.loans
TOMORROW = OPENING_DAY + timedelta(days=1)
EUR = Currency.of("EUR")


@dataclass(frozen=True, kw_only=True)
class Deed:
    """Asking for it, doing it alone, whether it is done, and something that gets in between."""

    ask: Callable[[Actor], Any]
    alone: Callable[[Actor], object]
    is_done: Callable[[], bool]
    meanwhile: Callable[[], object]


def counts(*apps: str) -> dict[str, int]:
    """Return how many rows each table of these apps has."""
    with connection.cursor() as cursor:
        names = [
            name
            for name in connection.introspection.table_names(cursor)
            if name.startswith(tuple(f"{app}_" for app in apps))
        ]
        parts = [
            sql.SQL("SELECT {}, count(*) FROM {}").format(sql.Literal(name), sql.Identifier(name))
            for name in sorted(names)
        ]
        cursor.execute(sql.SQL(" UNION ALL ").join(parts))
        return dict(cursor.fetchall())


def by(actor: Actor) -> dict[str, Any]:
    return {"actor": actor, "now": NOW}


def overdraft() -> Deed:
    account_id = factories.account().account_id
    order = accounts.OverdraftOrder(account_id=account_id, limit=eur(100), from_day=OPENING_DAY)
    other = replace(order, limit=eur(50))
    return Deed(
        ask=lambda who: accounts.ask_for_overdraft(order=order, reason="Asked for", **by(who)),
        alone=lambda who: accounts.agree_overdraft(order=order, **by(who)),
        is_done=lambda: accounts.overdraft_of_account(account_id=account_id).agreed == eur(100),
        meanwhile=lambda: accounts.agree_overdraft(order=other, **by(TESTER)),
    )


def interest_terms() -> Deed:
    order = accounts.TermsOrder(
        product="SAVINGS",
        currency=EUR,
        side=accounts.Side.CREDIT,
        effective_from=TOMORROW,
        day_count=accounts.DayCount.THIRTY_E_360,
        tiers=((0, Decimal("0.01")), (100_000, Decimal("0.0125"))),
        method=accounts.TierMethod.MARGINAL,
        posting_period=accounts.PostingPeriod.QUARTERLY,
        tax_rate=Decimal("0.25"),
    )
    later = replace(order, effective_from=TOMORROW + timedelta(days=9))

    def is_done() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM accounts_interesttier JOIN accounts_interestterms t"
                " ON t.id = terms_id WHERE from_minor = 100000 AND rate = 0.0125"
                " AND tax_rate = 0.25 AND effective_from = %s",
                [TOMORROW],
            )
            return cursor.fetchone() == (1,)

    return Deed(
        ask=lambda who: accounts.ask_for_interest_terms(order=order, reason="Board", **by(who)),
        alone=lambda who: accounts.introduce_interest_terms(order=order, **by(who)),
        is_done=is_done,
        meanwhile=lambda: accounts.introduce_interest_terms(order=later, **by(TESTER)),
    )


def interest_rate() -> Deed:
    account = factories.account()
    order = accounts.RateOrder(
        account_id=account.account_id,
        side=accounts.Side.CREDIT,
        effective_from=TOMORROW,
        rate=Decimal("0.05"),
    )

    def agree(actor: Actor, **changes: Any) -> None:
        values = {
            "account_id": order.account_id,
            "side": order.side,
            "effective_from": order.effective_from,
            "rate": order.rate,
        }
        accounts.agree_interest_rate(**(values | changes), **by(actor))

    def is_done() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM accounts_interestspecial"
                " WHERE account_id = %s AND rate = 0.05",
                [account.ledger_account_id],
            )
            return cursor.fetchone() == (1,)

    return Deed(
        ask=lambda who: accounts.ask_for_interest_rate(order=order, reason="Keeps", **by(who)),
        alone=agree,
        is_done=is_done,
        meanwhile=lambda: agree(TESTER, effective_from=TOMORROW + timedelta(days=9), rate=None),
    )


def usage_terms() -> Deed:
    account_id = factories.account().account_id
    limits = accounts.UsageLimits(daily_limit=50_00)
    order = accounts.UsageTermsOrder(version=use.version(), limits=limits)
    return Deed(
        ask=lambda who: accounts.ask_for_usage_terms(order=order, reason="Board", **by(who)),
        alone=lambda who: accounts.add_usage_terms(version=use.version(), limits=limits, **by(who)),
        is_done=lambda: accounts.limits_of_account(account_id=account_id).daily_limit == eur(50),
        meanwhile=lambda: use.limits(daily_limit=60_00),
    )


def fee_terms() -> Deed:
    account = factories.account(funds=100)
    schedule = accounts.FeeSchedule(
        rate=accounts.FeeRate(fixed=1_00, percentage=Decimal("0.1"), highest=5_00),
        waiver=accounts.WaiverRule(waived_from=5, basis=accounts.WaiverBasis.MINIMUM),
    )
    event = use.EVENTS.CASH_WITHDRAWAL
    order = accounts.FeeTermsOrder(version=use.version(), event=event, schedule=schedule)

    def is_done() -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM accounts_feeterms WHERE fixed = 100 AND percentage = 0.1"
                " AND waived_from = 5 AND waived_basis = 'MINIMUM' AND highest = 500"
            )
            return cursor.fetchone() == (1,)

    del account
    return Deed(
        ask=lambda who: accounts.ask_for_fee_terms(order=order, reason="Board", **by(who)),
        alone=lambda who: accounts.add_fee_terms(
            version=use.version(), event=event, schedule=schedule, **by(who)
        ),
        is_done=is_done,
        meanwhile=lambda: use.fee(event, fixed=1),
    )


def fee_refund() -> Deed:
    """Return a refund of 25.01 euros: a cent more than one person gives back alone."""
    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=25_01)
    account = factories.account(funds=100)
    withdraw(account, eur(10))
    charge_id = FeeCharge.objects.get().pk
    order = accounts.RefundOrder(charge_id=charge_id, reason="By mistake")

    def give_back(actor: Actor) -> None:
        accounts.refund_fee(charge_id=charge_id, reason="By mistake", **by(actor))

    return Deed(
        ask=lambda who: accounts.ask_for_fee_refund(order=order, **by(who)),
        alone=give_back,
        is_done=lambda: left(account) == eur(90),
        meanwhile=lambda: give_back(TESTER),
    )


def erasure() -> Deed:
    """Return the erasure of a customer whose advertising contacts are all that may go."""
    customer_id = factories.customer().customer_id
    contact = accounts.Contact(
        kind=accounts.ContactKind.EMAIL, value="demo@example.org", marketing=True
    )
    accounts.add_contact(customer_id=customer_id, contact=contact, **by(TESTER))
    order = accounts.ErasureOrder(customer_id=customer_id)
    return Deed(
        ask=lambda who: accounts.ask_for_erasure(order=order, reason="Asked for", **by(who)),
        alone=lambda who: accounts.erase_customer(customer_id=customer_id, **by(who)),
        is_done=lambda: not accounts.customer_file(customer_id=customer_id).contacts,
        meanwhile=lambda: people.move(customer_id, accounts.CustomerStatus.BLOCKED),
    )


def loan_decision() -> Deed:
    """Return the approval of a loan of 10,000.01 euros."""
    asked = loans.apply(
        request=lending.request(factories.customer(), amount="10000.01"), **by(TESTER)
    )
    application_id = asked.application_id

    def decision(state: str) -> accounts.loans.Decision:
        return loans.Decision(state=loans.ApplicationState(state), reason="Income")

    def decide(actor: Actor, state: str = "APPROVED") -> object:
        return loans.decide(application_id=application_id, decision=decision(state), **by(actor))

    order = loans.DecisionOrder(application_id=application_id, decision=decision("APPROVED"))
    return Deed(
        ask=lambda who: loans.ask_for_decision(order=order, **by(who)),
        alone=decide,
        is_done=lambda: loans.application(application_id=application_id).state == "APPROVED",
        meanwhile=lambda: decide(TESTER, "WITHDRAWN"),
    )


def write_off() -> Deed:
    lent = lending.lent()
    order = loans.WriteOffOrder(loan_id=lent.loan_id, reason="Insolvent")
    longer = loans.Restructuring(loan_id=lent.loan_id, reason="Less income", more_instalments=6)
    return Deed(
        ask=lambda who: loans.ask_for_write_off(order=order, **by(who)),
        alone=lambda who: loans.write_off(loan_id=lent.loan_id, reason="Insolvent", **by(who)),
        is_done=lambda: lent.view.state == "WRITTEN_OFF",
        meanwhile=lambda: loans.restructure(order=longer, **by(TESTER)),
    )


def restructuring() -> Deed:
    lent = lending.lent()
    order = loans.Restructuring(
        loan_id=lent.loan_id,
        reason="Less income",
        more_instalments=6,
        annual_rate=Decimal("0.10"),
    )
    other = replace(order, more_instalments=1)
    return Deed(
        ask=lambda who: loans.ask_for_restructuring(order=order, **by(who)),
        alone=lambda who: loans.restructure(order=order, **by(who)),
        is_done=lambda: len(lent.view.schedule) == 18,
        meanwhile=lambda: loans.restructure(order=other, **by(TESTER)),
    )


DEEDS: Final[Mapping[str, Callable[[], Deed]]] = {
    "accounts.overdraft": overdraft,
    "accounts.interest_terms": interest_terms,
    "accounts.interest_rate": interest_rate,
    "accounts.usage_terms": usage_terms,
    "accounts.fee_terms": fee_terms,
    "accounts.fee_refund": fee_refund,
    "accounts.erasure": erasure,
    "accounts.loan_decision": loan_decision,
    "accounts.write_off": write_off,
    "accounts.restructuring": restructuring,
}


def approve(asked: approvals.RequestView, actor: Actor) -> approvals.RequestView:
    return approvals.approve(request_id=asked.request_id, actor=actor, now=NOW)
