"""Reading a file that came, as what it means to the bank."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from typing import Final

from bankcore.money import Currency, Money
from payments.interbank.domain.iso20022.pacs import (
    RecallMessage,
    RecallRefusal,
    ReturnMessage,
    Status,
    StatusMessage,
    Transfer,
    TransferMessage,
)
from payments.interbank.domain.iso20022.pacs_reading import read_message
from payments.interbank.domain.iso20022.reading import UnreadableMessage
from payments.interbank.domain.items import CURRENCIES, Network
from payments.interbank.domain.nacha.reading import read_file
from payments.interbank.domain.nacha.records import Batch, Entry, UnreadableFile
from payments.interbank.domain.received import (
    Answered,
    Asked,
    Changed,
    Incoming,
    Received,
    Returned,
)

_HEADER: Final = ["file", "result", "reason"]


def understand(network: Network, name: str, data: bytes) -> Received:
    """Return what a file says; raises UnreadableMessage or UnreadableFile with a named reason."""
    if network is Network.SEPA:
        return _sepa(data)
    stem, _, ending = name.rpartition(".")
    return _acknowledgement(stem, data) if ending == "csv" else _ach(stem, data)


def _sepa(data: bytes) -> Received:
    message = read_message(data)
    if isinstance(message, StatusMessage):
        return Received(message_id=message.message_id, answers=(_answer(message),))
    if isinstance(message, ReturnMessage):
        return Received(
            message_id=message.message_id,
            returns=tuple(
                Returned(
                    trace=each.transaction_id,
                    amount=each.amount,
                    reason=each.reason,
                    dated=message.settlement_date,
                )
                for each in message.returns
            ),
        )
    if isinstance(message, RecallMessage):
        return Received(message_id=message.case_id, recall=message)
    if isinstance(message, RecallRefusal):
        return Received(message_id=message.message_id, refusal=message)
    _refuse_repeats([each.transaction_id for each in message.transfers])
    return Received(
        message_id=message.message_id,
        incoming=tuple(_incoming(message)),
    )


def _answer(message: StatusMessage) -> Answered:
    if not message.original_message_id:
        words = "The report names no original message."
        raise UnreadableMessage(reason="original_missing", message=words)
    rejected = {
        each.transaction_id: each.reason or "NARR"
        for each in message.transfers
        if each.status == Status.REJECTED
    }
    refused = message.status == Status.REJECTED
    return Answered(
        original=message.original_message_id,
        refused=(message.reason or "NARR") if refused else "",
        rejected=rejected,
    )


def _incoming(message: TransferMessage) -> list[Incoming]:
    is_debit = message.is_collection
    if is_debit:
        _check_collections(message)
    return [
        Incoming(
            transaction_id=each.transaction_id,
            end_to_end_id=each.end_to_end_id,
            amount=each.amount,
            account=(each.debtor if is_debit else each.creditor).account,
            other_name=(each.creditor if is_debit else each.debtor).name,
            remittance=each.remittance,
            asked=_asked(each, message.settlement_date),
        )
        for each in message.transfers
    ]


def _check_collections(message: TransferMessage) -> None:
    """Refuse what cannot settle as one sum of euros on one day."""
    if message.settlement_date is None:
        words = "The collections have no day on which they settle."
        raise UnreadableMessage(reason="settlement_date_missing", message=words)
    if any(each.amount.currency.code != CURRENCIES[Network.SEPA] for each in message.transfers):
        words = "A collection is in another currency than euros."
        raise UnreadableMessage(reason="currency_wrong", message=words)


def _asked(each: Transfer, due: date | None) -> Asked | None:
    if each.mandate is None:
        return None
    return Asked(
        scheme="CORE" if each.mandate.scheme == "COR1" else each.mandate.scheme,
        creditor_id=each.mandate.creditor_id,
        mandate_reference=each.mandate.reference,
        due=due,
        sequence=each.mandate.sequence,
        signed_on=each.mandate.signed_on,
        creditor_account=each.creditor.account,
        original_creditor_id=each.mandate.original_creditor_id,
        original_reference=each.mandate.original_reference,
        original_account=each.mandate.original_account,
    )


def _refuse_repeats(found: list[str]) -> None:
    if len(set(found)) != len(found):
        words = "Two payments of the message have the same transaction id."
        raise UnreadableMessage(reason="transaction_repeated", message=words)


def _acknowledgement(stem: str, data: bytes) -> Received:
    """Read the operator's acknowledgement: a header line and a line for one file."""
    try:
        rows = list(csv.reader(io.StringIO(data.decode("ascii"))))
    except (UnicodeDecodeError, csv.Error):
        raise UnreadableFile(
            reason="not_csv", message="The acknowledgement is no CSV file."
        ) from None
    if len(rows) != 2 or rows[0] != _HEADER or len(rows[1]) != len(_HEADER):
        raise UnreadableFile(
            reason="not_an_acknowledgement", message="The acknowledgement has other lines."
        )
    file, result, reason = rows[1]
    if result not in {"ACCEPTED", "REJECTED"}:
        raise UnreadableFile(reason="result_unknown", message=f"{result[:20]!r} is no result.")
    refused = (reason or "R17") if result == "REJECTED" else ""
    return Received(
        message_id=stem, answers=(Answered(original=file.rpartition(".")[0], refused=refused),)
    )


def _ach(stem: str, data: bytes) -> Received:
    file = read_file(data)
    dollars = Currency.of("USD")
    returns, changes, incoming = [], [], []
    for batch in file.batches:
        for entry in batch.entries:
            if entry.returned is not None:
                returns.append(_return(batch, entry, dollars))
            elif entry.change is not None:
                changes.append(
                    Changed(
                        trace=entry.change["original_trace"],
                        code=entry.change["change_code"],
                        corrected=entry.change["corrected"],
                    )
                )
            else:
                incoming.append(_entry(batch, entry, dollars))
    traces = [each.transaction_id for each in incoming]
    if len(set(traces)) != len(traces):
        raise UnreadableFile(
            reason="trace_repeated", message="Two entries have the same trace number."
        )
    return Received(
        message_id=stem,
        returns=tuple(returns),
        changes=tuple(changes),
        incoming=tuple(each for each in incoming if each.amount.minor),
    )


def _return(batch: Batch, entry: Entry, dollars: Currency) -> Returned:
    assert entry.returned is not None  # noqa: S101 - asked before
    return Returned(
        trace=entry.returned["original_trace"],
        amount=Money(entry.amount, dollars),
        reason=entry.returned["reason"],
        dated=_day(batch.header["effective_date"]),
    )


def _day(text: str) -> date | None:
    try:
        return datetime.strptime(text, "%y%m%d").replace(tzinfo=UTC).date()
    except ValueError:  # senders leave it blank
        return None


def _entry(batch: Batch, entry: Entry, dollars: Currency) -> Incoming:
    international = batch.entry_class == "IAT"
    return Incoming(
        transaction_id=entry.detail["trace"],
        end_to_end_id="" if international else entry.detail["identification"],
        amount=Money(entry.amount, dollars),
        account=entry.detail["account"],
        other_name="" if international else batch.header["company_name"],
        remittance=" ".join(
            each["information"] for each in entry.addenda if "information" in each.layout.fields
        ),
        asked=None
        if entry.is_credit
        else Asked(
            scheme=batch.entry_class,
            creditor_id=batch.header["company_id"],
            # No reference is told: a company's authorisation is of one account.
            mandate_reference=entry.detail["account"],
            due=_day(batch.header["effective_date"]),
        ),
        entry_class=batch.entry_class,
        wire_account=entry.detail["account"],
    )
