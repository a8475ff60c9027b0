"""Use of the demo bank's accounts: terms and fees, a mandate, a joint account, an overdraft."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Final

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.demo import colleagues
from bankcore.demo.bank import demo_accounts, demo_id
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Currency, Money

_ACTOR = Actor.system("demo")
_EUR = Currency.of("EUR")
_LIMITS: Final = accounts.UsageLimits(
    transaction_limit=100_000_00,
    daily_limit=150_000_00,
    monthly_limit=1_000_000_00,
    dormancy_days=730,
    overdraft_cap=5_000_00,
)
_FEES: Final = {
    accounts.FeeEvent.MONTHLY_MAINTENANCE: accounts.FeeSchedule(
        rate=accounts.FeeRate(fixed=2_50),
        waiver=accounts.WaiverRule(waived_from=5_000_00, basis=accounts.WaiverBasis.AVERAGE),
    ),
    accounts.FeeEvent.OUTGOING_PAYMENT: accounts.FeeSchedule(
        rate=accounts.FeeRate(fixed=10, percentage=Decimal("0.02"), highest=5_00)
    ),
    accounts.FeeEvent.STATEMENT_COPY: accounts.FeeSchedule(rate=accounts.FeeRate(fixed=5_00)),
    accounts.FeeEvent.OVERDRAFT_EXCESS: accounts.FeeSchedule(
        rate=accounts.FeeRate(fixed=5_00, percentage=Decimal(1), highest=25_00)
    ),
    accounts.FeeEvent.DORMANCY: accounts.FeeSchedule(rate=accounts.FeeRate(fixed=1_00)),
    accounts.FeeEvent.EARLY_CLOSING: accounts.FeeSchedule(
        rate=accounts.FeeRate(fixed=10_00), within_days=90
    ),
}


def ensure_use(*, day: date, now: datetime) -> None:
    """Give the current account in euros its terms, and two customers rights on others' accounts.

    For `bank.ensure`, once the demo accounts are open; what is there already stays as it is.
    """
    wanted = demo_accounts()
    first, shared, company = wanted[0], wanted[1], wanted[16]
    if accounts.limits_of_account(account_id=first.account_id).daily_limit is not None:
        return
    version = accounts.TermsVersion(product="CURRENT", currency=_EUR, effective_from=day)
    accounts.add_usage_terms(version=version, limits=_LIMITS, actor=_ACTOR, now=now)
    for event, schedule in _FEES.items():
        accounts.add_fee_terms(
            version=version, event=event, schedule=schedule, actor=_ACTOR, now=now
        )
    accounts.add_holder(
        account_id=shared.account_id,
        customer_id=demo_id(first.customer),
        valid_from=day,
        actor=_ACTOR,
        now=now,
    )
    accounts.set_signing_rule(
        account_id=shared.account_id, rule=accounts.SigningRule.ALL_SIGN, actor=_ACTOR, now=now
    )
    mandate = accounts.MandateOrder(
        account_id=company.account_id,
        customer_id=demo_id(first.customer),
        valid_from=day,
        transaction_limit=Money.of(10_000, "EUR"),
        daily_limit=Money.of(20_000, "EUR"),
    )
    accounts.give_mandate(order=mandate, actor=_ACTOR, now=now)


def use_of_accounts(day: Day) -> None:
    """Let two people agree on an overdraft; charge for a statement's copy, and give that fee back.

    A day that is resumed finds the copy charged, and charges and refunds nothing again.
    """
    account_id = demo_accounts()[2].account_id
    if accounts.overdraft_of_account(account_id=account_id).from_day is None:
        arrangement = accounts.OverdraftOrder(
            account_id=account_id, limit=Money.of(500, "EUR"), from_day=day.day
        )
        _agree_in_two(day, arrangement)
    copy = accounts.FeeOrder(
        account_id=account_id,
        event=accounts.FeeEvent.STATEMENT_COPY,
        reference=f"demo copy {day.day}",
        base=Money(0, _EUR),
        day=day.day,
    )
    charged = use_case(accounts.charge_for_event)(order=copy, actor=_ACTOR, now=day.now)
    if charged is None:
        return
    found, _ = accounts.page_of_fees(account_id=account_id, limit=1)
    if found[0].state == "charged":
        accounts.refund_fee(
            charge_id=found[0].charge_id,
            reason="Demo: the copy was never sent",
            actor=_ACTOR,
            now=day.now,
        )


def _agree_in_two(day: Day, arrangement: accounts.OverdraftOrder) -> None:
    """Let one officer ask for the overdraft, and another approve.

    A request that a day cut short has left waiting is not made again before it expires.
    """
    officer, other = colleagues.pair("officer", identity.Role.OPERATIONS)
    try:
        asked = accounts.ask_for_overdraft(
            order=arrangement, reason="Demo: the customer asks", actor=officer, now=day.now
        )
        colleagues.approve(asked, by=other, day=day)
    except BankError:
        return
