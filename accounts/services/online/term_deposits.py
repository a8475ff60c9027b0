"""Term deposits as customers open and steer them in online banking."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final
from uuid import UUID

from accounts.domain.deposits import (
    BreakRule,
    DepositState,
    DepositView,
    MaturityInstruction,
    Penalty,
    Term,
)
from accounts.models import TermDeposit
from accounts.repositories import accounts, term_deposits
from accounts.services import deposit_accounts
from accounts.services.deposits import PRODUCT, DepositNotActive, DepositNotFound
from accounts.services.ownership import owns
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money

# What breaking a deposit costs that a customer opens by themselves.
PENALTY: Final = Penalty(BreakRule.FORFEIT_DAYS, days=90)


class UnknownDepositProduct(BankError):
    """The bank has no term deposits."""

    code = "no_term_deposits"
    cure = "Ask the bank what it offers."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositOffer:
    """What a deposit opened today would bear, a year as a fraction of one, and when it ends."""

    amount: Money
    rate: Decimal
    start: date
    maturity: date
    forfeited_days: int


def deposit_offer(*, amount: Money, term: Term) -> DepositOffer:
    """Return what the bank offers for so much over a term today.

    Raises UnknownDepositProduct and DepositNotOffered.
    """
    product, today = accounts.product(code=PRODUCT), ledger.business_date()
    if product is None:
        message = "The bank has no term deposits."
        raise UnknownDepositProduct(message)
    terms = deposit_accounts.terms_in_force(product.pk, amount.currency, today)
    return DepositOffer(
        amount=amount,
        rate=terms.rate_of(amount.minor),
        start=today,
        maturity=term.maturity(today, deposit_accounts.is_business_day),
        forfeited_days=PENALTY.days or 0,
    )


def own_deposits(*, user_id: int) -> list[DepositView]:
    """Return this log-in's own term deposits: those that run first, then the newest."""
    return [deposit_accounts.view(row) for row in term_deposits.of_user(user_id=user_id)]


def own_deposit(*, deposit_id: UUID, user_id: int) -> DepositView:
    """Return the deposit if it is this log-in's own; raises DepositNotFound."""
    row = term_deposits.get(public_id=deposit_id)
    if row is None or row.account.customer.user_id != user_id:
        raise _not_found(deposit_id)
    return deposit_accounts.view(row)


@needs("accounts.instruct_deposit")
@use_case
def instruct_deposit(
    *, deposit_id: UUID, instruction: MaturityInstruction, actor: Actor, now: datetime
) -> DepositView:
    """Say what becomes of a running deposit's money at the end of its term.

    It can be said anew until the deposit matures. Raises DepositNotFound and DepositNotActive.
    """
    row = _locked(deposit_id, actor)
    before = row.instruction
    if before != instruction:
        row.instruction = instruction
        term_deposits.instruct(row)
        detail: dict[str, object] = {"before": before, "after": str(instruction)}
        deposit_accounts.record(row, "instructed", actor, now, detail)
    return deposit_accounts.view(row)


def _locked(deposit_id: UUID, actor: Actor) -> TermDeposit:
    row = term_deposits.get_locked(public_id=deposit_id)
    if row is None or not owns(actor, row.account.customer.public_id):
        raise _not_found(deposit_id)
    if row.state != DepositState.ACTIVE:
        message = f"The deposit ended on {row.ended_on}."
        raise DepositNotActive(message)
    return row


def _not_found(deposit_id: UUID) -> DepositNotFound:
    message = f"There is no term deposit {deposit_id}."
    return DepositNotFound(message)
