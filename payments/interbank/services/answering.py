"""Sending back what the bank does not take: pacs.004 and pacs.002 in SEPA, returns in ACH."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bankcore.ledger import public as ledger
from payments.interbank.domain import reasons
from payments.interbank.domain.iso20022.pacs import (
    ReturnMessage,
    Status,
    StatusMessage,
    TransferReturn,
    TransferStatus,
)
from payments.interbank.domain.iso20022.pacs_writing import (
    COLLECTIONS,
    CREDIT_TRANSFERS,
    write_returns,
    write_status,
)
from payments.interbank.domain.items import FileKind, Network
from payments.interbank.domain.nacha import composing as ach
from payments.interbank.domain.received import Incoming
from payments.interbank.models import ExchangeFile
from payments.interbank.repositories import files
from payments.interbank.services import nostro, outgoing


@dataclass(frozen=True, slots=True)
class Back:
    """A payment that the bank does not take, and why (one of domain.reasons)."""

    incoming: Incoming
    refusal: str


def answer(
    network: Network,
    message_id: str,
    *,
    returned: Sequence[Back],
    refused: Sequence[Back],
    now: datetime,
) -> ExchangeFile | None:
    """Write the files that answer a message, and book what goes back.

    `returned` are credits, whose money is in suspense; `refused` are collections, of which nothing
    has moved. SEPA is told of every message by pacs.002. Returns the file that the refusals are in.
    """
    if network is Network.ACH:
        back = [*returned, *refused]
        file = _ach(back, now) if back else None
    else:
        status = _status(message_id, refused, now)
        file = _pacs004(message_id, returned, now) if returned else status
    if returned and file is not None:
        total = sum(each.incoming.amount.minor for each in returned)
        nostro.settle(
            network=network,
            reference=file.message_id,
            lines={nostro.SUSPENSE: -total},
            now=now,
        )
    return file


def give_back(back: Back, message_id: str, *, now: datetime) -> ExchangeFile:
    """Return one credit of SEPA that was recalled, whose money is in suspense, by pacs.004."""
    file = _pacs004(message_id, [back], now)
    nostro.settle(
        network=Network.SEPA,
        reference=file.message_id,
        lines={nostro.SUSPENSE: -back.incoming.amount.minor},
        now=now,
    )
    return file


def _status(message_id: str, refused: Sequence[Back], now: datetime) -> ExchangeFile:
    name, own_id = _name(Network.SEPA, FileKind.STATUS)
    message = StatusMessage(
        message_id=own_id,
        original_message_id=message_id,
        original_kind=COLLECTIONS if refused else CREDIT_TRANSFERS,
        status=Status.REJECTED if refused else Status.ACCEPTED,
        reason=reasons.iso_code(refused[0].refusal) if refused else "",
        transfers=tuple(
            TransferStatus(
                transaction_id=each.incoming.transaction_id,
                end_to_end_id=each.incoming.end_to_end_id,
                status=Status.REJECTED,
                reason=reasons.iso_code(each.refusal),
            )
            for each in refused
        ),
    )
    return _keep(
        Network.SEPA, FileKind.STATUS, name, own_id, write_status(message, at=now), refused, now
    )


def _pacs004(message_id: str, returned: Sequence[Back], now: datetime) -> ExchangeFile:
    name, own_id = _name(Network.SEPA, FileKind.RETURNS)
    traces = outgoing.take_traces(Network.SEPA, len(returned))
    message = ReturnMessage(
        message_id=own_id,
        settlement_date=ledger.business_date(),
        returns=tuple(
            TransferReturn(
                return_id=trace.number,
                original_message_id=message_id,
                original_kind=CREDIT_TRANSFERS,
                end_to_end_id=each.incoming.end_to_end_id,
                transaction_id=each.incoming.transaction_id,
                amount=each.incoming.amount,
                reason=reasons.iso_code(each.refusal),
            )
            for each, trace in zip(returned, traces, strict=True)
        ),
    )
    return _keep(
        Network.SEPA, FileKind.RETURNS, name, own_id, write_returns(message, at=now), returned, now
    )


def _ach(back: Sequence[Back], now: datetime) -> ExchangeFile:
    name, own_id = _name(Network.ACH, FileKind.RETURNS)
    traces = outgoing.take_traces(Network.ACH, len(back))
    given = [
        ach.GivenBack(
            trace=trace.number,
            original_trace=each.incoming.transaction_id,
            rdfi=each.incoming.transaction_id[:8],
            account=each.incoming.wire_account,
            amount_minor=each.incoming.amount.minor,
            name=each.incoming.other_name,
            reason=reasons.nacha_code(each.refusal),
            was_credit=not each.incoming.is_debit,
            entry_class=each.incoming.entry_class,
        )
        for each, trace in zip(back, traces, strict=True)
    ]
    content = ach.compose_returns(
        given, ends=outgoing.own_ends(), effective=ledger.business_date(), at=now
    ).write()
    return _keep(Network.ACH, FileKind.RETURNS, name, own_id, content, back, now)


def _name(network: Network, kind: FileKind) -> tuple[str, str]:
    return outgoing.file_name(network, kind, ledger.business_date())


def _keep(
    network: Network,
    kind: FileKind,
    name: str,
    message_id: str,
    content: bytes,
    about: Sequence[Back],
    now: datetime,
) -> ExchangeFile:
    return files.add_own(
        files.NewFile(
            network=network,
            kind=kind,
            name=name,
            message_id=message_id,
            content=content,
            business_date=ledger.business_date(),
            count=len(about),
            total_minor=sum(each.incoming.amount.minor for each in about),
            currency=nostro.currency_of(network).code,
        ),
        at=now,
    )
