"""Instant payments as tests send and take them, in this process or through the house's own."""

from __future__ import annotations

from datetime import timedelta

from bankcore import clock
from bankcore.money import Money
from payments import public as payments
from payments.interbank import public as interbank
from payments.interbank.domain.iso20022.pacs import (
    Side,
    StatusMessage,
    Transfer,
    TransferMessage,
    TransferStatus,
)
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.iso20022.pacs_writing import write_status, write_transfers
from payments.interbank.models import Item
from payments.interbank.services import instant_sending, instant_taking, instant_wire
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, request_key
from tests.payments.interbank.exchanges import BANK
from tests.payments.services.movements import CREDITOR


def order(account, amount: Money, *, now=NOW, request=None) -> payments.Movement:
    """Order an instant payment."""
    asked = payments.PaymentOrder(
        account_id=account.account_id,
        amount=amount,
        creditor_iban=CREDITOR,
        creditor_name="Stadtwerke",
        remittance="Invoice 7",
        is_instant=True,
    )
    return payments.submit_payment(
        order=asked, request=request or request_key(), actor=TESTER, now=now
    )


def send(movement: payments.Movement, *, now=NOW) -> bool:
    """Send it; whether its end is known."""
    return interbank.send_instant(transaction_id=movement.transaction_id, actor=BANK, now=now)


def ask_later(minutes: int = 1) -> int:
    """Bring to an end what waits, as if so many minutes had passed."""
    later = max(clock.now(), NOW) + timedelta(minutes=minutes)
    done = instant_sending.send_unsent(actor=BANK, now=clock.now())
    done += instant_sending.ask_open(actor=BANK, now=later)
    return done + instant_taking.ask_unconfirmed(actor=BANK, now=later)


def state_of(movement: payments.Movement) -> str:
    """Return how far a payment has come."""
    return Item.objects.get(payment_txn_id=movement.transaction_id).state


class Wire:
    """What stands for the instant service: it keeps what it got, and says what it is told to."""

    def __init__(self, monkeypatch) -> None:
        self.got: list[bytes] = []
        self.says: list[object] = []
        monkeypatch.setattr(instant_wire, "send", self._send)

    def _send(self, message: bytes, *, seconds: float) -> bytes:
        del seconds
        self.got.append(message)
        said = self.says.pop(0) if self.says else None
        if said is None:
            raise instant_wire.NoAnswer
        return said(message) if callable(said) else said


def status(message_id: str, transaction_id: str, said: str, reason="", own="S1") -> bytes:
    """Return a pacs.002 about one payment."""
    return write_status(
        StatusMessage(
            message_id=own,
            original_message_id=message_id,
            original_kind="pacs.008.001.08",
            status=said,
            reason="",
            transfers=(
                TransferStatus(
                    transaction_id=transaction_id, end_to_end_id="", status=said, reason=reason
                ),
            ),
        ),
        at=NOW,
    )


def says(word: str, reason: str = "", own: str = "S1"):
    """Return what answers a pacs.008 with this word."""

    def answer(message: bytes) -> bytes:
        read = read_message(message)
        return status(read.message_id, read.transfers[0].transaction_id, word, reason, own)

    return answer


def instant_in(
    account_iban: str,
    amount: Money,
    *,
    own="II1",
    transaction="CI1",
    payer="Demo Payer",
    accepted_at=NOW,
) -> bytes:
    """Return an instant pacs.008 to an account here."""
    message = TransferMessage(
        message_id=own,
        created_at=NOW,
        settlement_date=OPENING_DAY,
        is_instant=True,
        transfers=(
            Transfer(
                transaction_id=transaction,
                end_to_end_id=f"E{transaction}",
                amount=amount,
                debtor=Side(name=payer, account=CREDITOR, bank="COBADEFFXXX"),
                creditor=Side(name="Demo Payee", account=account_iban),
                remittance="Rent",
                accepted_at=accepted_at,
            ),
        ),
    )
    return write_transfers(message, at=NOW)
