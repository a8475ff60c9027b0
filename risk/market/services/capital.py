"""Own funds: what the owners pay in, booked by two people. Tier 1 is what the books have of it."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID, uuid5

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from risk.market.services.limits import EURO

KIND: Final = "market.capital"
_NOSTRO, _SHARE_CAPITAL = "1100", "3000"
_NAMES: Final = UUID("6a1f5c0e-4b0b-5d38-9d61-2f6f6b0f8d54")


class CapitalInvalid(BankError):
    """What owners pay in is a positive amount of euros, with the reference of the payment."""

    code = "capital_invalid"
    cure = "Give an amount in euros, and the reference under which it came in."


class CapitalBooked(BankError):
    """A payment of this reference was booked, or the ledger refuses it."""

    code = "capital_not_booked"
    cure = "Look at what was booked under this reference; another payment has another one."
    status = 409


@needs("market.raise_capital")
@use_case
def request_capital(
    *, amount: Money, reference: str, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to book what came in at the bank's own account (1100) as capital (3000).

    The decision limits of roles hold for the amount. Raises CapitalInvalid, and
    approvals.AlreadyRequested and -ReasonMissing.
    """
    reference = reference.strip()
    _check(amount, reference)
    reason = approvals.stated(reason)
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"capital:{reference}",
            payload={"reference": reference, "amount": amount.minor, "reason": reason},
            reason=reason,
            amount=amount,
        ),
        actor=actor,
        now=now,
    )


def execute_capital(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Book the capital once, in the use case of who approves; raises CapitalInvalid, -Booked."""
    told = request.payload
    reference = str(told["reference"])
    amount = Money(int(str(told["amount"])), EURO)
    _check(amount, reference)
    nostro, capital = (_account(code) for code in (_NOSTRO, _SHARE_CAPITAL))
    key = uuid5(_NAMES, reference)
    (outcome,) = ledger.post(
        postings=[
            ledger.Posting(
                request=ledger.RequestKey(ledger.KeySource.SYSTEM, key, key.bytes * 2),
                kind=ledger.TransactionKind.GENERAL,
                legs=(ledger.Leg(nostro, -amount), ledger.Leg(capital, amount)),
                actor=actor,
                narrative=f"Share capital paid in: {reference}",
            )
        ],
        now=now,
    )
    if isinstance(outcome, ledger.Refused) or outcome.replayed:
        message = f"The capital under {reference} was not booked."
        raise CapitalBooked(message, field="reference")
    audit.record(
        actor=actor,
        action="market.capital.booked",
        subject=f"capital:{reference}",
        detail={"amount": str(amount), "request": request.request_id},
        at=now,
    )
    return f"transaction:{outcome.txn_id}"


def _check(amount: Money, reference: str) -> None:
    if amount.currency != EURO or amount.minor <= 0:
        message = "Capital is a positive amount of euros."
        raise CapitalInvalid(message, field="amount")
    if not reference or len(reference) > 60:
        message = "Capital has a reference of up to 60 characters."
        raise CapitalInvalid(message, field="reference")


def _account(code: str) -> int:
    return ledger.internal_account(gl_code=code, currency=EURO, opened_on=ledger.business_date())
