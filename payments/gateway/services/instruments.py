"""Accounts elsewhere, opened from their seal for the message that debits them."""

from __future__ import annotations

from datetime import datetime

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.crypto import blind_index
from payments.gateway.domain.views import AccountDetails
from payments.gateway.repositories import merchants
from payments.gateway.services import finding


def account(*, payment_method_id: str) -> AccountDetails:
    """Return the account behind a payment method, for its connector alone.

    A detached one is still told, for what it paid may be refunded. Raises finding.ObjectNotFound
    where there is none.
    """
    found = merchants.method_by_id(object_id=payment_method_id)
    if found is None or not found.account_details:
        raise finding.missing(payment_method_id, field="payment_method")
    return AccountDetails(number=found.account_details, holder=found.holder_name or "")


def correct(*, payment_method_id: str, number: str, now: datetime) -> None:
    """Take over, in the caller's use case, what a payer's bank says the account is from now on.

    Raises finding.ObjectNotFound where there is no such method.
    """
    row = merchants.method_by_id(object_id=payment_method_id)
    if row is None:
        raise finding.missing(payment_method_id, field="payment_method")
    merchants.correct_account(
        row,
        number=number,
        fingerprint=fingerprint(merchant=row.merchant.object_id, number=number),
    )
    audit.record(
        actor=Actor.system("gateway"),
        action="gateway.payment_method.corrected",
        subject=f"payment_method:{payment_method_id}",
        at=now,
    )


def fingerprint(*, merchant: str, number: str) -> str:
    """Return what tells the same account of one merchant from others, and not which it is."""
    value = f"{merchant}:{number}"
    return blind_index.index_of(value, purpose="gateway.payment_method").hex()[10:42]
