"""A bank on a day on which every step of its end has something to do."""

from __future__ import annotations

from datetime import timedelta

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from payments import public as payments
from tests.conftest import NOW
from tests.factories import TESTER, account, eur, request_key


def lively_bank() -> None:
    """Make customers with money, holds and orders that fall due with the day."""
    anna, ben = account(funds=1_000), account(funds=50)
    payments.submit_transfer(
        order=payments.TransferOrder(
            debit_account_id=anna.account_id, credit_account_id=ben.account_id, amount=eur(10)
        ),
        request=request_key(),
        actor=TESTER,
        now=NOW,
    )
    for number in range(3):
        use_case(ledger.place_hold)(
            order=ledger.HoldOrder(
                request=request_key(),
                account_id=anna.ledger_account_id,
                amount=eur(5),
                reference=f"Card {number}",
                expires_at=NOW - timedelta(minutes=1),
            ),
            actor=TESTER,
            now=NOW - timedelta(hours=1),
        )
