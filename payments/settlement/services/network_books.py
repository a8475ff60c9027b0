"""What networks keep and pay, in the books."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.gateway import public as gateway
from payments.settlement.models import NetworkAdvice
from payments.settlement.repositories import received

_FEES: Final = "5400"
_NOSTRO: Final = "1100"


class AdviceNotFound(BankError):
    """The network has not advised such a settlement."""

    code = "advice_not_found"
    cure = "Wait for the network's advice, or ask the network what the payment is for."
    status = 404


class PaymentDiffers(BankError):
    """The network pays another amount than it has advised."""

    code = "network_payment_differs"
    cure = "Ask the network. Nothing was booked."
    status = 409


class NetworkNotBooked(BankError):
    """The ledger refuses what a network keeps or pays."""

    code = "network_not_booked"
    cure = "Look at the bank's own accounts: one of them is closed or blocked."
    status = 409


@requires_transaction
def book_fees(*, advice: NetworkAdvice, actor: Actor, now: datetime) -> None:
    """Book interchange and scheme fee of an advice: what they are is not due any more."""
    minor = advice.interchange_minor + advice.scheme_fee_minor
    if minor:
        txn_id = _book(advice, "fees", _FEES, minor, None, actor, now)
        received.note_fees(advice, txn_id=txn_id)


@requires_transaction
def book_network_payment(
    *,
    network: str,
    settlement_reference: str,
    amount: Money,
    booked_on: date,
    actor: Actor,
    now: datetime,
) -> int:
    """Book what a network has paid on the nostro account; returns the transaction's id.

    In the caller's use case; `amount` is positive where the bank was paid, with value on
    `booked_on`. The same payment again is the same transaction. Raises AdviceNotFound, and
    PaymentDiffers where the amount or currency is not what was advised.
    """
    advice = received.lock_advice(network=network, reference=settlement_reference)
    if advice is None:
        message = f"{network} has not advised {settlement_reference}."
        raise AdviceNotFound(message)
    if (amount.minor, amount.currency.code) != (advice.net_minor, advice.currency):
        advised = Money(advice.net_minor, Currency.of(advice.currency))
        message = f"{network} has advised {advised} as {settlement_reference}, and paid {amount}."
        raise PaymentDiffers(message)
    if advice.payment_txn_id is not None:
        return advice.payment_txn_id
    txn_id = _book(advice, "payment", _NOSTRO, advice.net_minor, booked_on, actor, now)
    received.note_payment(advice, txn_id=txn_id)
    return txn_id


def _book(
    advice: NetworkAdvice,
    what: str,
    gl_code: str,
    minor: int,
    value_date: date | None,
    actor: Actor,
    now: datetime,
) -> int:
    """Book `minor` onto a line of the ledger, and off what is due from the network."""
    amount = Money(minor, Currency.of(advice.currency))
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(
            f"settlement:{what}:{advice.network}:{advice.settlement_reference}"
        ),
        kind=ledger.TransactionKind.SETTLEMENT,
        legs=(
            ledger.Leg(_internal(gl_code, amount.currency), -amount),
            ledger.Leg(_internal(gateway.ledger_line(advice.network), amount.currency), amount),
        ),
        actor=actor,
        narrative=f"{advice.network} {what} {advice.settlement_reference}",
        value_date=value_date,
    )
    (outcome,) = ledger.post(postings=[posting], now=now)
    if isinstance(outcome, ledger.Refused):
        message = f"The ledger refuses {advice.settlement_reference}: {outcome.code}."
        raise NetworkNotBooked(message)
    return outcome.txn_id


def _internal(gl_code: str, currency: Currency) -> int:
    return ledger.internal_account(
        gl_code=gl_code, currency=currency, opened_on=ledger.business_date()
    )
