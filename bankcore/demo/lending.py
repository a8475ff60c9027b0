"""Loans of the demo bank: every day two are asked for, and one older loan goes its way."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.demo import colleagues
from bankcore.demo.bank import DemoAccount, demo_accounts, demo_id
from bankcore.demo.day import Day
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Money

loans = accounts.loans
_REGISTRAR: Final = Actor.system("demo-day")
_APPROVER: Final = Actor.system("demo-approver")


def lend(day: Day) -> None:
    """Ask for three loans: one is paid out, one declined and one overridden, each by two people.

    Run again, the same applications are found and the rest is refused, so nothing is lent twice.
    """
    payer = _payer(day)
    wanted = loans.Method.LINEAR if day.day.day % 3 == 0 else loans.Method.ANNUITY
    asked = _apply(
        day,
        "approved",
        payer,
        amount=600 + day.day.day * 10,
        method=wanted,
        income=3_000,
    )
    _try_decide(day, asked, loans.ApplicationState.APPROVED, "Regular income")
    try:
        order = loans.ContractOrder(application_id=asked, repayment_account_id=payer.account_id)
        contract = loans.conclude(order=order, actor=_REGISTRAR, now=day.now)
        loans.disburse(loan_id=contract.loan_id, actor=_REGISTRAR, now=day.now)
    except BankError:
        pass
    declined = _apply(day, "declined", payer, amount=60_000, method=wanted, income=20_000)
    _decline_in_two(day, declined)
    dear = _apply(day, "overridden", payer, amount=900, method=wanted, income=150)
    _override_in_two(day, dear)


def tend(day: Day) -> None:
    """Let one loan that is owed be repaid in part, and now and then restructured or written off."""
    page, _ = loans.page(
        chosen=loans.LoanFilter(states=("ACTIVE", "IN_ARREARS", "RESTRUCTURED")), limit=200
    )
    if not page:
        return
    loan = day.chance.choice(page)
    acts = {0: _restructure, 1: _write_off}
    try:
        acts.get(day.day.day % 10, _repay_part)(day, loan)
    except BankError:
        return


def _repay_part(day: Day, loan: accounts.loans.LoanView) -> None:
    part = Money(loan.outstanding.minor // 10, loan.outstanding.currency)
    quoted = loans.quote(
        loan_id=loan.loan_id, for_day=day.day, principal=part, actor=_REGISTRAR, now=day.now
    )
    loans.repay_early(quote_id=quoted.quote_id, request=day.key(), actor=_REGISTRAR, now=day.now)


def _restructure(day: Day, loan: accounts.loans.LoanView) -> None:
    order = loans.Restructuring(
        loan_id=loan.loan_id, reason="Demo: less income", more_instalments=6
    )
    loans.restructure(order=order, actor=_APPROVER, now=day.now)


def _write_off(day: Day, loan: accounts.loans.LoanView) -> None:
    loans.write_off(loan_id=loan.loan_id, reason="Demo: insolvent", actor=_APPROVER, now=day.now)


def _apply(
    day: Day,
    name: str,
    payer: DemoAccount,
    *,
    amount: int,
    method: accounts.loans.Method,
    income: int,
) -> UUID:
    request = loans.LoanRequest(
        application_id=demo_id(f"loan/{day.day}/{name}"),
        customer_id=demo_id(payer.customer),
        product="LOAN",
        amount=Money.of(amount, "EUR"),
        instalments=12,
        annual_rate=Decimal("0.085"),
        method=method,
        purpose="Demo",
        income=Money.of(income, "EUR"),
    )
    return loans.apply(request=request, actor=_REGISTRAR, now=day.now).application_id


def _try_decide(
    day: Day, application_id: UUID, state: accounts.loans.ApplicationState, reason: str
) -> None:
    decision = loans.Decision(state=state, reason=reason)
    try:
        loans.decide(application_id=application_id, decision=decision, actor=_APPROVER, now=day.now)
    except BankError:
        return


def _decline_in_two(day: Day, application_id: UUID) -> None:
    """Let one analyst ask for declining a large loan, and another approve."""
    analyst, other = colleagues.pair("risk-analyst", identity.Role.RISK_ANALYST)
    decision = loans.Decision(
        state=loans.ApplicationState.DECLINED, reason="Too much for the income"
    )
    order = loans.DecisionOrder(application_id=application_id, decision=decision)
    try:
        asked = loans.ask_for_decision(order=order, actor=analyst, now=day.now)
        if isinstance(asked, approvals.RequestView):
            colleagues.approve(asked, by=other, day=day)
    except BankError:
        return


def _override_in_two(day: Day, application_id: UUID) -> None:
    """Let two analysts override the bank's own refusal; the customer thinks better of it."""
    analyst, other = colleagues.pair("risk-analyst", identity.Role.RISK_ANALYST)
    order = loans.OverrideOrder(
        application_id=application_id,
        state=loans.ApplicationState.APPROVED,
        reason="Demo: lives with parents",
    )
    try:
        asked = loans.ask_for_override(order=order, actor=analyst, now=day.now)
        colleagues.approve(asked, by=other, day=day)
    except BankError:
        return
    _try_decide(day, application_id, loans.ApplicationState.WITHDRAWN, "Demo: needs it no more")


def _payer(day: Day) -> DemoAccount:
    """Return the current account in euros of a customer, by chance; the first loan is the demo's.

    The demo customer's, that is; and a day run again lends to the same.
    """
    first = demo_accounts()[0]
    chosen = _by_chance(day)
    lent, _ = loans.page(chosen=loans.LoanFilter(customer_id=demo_id(first.customer)), limit=1)
    if not lent or lent[0].disbursed_on == day.day:
        return first
    return chosen


def _by_chance(day: Day) -> DemoAccount:
    return day.chance.choice(
        [
            found
            for found in demo_accounts()
            if found.product == "CURRENT" and found.opening.currency.code == "EUR"
        ]
    )
