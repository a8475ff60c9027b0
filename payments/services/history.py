"""Looking movements up."""

from __future__ import annotations

from accounts import public as accounts
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from payments.domain.movements import Movement, MovementKind


class MovementNotFound(BankError):
    """There is no such movement of this kind."""

    code = "movement_not_found"
    cure = "Check the id."
    status = 404


def get(*, transaction_id: int, kind: MovementKind) -> Movement:
    """Return the movement with this id; raises MovementNotFound."""
    try:
        found = ledger.transaction(txn_id=transaction_id)
    except ledger.TransactionNotFound:
        found = None
    if found is None or found.kind != ledger.TransactionKind[kind.name]:
        message = f"There is no {kind} {transaction_id}."
        raise MovementNotFound(message)
    owners = accounts.of_ledger_accounts(ledger_ids=[leg.account_id for leg in found.legs])
    debit = next(leg for leg in found.legs if leg.amount.minor < 0)
    credit = next(leg for leg in found.legs if leg.amount.minor > 0)
    debtor, creditor = owners.get(debit.account_id), owners.get(credit.account_id)
    return Movement(
        transaction_id=transaction_id,
        kind=kind,
        amount=credit.amount,
        debit_account_id=None if debtor is None else debtor.account_id,
        credit_account_id=None if creditor is None else creditor.account_id,
        narrative=found.narrative,
        booking_date=found.booking_date,
        booked_at=found.created_at,
    )
