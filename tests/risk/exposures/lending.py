"""A bank with limits by two people, and customers who borrow within them or not."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.money import Money
from risk.exposures import public as exposures
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending

loans = accounts.loans
Kind = exposures.LimitKind


def limit(
    kind: Kind, ceiling: str | int, *, by: tuple[Actor, Actor], key: str = "", day=OPENING_DAY
) -> None:
    """Put a limit in force, by two people."""
    maker, checker = by
    order = exposures.LimitOrder(kind=kind, key=key, ceiling=eur(ceiling), effective_from=day)
    asked = exposures.request_limit(order=order, reason="Appetite", actor=maker, now=NOW)
    approvals.approve(request_id=asked.request_id, actor=checker, now=NOW)


def asked_for(customer, amount: int, **more):
    """Return a customer's application that waits for staff."""
    request = lending.request(customer, amount=amount, **more)
    return loans.apply(request=request, actor=TESTER, now=NOW)


def approve(application):
    """Approve an application as a part of the bank."""
    return loans.decide(
        application_id=application.application_id,
        decision=loans.Decision(state=loans.ApplicationState.APPROVED, reason="Good"),
        actor=lending.APPROVER,
        now=NOW,
    )


def contract(customer, application):
    """Return the contract of an approved application, not paid out yet."""
    account = factories.account(owner=customer, funds=0)
    order = loans.ContractOrder(
        application_id=application.application_id, repayment_account_id=account.account_id
    )
    return loans.conclude(order=order, actor=TESTER, now=NOW)


def pay_out(loan):
    """Pay a loan out."""
    return loans.disburse(loan_id=loan.loan_id, actor=TESTER, now=NOW)


def item(
    customer,
    value: str | int | Money,
    *,
    by: Actor,
    kind=exposures.CollateralKind.PROPERTY,
    haircut: str = "0.30",
    valued_on: date = OPENING_DAY,
    **more,
) -> int:
    """Put something on the register."""
    return exposures.record_collateral(
        order=exposures.NewCollateral(
            kind=kind,
            customer_id=customer.customer_id,
            description="Demo house",
            haircut=Decimal(haircut),
            value=value if isinstance(value, Money) else eur(value),
            valued_on=valued_on,
            source="Demo valuer",
            **more,
        ),
        actor=by,
        now=NOW,
    )


def secure(collateral_id: int, application, *, by: Actor) -> None:
    """Let an item secure a loan."""
    exposures.pledge_collateral(
        collateral_id=collateral_id,
        application_id=application.application_id,
        actor=by,
        now=NOW,
    )
