"""Asking a second person for decisions on larger loans, for write-offs and restructurings."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from accounts.domain.loans.views import ApplicationView
from accounts.repositories import loans
from accounts.services.loans import applications, restructurings, write_offs
from accounts.services.loans.applications import DecisionOrder
from accounts.services.loans.restructurings import Restructuring
from accounts.services.loans.settlements import LoanNotFound
from accounts.services.loans.write_offs import WriteOffOrder
from accounts.services.two_people import TwoPeople
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.db.transactions import use_case


@needs("accounts.decide_loan")
@use_case
def ask_for_decision(
    *, order: DecisionOrder, actor: Actor, now: datetime
) -> ApplicationView | approvals.RequestView:
    """Decide, or ask for it where the loan is larger than settings.LOAN_DECISION_LIMIT.

    Raises what decide_within and TwoPeople.ask raise.
    """
    if applications.decision_takes_two(order=order, actor=actor):
        return _DECISION.ask(order=order, reason=order.decision.reason, actor=actor, now=now)
    return applications.decide_within(order=order, actor=actor, now=now)


@needs("accounts.write_off_loan")
@use_case
def ask_for_write_off(
    *, order: WriteOffOrder, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a write-off; raises what write_off_within and TwoPeople.ask raise."""
    return _WRITE_OFF.ask(order=order, reason=order.reason, actor=actor, now=now)


@needs("accounts.change_loan")
@use_case
def ask_for_restructuring(
    *, order: Restructuring, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask for a restructuring; raises what restructure_within and TwoPeople.ask raise."""
    return _RESTRUCTURING.ask(order=order, reason=order.reason, actor=actor, now=now)


def execute_decision(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Decide as two people agreed; raises OwnRequest for who registered the application."""
    subject = _DECISION.execute(request=request, actor=actor, now=now)
    application = applications.get(application_id=UUID(subject.partition(":")[2]))
    if application.registered_by == str(actor):
        message = "Who registered an application does not approve the decision on it."
        raise approvals.OwnRequest(message)
    return subject


def _decision_facts(order: DecisionOrder) -> Mapping[str, object]:
    there = applications.get(application_id=order.application_id)
    return {"state": there.state, "amount": there.amount}


def _loan_facts(order: WriteOffOrder | Restructuring) -> Mapping[str, object]:
    loan = loans.get(public_id=order.loan_id)
    if loan is None:
        message = f"There is no loan {order.loan_id}."
        raise LoanNotFound(message)
    return {
        "state": loan.state,
        "outstanding": loan.outstanding,
        "version": loan.current_version,
    }


_DECISION = TwoPeople(
    kind="accounts.loan_decision",
    order=DecisionOrder,
    subject=lambda order: f"loan-application:{order.application_id}",
    facts=_decision_facts,
    deed=applications.decide_within,
    amount=lambda order: applications.get(application_id=order.application_id).amount,
)
_WRITE_OFF = TwoPeople(
    kind="accounts.write_off",
    order=WriteOffOrder,
    subject=lambda order: f"loan:{order.loan_id}",
    facts=_loan_facts,
    deed=write_offs.write_off_within,
)
_RESTRUCTURING = TwoPeople(
    kind="accounts.restructuring",
    order=Restructuring,
    subject=lambda order: f"loan:{order.loan_id}",
    facts=_loan_facts,
    deed=restructurings.restructure_within,
)

# For bankcore/executors.py.
execute_write_off = _WRITE_OFF.execute
execute_restructuring = _RESTRUCTURING.execute
