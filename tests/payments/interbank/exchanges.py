"""Exchanges with clearing houses as tests hold them: files put into and found in folders."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from uuid import UUID, uuid4

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.gateway import public as gateway
from payments.interbank import public as interbank
from payments.interbank.domain.iso20022.pacs import (
    ReturnMessage,
    Side,
    StatusMessage,
    Transfer,
    TransferMessage,
    TransferReturn,
    TransferStatus,
)
from payments.interbank.domain.iso20022.pacs_writing import (
    write_returns,
    write_status,
    write_transfers,
)
from payments.interbank.domain.nacha import composing, layouts
from payments.interbank.domain.nacha.reading import read_file
from payments.interbank.domain.nacha.records import Entry, record
from payments.interbank.models import Item
from tests.conftest import NOW, OPENING_DAY

SEPA, ACH = interbank.Network.SEPA, interbank.Network.ACH
BANK = Actor.system("interbank")
ABROAD = "DE89370400440532013000"
US_ACCOUNT = "231380104/123456789"
ACCOUNTS = {
    "pm_sepa": gateway.AccountDetails(number=ABROAD, holder="Demo Person 01"),
    "pm_ach": gateway.AccountDetails(number=US_ACCOUNT, holder="Demo Person 02"),
    "pm_wrong": gateway.AccountDetails(number="231380105/1", holder="Demo Person 03"),
}
OPERATOR = composing.Ends(
    origin="888888884",
    origin_name="ACH operator",
    destination="999999992",
    destination_name="Bankcore Demo Bank",
)


def send(network=SEPA, *, now=NOW) -> list[str]:
    """Send what waits."""
    return interbank.send(network=network, actor=BANK, now=now)


def receive(network=SEPA, *, now=NOW) -> list[tuple[str, str]]:
    """Take in what came: state and reason of each file."""
    taken = interbank.receive(network=network, actor=BANK, now=now)
    return [(each.state.value, each.reason) for each in taken]


def settle_due(network=SEPA, *, now=NOW) -> int:
    """Settle collections that are due."""
    return interbank.settle_due(network=network, actor=BANK, now=now)


def sent(folder: Path, network=SEPA) -> list[bytes]:
    """Return the files in the clearing house's inbox, by name."""
    inbox = folder / network.value / "in"
    return [each.read_bytes() for each in sorted(inbox.iterdir())] if inbox.exists() else []


def put(folder: Path, name: str, content: bytes, network=SEPA) -> None:
    """Put a file into the clearing house's outbox."""
    outbox = folder / network.value / "out"
    outbox.mkdir(parents=True, exist_ok=True)
    (outbox / name).write_bytes(content)


def status(original: str, *, own="ST1", group="ACCP", reason="", rejected=()) -> bytes:
    """Return a pacs.002 on one of the bank's files; `rejected` are traces and reasons."""
    message = StatusMessage(
        message_id=own,
        original_message_id=original,
        original_kind="pacs.008.001.08",
        status=group,
        reason=reason,
        transfers=tuple(
            TransferStatus(transaction_id=trace, end_to_end_id="", status="RJCT", reason=code)
            for trace, code in rejected
        ),
    )
    return write_status(message, at=NOW)


def returned(trace: str, amount: Money, *, reason="AC04", own="RT1", day=OPENING_DAY) -> bytes:
    """Return a pacs.004 of one payment."""
    message = ReturnMessage(
        message_id=own,
        settlement_date=day,
        returns=(
            TransferReturn(
                return_id=f"{own}-1",
                original_message_id="",
                original_kind="pacs.008.001.08",
                end_to_end_id="",
                transaction_id=trace,
                amount=amount,
                reason=reason,
            ),
        ),
    )
    return write_returns(message, at=NOW).replace(b"<OrgnlMsgId />", b"")


def incoming(*payments: tuple[str, str, Money], own="IN1", instant=False) -> bytes:
    """Return a pacs.008 of transaction id, creditor's IBAN and amount."""
    message = TransferMessage(
        message_id=own,
        created_at=NOW,
        settlement_date=OPENING_DAY,
        is_instant=instant,
        transfers=tuple(
            Transfer(
                transaction_id=identity,
                end_to_end_id=f"E{identity}",
                amount=amount,
                debtor=Side(name="Demo Payer", account=ABROAD),
                creditor=Side(name="Demo Payee", account=iban),
                remittance="Rent",
            )
            for identity, iban, amount in payments
        ),
    )
    return write_transfers(message, at=NOW)


def acknowledgement(original: str, result="ACCEPTED", reason="") -> bytes:
    """Return the ACH operator's word on a file."""
    return f"file,result,reason\n{original}.ach,{result},{reason}\n".encode()


def ach_file(*entries: Entry, entry_class="PPD", service=layouts.MIXED, day=OPENING_DAY) -> bytes:
    """Return a file of the ACH operator with these entries."""
    header = composing._batch_header(
        name="Demo Company",
        company="1231380104",
        entry_class=entry_class,
        service=service,
        effective=day,
        odfi="88888888",
        number=1,
    )
    batch = composing._batch(header, entries)
    return composing.close([batch], ends=OPERATOR, at=NOW).write()


def ach_return(original: Entry, reason="R01", trace="888888880000001") -> Entry:
    """Return the entry that gives one of the bank's own back."""
    code = original.detail.number("code")
    detail = record(
        layouts.ENTRY,
        code=code - 1,
        rdfi="99999999",
        check_digit=2,
        account=original.detail["account"],
        amount=original.amount,
        name=original.detail["name"],
        has_addenda=1,
        trace=trace,
    )
    addenda = record(
        layouts.ADDENDA_99,
        reason=reason,
        original_trace=original.detail["trace"],
        original_rdfi=original.detail["rdfi"],
        trace=trace,
    )
    return Entry(detail, (addenda,))


def ach_credit(account: str, minor: int, *, trace="888888880000009", code=22) -> Entry:
    """Return a credit to an account number of this bank."""
    return Entry(
        record(
            layouts.ENTRY,
            code=code,
            rdfi="99999999",
            check_digit=2,
            account=account,
            amount=minor,
            identification="INV 7",
            name="Demo Payee",
            trace=trace,
        )
    )


def entries_of(content: bytes) -> list[Entry]:
    """Return the entries of a NACHA file."""
    return [entry for batch in read_file(content).batches for entry in batch.entries]


@use_case
def collect(
    amount: Money,
    *,
    connector=interbank.SEPA_DEBIT,
    method="pm_sepa",
    mandate="UMR-1",
    kind=gateway.OperationKind.AUTHORISE,
    recurring=True,
    now=NOW,
) -> UUID:
    """Have a connector collect or refund, as the gateway does."""
    order = gateway.Order(
        operation_id=uuid4(),
        kind=kind,
        amount=amount,
        instrument=gateway.Instrument(kind=connector.instrument, reference=method, mandate=mandate),
        acceptor=gateway.Acceptor(
            merchant_id="acct_0123456789abcdef",
            name="Demo Shop",
            city="Demo City",
            country="DE",
            category="5411",
        ),
        recurring=recurring,
    )
    connector.enqueue(order, now=now)
    return order.operation_id


def trace_of(operation_id: UUID) -> str:
    """Return what an operation's item is called on the wire."""
    return Item.objects.select_related("trace").get(operation_id=operation_id).trace.number


def to_business_day(day: date) -> None:
    """Let the bank's business days pass until `day` is open."""
    while ledger.business_date() < day:
        ledger.close_business_day(actor=BANK, now=NOW)
