"""Sending back what the bank does not take: pacs.004 and pacs.002 in SEPA, returns in ACH."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments.interbank.domain.iso20022.pacs import (
    ReturnMessage,
    Status,
    StatusMessage,
    TransferReturn,
)
from payments.interbank.domain.iso20022.pacs_writing import (
    COLLECTIONS,
    CREDIT_TRANSFERS,
    write_returns,
    write_status,
)
from payments.interbank.domain.items import FileKind, Network
from payments.interbank.domain.nacha import composing as ach
from payments.interbank.models import ExchangeFile
from payments.interbank.repositories import files
from payments.interbank.services import nostro, outgoing


@dataclass(frozen=True, slots=True, kw_only=True)
class Back:
    """A payment that goes back, as its network tells it: the code for why is the network's own.

    `original` is the message that it came in, `account` what ACH knows the customer's account by.
    """

    original: str
    transaction_id: str
    end_to_end_id: str
    amount: Money
    reason: str
    is_debit: bool
    account: str = ""
    name: str = ""
    entry_class: str = ""


def accept(message_id: str, *, is_debit: bool, now: datetime) -> ExchangeFile:
    """Tell SEPA by pacs.002 that a message was taken; what goes back of it is told apart."""
    name, own_id = _name(Network.SEPA, FileKind.STATUS)
    message = StatusMessage(
        message_id=own_id,
        original_message_id=message_id,
        original_kind=COLLECTIONS if is_debit else CREDIT_TRANSFERS,
        status=Status.ACCEPTED,
        reason="",
        transfers=(),
    )
    content = write_status(message, at=now)
    return _keep(Network.SEPA, FileKind.STATUS, name, own_id, content, (), now)


def give_back(network: Network, back: Sequence[Back], *, now: datetime) -> ExchangeFile:
    """Write the file in which these go back, and book what it settles against suspense.

    Credits take their money along; collections bring it back.
    """
    file = _ach(back, now) if network is Network.ACH else _pacs004(back, now)
    total = sum(each.amount.minor if each.is_debit else -each.amount.minor for each in back)
    nostro.settle(
        network=network, reference=file.message_id, lines={nostro.SUSPENSE: total}, now=now
    )
    return file


def _pacs004(returned: Sequence[Back], now: datetime) -> ExchangeFile:
    name, own_id = _name(Network.SEPA, FileKind.RETURNS)
    traces = outgoing.take_traces(Network.SEPA, len(returned))
    message = ReturnMessage(
        message_id=own_id,
        settlement_date=ledger.business_date(),
        returns=tuple(
            TransferReturn(
                return_id=trace.number,
                original_message_id=each.original,
                original_kind=COLLECTIONS if each.is_debit else CREDIT_TRANSFERS,
                end_to_end_id=each.end_to_end_id,
                transaction_id=each.transaction_id,
                amount=each.amount,
                reason=each.reason,
            )
            for each, trace in zip(returned, traces, strict=True)
        ),
    )
    content = write_returns(message, at=now)
    return _keep(Network.SEPA, FileKind.RETURNS, name, own_id, content, returned, now)


def _ach(back: Sequence[Back], now: datetime) -> ExchangeFile:
    name, own_id = _name(Network.ACH, FileKind.RETURNS)
    traces = outgoing.take_traces(Network.ACH, len(back))
    given = [
        ach.GivenBack(
            trace=trace.number,
            original_trace=each.transaction_id,
            rdfi=each.transaction_id[:8],
            account=each.account,
            amount_minor=each.amount.minor,
            name=each.name,
            reason=each.reason,
            was_credit=not each.is_debit,
            entry_class=each.entry_class,
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
            total_minor=sum(each.amount.minor for each in about),
            currency=nostro.currency_of(network).code,
        ),
        at=now,
    )
