"""Orders as plain JSON, for a second person to look at and for carrying them out later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from uuid import UUID

from bankcore.money import Currency, Money
from payments.domain.cheques import ChequePresentment
from payments.domain.movements import PaymentOrder, TransferOrder
from payments.domain.positions import CoverOrder, Side

Payload = Mapping[str, object]


def of_money(amount: Money) -> dict[str, object]:
    """Return an amount by its decimal text and its currency."""
    return {"amount": str(amount.amount), "currency": amount.currency.code}


def money(payload: Payload) -> Money:
    """Return the amount in the payload."""
    return Money.of(str(payload["amount"]), str(payload["currency"]))


def of_transfer(order: TransferOrder) -> dict[str, object]:
    """Return what is told of a transfer."""
    return {
        "debit_account_id": str(order.debit_account_id),
        "credit_account_id": str(order.credit_account_id),
        "narrative": order.narrative,
        **of_money(order.amount),
    }


def transfer(payload: Payload) -> TransferOrder:
    """Return the transfer in the payload."""
    return TransferOrder(
        debit_account_id=UUID(str(payload["debit_account_id"])),
        credit_account_id=UUID(str(payload["credit_account_id"])),
        amount=money(payload),
        narrative=str(payload["narrative"]),
    )


def of_payment(order: PaymentOrder) -> dict[str, object]:
    """Return what is told of a payment to another bank."""
    return {
        "account_id": str(order.account_id),
        "creditor_iban": order.creditor_iban,
        "creditor_name": order.creditor_name,
        "remittance": order.remittance,
        "is_instant": order.is_instant,
        **of_money(order.amount),
    }


def payment(payload: Payload) -> PaymentOrder:
    """Return the payment in the payload."""
    return PaymentOrder(
        account_id=UUID(str(payload["account_id"])),
        amount=money(payload),
        creditor_iban=str(payload["creditor_iban"]),
        creditor_name=str(payload["creditor_name"]),
        remittance=str(payload["remittance"]),
        is_instant=bool(payload.get("is_instant")),
    )


def of_cheque(order: ChequePresentment) -> dict[str, object]:
    """Return what is told of a cheque to be paid to an account."""
    return {
        "account_id": str(order.account_id),
        "number": order.number,
        "payee": order.payee,
        "credit_account_id": str(order.credit_account_id),
        **of_money(order.amount),
    }


def cheque(payload: Payload) -> ChequePresentment:
    """Return the cheque in the payload."""
    return ChequePresentment(
        account_id=UUID(str(payload["account_id"])),
        number=int(str(payload["number"])),
        amount=money(payload),
        payee=str(payload["payee"]),
        credit_account_id=UUID(str(payload["credit_account_id"])),
    )


def of_cover(order: CoverOrder) -> dict[str, object]:
    """Return what is told of a deal with the market."""
    return {
        "side": order.side.value,
        "rate": str(order.rate),
        "reference": order.reference,
        "value_date": order.value_date.isoformat() if order.value_date else "",
        **of_money(order.amount),
    }


def cover(payload: Payload) -> CoverOrder:
    """Return the deal in the payload."""
    day = str(payload["value_date"])
    return CoverOrder(
        side=Side(str(payload["side"])),
        amount=money(payload),
        rate=Decimal(str(payload["rate"])),
        reference=str(payload["reference"]),
        value_date=date.fromisoformat(day) if day else None,
    )


def currency(text: object) -> Currency | None:
    """Return the currency of this code; None for an empty text."""
    return Currency.of(str(text)) if text else None
