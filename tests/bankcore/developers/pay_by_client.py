"""Pay by the generated client: `BANK`, `KEY`, `PAYER` and `PAYEE` say where, as whom and whom."""

import os
import sys
from uuid import UUID, uuid4

from bankcore_client import AuthenticatedClient
from bankcore_client.api.accounts import accounts_read
from bankcore_client.api.transfers import transfers_create
from bankcore_client.models import (
    AccountOutput,
    MovementOutput,
    ProblemOutput,
    TransferInputRequest,
)


def pay(client: AuthenticatedClient, amount: str) -> MovementOutput | ProblemOutput:
    """Return the booked transfer, or why the bank refuses it."""
    order = TransferInputRequest(
        debit_account_id=UUID(os.environ["PAYER"]),
        credit_account_id=UUID(os.environ["PAYEE"]),
        amount=amount,
        currency="EUR",
        narrative="By the generated client",
    )
    answer = transfers_create.sync(client=client, body=order, idempotency_key=str(uuid4()))
    assert isinstance(answer, MovementOutput | ProblemOutput)
    return answer


client = AuthenticatedClient(base_url=os.environ["BANK"], token=os.environ["KEY"])
paid = pay(client, "12.34")
assert isinstance(paid, MovementOutput), paid
refused = pay(client, "100000.00")
assert isinstance(refused, ProblemOutput), refused
account = accounts_read.sync(UUID(os.environ["PAYEE"]), client=client)
assert isinstance(account, AccountOutput)
sys.stdout.write(" ".join((paid.amount, refused.code, account.posted)))
