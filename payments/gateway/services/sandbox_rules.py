"""What test cards and test amounts do in the sandbox: always the same, so that one can test."""

from __future__ import annotations

from typing import Final

from bankcore.money import Currency, Money
from payments.gateway.domain.connectors import InstrumentKind, Outcome, Verdict
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.domain.sandbox_values import (
    CARDS,
    NOT_SENT,
    PENDING,
    UNKNOWN,
    WINNING,
    WRONG_AMOUNT,
    CardDoes,
    ending_in,
)
from payments.gateway.models import Operation, PaymentIntent, PaymentMethod

# By the last four digits of a card, and of an authorisation's amount in minor units.
ASK_PAYER: Final = ending_in(CardDoes.ASKS_PAYER)
(DISPUTED,) = ending_in(CardDoes.IS_DISPUTED)
(_ONCE,) = ending_in(CardDoes.PAYS_ONCE)
(_HALF,) = ending_in(CardDoes.PAYS_HALF)
_DECLINED: Final = {
    each.last4: (each.code, each.network_code)
    for each in CARDS
    if each.does is CardDoes.IS_DECLINED
}
_HUNDRED: Final = 10_000


def asks_payer(row: PaymentIntent, method: PaymentMethod) -> bool:
    """Return whether the sandbox asks the payer to confirm before it authorises."""
    return row.merchant.is_sandbox and method.last4 in ASK_PAYER


def outcome(row: Operation) -> Outcome:
    """Return what the sandbox says of an operation the first time."""
    amount = Money(row.amount_minor, Currency.of(row.currency))
    if row.kind == OperationKind.REPRESENTMENT and row.reason != WINNING:
        return Outcome(verdict=Verdict.DECLINED, code="do_not_honor")
    if row.kind != OperationKind.AUTHORISE:
        return _approved(row, amount)
    return _by_amount(row, amount) or _by_card(row, amount)


def later(row: Operation) -> Outcome:
    """Return what the sandbox says when it is asked again.

    Unknown authorisations were taken back, and one that nobody brought has never left.
    """
    if row.kind == OperationKind.AUTHORISE and row.state == OperationState.QUEUED:
        return Outcome(verdict=Verdict.NOT_SENT)
    if row.kind == OperationKind.AUTHORISE and row.amount_minor % _HUNDRED == UNKNOWN:
        return Outcome(verdict=Verdict.REVERSED, raw_code="68")
    return _approved(row, Money(row.amount_minor, Currency.of(row.currency)))


def _by_amount(row: Operation, amount: Money) -> Outcome | None:
    verdicts = {
        UNKNOWN: Outcome(verdict=Verdict.UNKNOWN, raw_code="68"),
        PENDING: Outcome(verdict=Verdict.PENDING),
        NOT_SENT: Outcome(verdict=Verdict.NOT_SENT),
        WRONG_AMOUNT: _approved(row, Money(amount.minor + 1, amount.currency)),
    }
    return verdicts.get(row.amount_minor % _HUNDRED)


def _by_card(row: Operation, amount: Money) -> Outcome:
    method = row.payment_method
    if method.kind != InstrumentKind.CARD:
        return _approved(row, amount)
    if method.last4 in _DECLINED:
        code, raw = _DECLINED[method.last4]
        return Outcome(verdict=Verdict.DECLINED, code=code, raw_code=raw)
    if method.last4 == _ONCE and row.intent.off_session:
        return Outcome(verdict=Verdict.DECLINED, code="generic_decline", raw_code="05")
    if method.last4 == _HALF:
        return _approved(row, Money(max(amount.minor // 2, 1), amount.currency), raw="10")
    return _approved(row, amount)


def _approved(row: Operation, amount: Money, raw: str = "00") -> Outcome:
    return Outcome(
        verdict=Verdict.APPROVED,
        raw_code=raw,
        network_reference=f"SBX{row.public_id.hex[:12].upper()}",
        authorisation_code=row.public_id.hex[:6].upper(),
        amount=amount,
    )
