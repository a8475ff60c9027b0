"""Customers who order in online banking, with a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from payments import public as payments
from tests import factories
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, factors, request_key

ELSEWHERE = "DE89370400440532013000"


@dataclass(frozen=True, slots=True)
class Customer:
    """A person with a log-in, an app and an account."""

    user_id: int
    customer: accounts.CustomerView
    account: accounts.AccountRef
    actor: Actor

    def code(self) -> str:
        factors.forgive(self.user_id)
        return factors.code(self.user_id)

    def confirm(self, asked: identity.ConfirmationView) -> UUID:
        """Confirm by code; returns the confirmation's id."""
        return identity.confirm_by_code(
            confirmation_id=asked.confirmation_id, code=self.code(), actor=self.actor, now=NOW
        ).confirmation_id


def customer(name: str = "demo", *, funds: str | int = 100) -> Customer:
    user_id = factors.person(name)
    found = accounts.register_customer(
        kind="PERSON", name="Demo Person", user_id=user_id, actor=TESTER, now=NOW
    )
    account = factories.account(funds=funds, owner=found)
    return Customer(user_id, found, account, factors.customer_actor(user_id))


def payment(who: Customer, amount, **changes) -> payments.PaymentOrder:
    return payments.PaymentOrder(
        **{
            "account_id": who.account.account_id,
            "amount": amount,
            "creditor_iban": ELSEWHERE,
            "creditor_name": "Demo Landlord",
            "remittance": "Rent",
        }
        | changes
    )


def transfer(who: Customer, payee: accounts.AccountRef, amount) -> payments.TransferOrder:
    return payments.TransferOrder(
        debit_account_id=who.account.account_id,
        credit_account_id=payee.account_id,
        amount=amount,
        narrative="Thanks",
    )


def submit(
    who: Customer, order, confirmation_id: UUID | None, *, request: ledger.RequestKey | None = None
) -> payments.Movement:
    act = (
        payments.submit_payment
        if isinstance(order, payments.PaymentOrder)
        else payments.submit_transfer
    )
    return act(
        order=order,
        request=request or request_key(),
        actor=who.actor,
        now=NOW,
        confirmation_id=confirmation_id,
    )


def ask(who: Customer, order) -> identity.ConfirmationView | None:
    act = (
        payments.ask_to_confirm_payment
        if isinstance(order, payments.PaymentOrder)
        else payments.ask_to_confirm_transfer
    )
    return act(order=order, actor=who.actor, now=NOW)


def terms(who: Customer, amount, **changes) -> payments.StandingOrderTerms:
    return payments.StandingOrderTerms(
        **{
            "account_id": who.account.account_id,
            "payee": payments.Payee(iban=ELSEWHERE, name="Demo Landlord"),
            "amount": amount,
            "recurrence": payments.Recurrence(start=OPENING_DAY, unit=payments.Unit.MONTH),
        }
        | changes
    )


def order(who: Customer, wanted, confirmation_id, *, request=None):
    return payments.create_standing_order(
        terms=wanted,
        request=request or request_key(),
        actor=who.actor,
        now=NOW,
        confirmation_id=confirmation_id,
    )


def ordered(who: Customer, amount) -> payments.StandingOrderView:
    """Give and confirm a standing order."""
    wanted = terms(who, amount)
    asked = payments.ask_to_confirm_standing_order(terms=wanted, actor=who.actor, now=NOW)
    return order(who, wanted, who.confirm(asked))
