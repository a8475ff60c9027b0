"""Who must sign a standing order before it pays: the account's signing rule decides."""

from __future__ import annotations

import hashlib
from datetime import datetime
from uuid import UUID

from accounts import public as accounts
from bankcore.db.transactions import RecordedRefusal, requires_transaction
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.models import StandingOrder

_SIGNED_FIELDS = (
    *("account_id", "credit_account_id", "creditor_iban", "creditor_name", "remittance", "rule"),
    *("amount_minor", "currency", "start", "unit", "every", "day_of_month", "last_business_day"),
    *("until", "times", "convention", "calendar"),
)


class SignaturesMissing(RecordedRefusal):
    """Others who hold the account have yet to sign; the signature just given is kept."""

    code = "signatures_missing"
    cure = "Have the others resume the order from their own online banking."
    status = 409


@requires_transaction
def sign(*, row: StandingOrder, amount: Money, user_id: int, now: datetime) -> tuple[UUID, ...]:
    """Add this log-in's signature to the order as it stands; returns who has yet to sign.

    An order that was changed is another, and is signed anew. Raises accounts.NotAuthorised and the
    mandate's limits.
    """
    customer = accounts.customer_of_user(user_id=user_id)
    account = accounts.get_account_of_user(account_id=row.account_id, user_id=user_id)
    if customer is None:
        message = f"There is no account {row.account_id}."
        raise accounts.AccountNotFound(message)
    day = ledger.business_date()
    authorisation = accounts.authorise(
        account_id=account.account_id, customer_id=customer.customer_id, amount=amount, day=day
    )
    if authorisation.is_complete:
        return ()
    digest = hashlib.sha256(repr([getattr(row, name) for name in _SIGNED_FIELDS]).encode()).digest()
    order = accounts.OrderToSign(
        account_id=account.account_id,
        reference=f"standing_order:{row.public_id}:{digest[:6].hex()}",
        order_hash=digest,
    )
    signing = accounts.sign_order(order=order, customer_id=customer.customer_id, day=day, now=now)
    return signing.missing
