"""Signatures under orders that more than one must sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from accounts.domain.mandates import must_sign
from accounts.repositories import customers, mandates
from accounts.repositories.mandates import NewSignature
from accounts.services.accounts import AccountNotFound
from accounts.services.mandates import NotAuthorised, use_of
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderToSign:
    """An order on an account: its reference, and the SHA-256 of what it says."""

    account_id: UUID
    reference: str
    order_hash: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """Who signed an order, in order, and who has yet to."""

    signed: tuple[UUID, ...]
    missing: tuple[UUID, ...]

    @property
    def is_complete(self) -> bool:
        """Whether the order needs nobody else."""
        return not self.missing


class AnotherOrderSigned(BankError):
    """Somebody signed an order with this reference that says something else."""

    code = "another_order_signed"
    cure = "Sign the order as the others did, or give a new order."
    status = 409


@requires_transaction
def sign(*, order: OrderToSign, customer_id: UUID, day: date, now: datetime) -> Signing:
    """Sign an order, in the caller's transaction; a second signature of one customer adds nothing.

    Raises NotAuthorised where the customer may not use the account on the day,
    AnotherOrderSigned where the others signed something else, and AccountNotFound.
    """
    account = mandates.account(account_id=order.account_id)
    if account is None:
        message = f"There is no account {order.account_id}."
        raise AccountNotFound(message)
    # Two who sign at once see each other's signature: one of them completes the order.
    mandates.lock(account=account.pk)
    use = use_of(account=account, day=day)
    customer = customers.get(public_id=customer_id)
    able = {each.customer_id for each in use.signatories if each.is_person}
    if customer is None or customer_id not in able:
        message = "The customer may not sign for this account on that day."
        raise NotAuthorised(message)
    before = mandates.signed(account=account.pk, reference=order.reference)
    if any(digest != order.order_hash for _, digest in before):
        message = "This reference was signed for another order."
        raise AnotherOrderSigned(message)
    row = NewSignature(account.pk, customer.pk, order.reference, order.order_hash)
    added = mandates.add_signature(row, at=now)
    signed = [each for each, _ in before] + ([customer_id] if added else [])
    return Signing(signed=tuple(signed), missing=must_sign(use, signed=signed))


def signing_of(*, order: OrderToSign, day: date) -> Signing:
    """Return who signed an order and who has yet to on the day; raises AccountNotFound."""
    account = mandates.account(account_id=order.account_id)
    if account is None:
        message = f"There is no account {order.account_id}."
        raise AccountNotFound(message)
    signed = [each for each, _ in mandates.signed(account=account.pk, reference=order.reference)]
    missing = must_sign(use_of(account=account, day=day), signed=signed)
    return Signing(signed=tuple(signed), missing=missing)
