"""Collections by others as tests make them: a pacs.003 or an ACH debit of one of the customers."""

from __future__ import annotations

from datetime import date

from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.interbank import public as interbank
from payments.interbank.domain.iso20022.pacs import (
    Mandate,
    ReturnMessage,
    Sequence,
    Side,
    Transfer,
    TransferMessage,
)
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.iso20022.pacs_writing import write_collections
from payments.interbank.models import Collection
from tests.conftest import NOW, OPENING_DAY
from tests.payments.interbank.exchanges import ABROAD, BANK, SEPA, entries_of, sent

CREDITOR = "DE98ZZZ09999999999"
OTHER_CREDITOR = "DE09ABC00000000001"


def one(iban: str, amount: Money, *, identity="C1", scheme="CORE", **mandate) -> Transfer:
    """Return one collection; `mandate` changes what it says of its mandate."""
    about = {"reference": "M1", "creditor_id": CREDITOR, "signed_on": OPENING_DAY} | mandate
    return Transfer(
        transaction_id=identity,
        end_to_end_id=f"E{identity}",
        amount=amount,
        debtor=Side(name="Demo Customer", account=iban),
        creditor=Side(name="Demo Creditor", account=ABROAD),
        remittance="Electricity",
        mandate=Mandate(sequence=Sequence.RECURRING, scheme=scheme, **about),
        due_on=OPENING_DAY,
    )


def collections(*found: Transfer, own="COL1", due: date = OPENING_DAY) -> bytes:
    """Return a pacs.003 of these."""
    message = TransferMessage(
        message_id=own, created_at=NOW, settlement_date=due, transfers=tuple(found)
    )
    return write_collections(message, at=NOW)


def draw(network=SEPA, *, now=NOW) -> int:
    """Book what is due; returns how many collections were worked on."""
    return interbank.draw_due(network=network, actor=BANK, now=now)


def give_back(network=SEPA, *, now=NOW) -> int:
    """Send back to the network what is to go; returns how many."""
    return interbank.give_back(network=network, actor=BANK, now=now)


def ends() -> dict[str, tuple[str, str]]:
    """Return state and reason of every collection by its number."""
    return {row.transaction_id: (row.state, row.reason) for row in Collection.objects.all()}


def went_back(folder) -> list[tuple[str, Money, str]]:
    """Return what the bank gave back in SEPA: transaction, amount and reason."""
    read = [read_message(each) for each in sent(folder)]
    return [
        (each.transaction_id, each.amount, each.reason)
        for message in read
        if isinstance(message, ReturnMessage)
        for each in message.returns
    ]


def went_back_by_ach(folder) -> list[tuple[str, int, str]]:
    """Return what the bank gave back in ACH: trace, amount and reason."""
    return [
        (each.returned["original_trace"], each.amount, each.returned["reason"])
        for content in sent(folder, interbank.Network.ACH)
        for each in entries_of(content)
    ]


def pass_days(day: date) -> None:
    """Open this business day at once."""
    while ledger.business_date() < day:
        ledger.close_business_day(next_day=day, actor=BANK, now=NOW)
