"""The account that a term deposit is kept on: locked, bearing its rate, paid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import uuid5

from accounts.domain import interest
from accounts.domain.deposits import (
    BreakRule,
    DepositState,
    DepositView,
    MaturityInstruction,
    Penalty,
)
from accounts.domain.interest import Side, Terms
from accounts.models import TermDeposit
from accounts.repositories import interest_terms, term_deposits
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.calendars import Calendar
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """A movement of a deposit to be, booked and of value on `day`; `amount` is positive."""

    request: ledger.RequestKey
    debit: int
    credit: int
    amount: Money
    day: date
    kind: ledger.TransactionKind = ledger.TransactionKind.TRANSFER


def move(movement: Movement, *, actor: Actor, now: datetime) -> ledger.RefusalCode | None:
    """Book a movement of a deposit; returns why the books refuse it, where they do."""
    posting = ledger.Posting(
        request=movement.request,
        kind=movement.kind,
        legs=(
            ledger.Leg(movement.debit, -movement.amount),
            ledger.Leg(movement.credit, movement.amount),
        ),
        actor=actor,
        narrative="Term deposit",
        booking_date=movement.day,
        value_date=movement.day,
    )
    (outcome,) = ledger.post(postings=[posting], now=now)
    return outcome.code if isinstance(outcome, ledger.Refused) else None


class DepositNotPaidOut(BankError):
    """The payout account does not take the money."""

    code = "deposit_not_paid_out"
    cure = "Ask the bank to name another account for the deposit's money."
    status = 409


class DepositNotOffered(BankError):
    """The bank has no interest terms for such a deposit today."""

    code = "deposit_not_offered"
    cure = "Choose another currency, or ask the bank for its terms."
    status = 409


def begin(deposit: TermDeposit, *, actor: Actor, now: datetime) -> None:
    """Add a deposit whose money is there: lock its principal and fix its rate."""
    account_id = deposit.account.ledger_account_id
    ledger.set_floor(account_id=account_id, floor=Money(deposit.principal, currency_of(deposit)))
    interest_terms.add_special(
        account_id=account_id,
        side=Side.CREDIT,
        effective_from=deposit.start,
        rate=deposit.rate,
        by=str(actor),
        at=now,
    )
    term_deposits.add(deposit)
    record(deposit, "opened", actor, now, {"rate": str(deposit.rate)})


def unlock(deposit: TermDeposit) -> None:
    """Let the principal be taken out."""
    ledger.set_floor(
        account_id=deposit.account.ledger_account_id, floor=Money(0, currency_of(deposit))
    )


def everything(deposit: TermDeposit) -> Money:
    """Return what is on the deposit's account."""
    return ledger.balance(account_id=deposit.account.ledger_account_id).posted


def pay_out(deposit: TermDeposit, amount: Money, *, day: date, actor: Actor, now: datetime) -> None:
    """Move money from the deposit to its payout account; raises DepositNotPaidOut."""
    if amount.minor <= 0:
        return
    movement = Movement(
        request=key(deposit, "paid out"),
        debit=deposit.account.ledger_account_id,
        credit=deposit.payout_account.ledger_account_id,
        amount=amount,
        day=day,
    )
    refused = move(movement, actor=actor, now=now)
    if refused is not None:
        message = f"The payout account does not take {amount}: {refused}."
        raise DepositNotPaidOut(message)


def record(
    deposit: TermDeposit, what: str, actor: Actor, now: datetime, detail: dict[str, object]
) -> None:
    """Tell the audit trail what became of a deposit."""
    audit.record(
        actor=actor,
        action=f"accounts.term_deposit.{what}",
        subject=f"term_deposit:{deposit.public_id}",
        detail=detail,
        at=now,
    )


def currency_of(deposit: TermDeposit) -> Currency:
    """Return the deposit's currency."""
    return Currency.numbered(deposit.account.currency)


def penalty_of(deposit: TermDeposit) -> Penalty:
    """Return what breaking the deposit costs."""
    return Penalty(BreakRule(deposit.break_rule), deposit.break_rate, deposit.break_days)


def view(deposit: TermDeposit) -> DepositView:
    """Return the deposit as others see it."""
    return DepositView(
        deposit_id=deposit.public_id,
        account_id=deposit.account.public_id,
        iban=deposit.account.iban,
        payout_account_id=deposit.payout_account.public_id,
        principal=Money(deposit.principal, currency_of(deposit)),
        rate=deposit.rate,
        start=deposit.start,
        maturity=deposit.maturity,
        instruction=MaturityInstruction(deposit.instruction),
        penalty=penalty_of(deposit),
        state=DepositState(deposit.state),
        ended_on=deposit.ended_on,
    )


def is_business_day(day: date) -> bool:
    """Tell whether deposits may mature on a day: no weekend, no closing day of TARGET."""
    return Calendar.target().is_business_day(day)


def terms_of(deposit: TermDeposit, day: date) -> Terms:
    """Return the interest terms of the deposit's product on a day; raises DepositNotOffered."""
    return terms_in_force(deposit.account.product_id, currency_of(deposit), day)


def terms_in_force(product_id: int, currency: Currency, day: date) -> Terms:
    """Return a product's terms for credit interest on a day; raises DepositNotOffered."""
    versions = interest_terms.versions(product_id=product_id, currency=currency.number)
    held = [terms for terms in interest.in_force(versions, day) if terms.side is Side.CREDIT]
    if not held:
        message = f"There are no terms for deposits in {currency} on {day}."
        raise DepositNotOffered(message)
    return held[0]


def key(deposit: TermDeposit, what: str) -> ledger.RequestKey:
    """Return the key of what the bank itself does with a deposit, once."""
    own = uuid5(deposit.public_id, what)
    return ledger.RequestKey(ledger.KeySource.SYSTEM, own, own.bytes * 2)
