"""Clearing: telling the card networks what was captured and refunded, file by file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.services import branch_scope
from payments.settlement.domain import files, interchange
from payments.settlement.domain.records import FileId, Item
from payments.settlement.domain.states import ClearingNetwork
from payments.settlement.models import ClearingFile
from payments.settlement.repositories import clearing
from payments.settlement.repositories.clearing import Fees, Row
from payments.settlement.services import exchange_folder
from payments.vault import public as vault


class RecordNotRejected(BankError):
    """Only what the network has rejected is presented again."""

    code = "record_not_rejected"
    cure = "Look at the record: it was taken, waits for an answer, or goes into the next file."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class MadeFile:
    """A file that lies in the exchange folder; `total_minor` is the sum over all currencies."""

    name: str
    records: int
    total_minor: int
    sha256: str


def make_file(
    *, network: ClearingNetwork, day: date, actor: Actor, now: datetime
) -> MadeFile | None:
    """Tell a network of what was not presented yet, up to a business day; None where all was.

    The operations are claimed in one use case, written outside of any, and noted as written in
    another. Whoever comes after a stop finishes the same file, the same to the byte; nobody else
    writes at the same time. Card numbers are in the file alone. Raises vault.NoSuchCard where one
    was destroyed.
    """
    with exchange_folder.alone(network):
        file = _claim(network=network, day=day, actor=actor, now=now)
        if file is None:
            return None
        path = exchange_folder.to_network(network) / file.name
        writer = _Writer(network, file)
        exchange_folder.put(path, writer.write)
        return _note(
            file_id=file.pk,
            sha256=exchange_folder.digest(path),
            fees=tuple(writer.fees),
            actor=actor,
            now=now,
        )


@needs("gateway.handle_conflict")
@use_case
def refile(*, record_id: int, reason: str, actor: Actor, now: datetime) -> str:
    """Present a rejected record again, in the next file; returns its ARN.

    Raises RecordNotRejected and accounts.NotInBranch.
    """
    row = clearing.refile(record_id=record_id)
    if row is None:
        message = "The record was not rejected."
        raise RecordNotRejected(message)
    branch_scope.require_branch_of(customer_id=row.operation.merchant.customer_id, actor=actor)
    audit.record(
        actor=actor,
        action="settlement.record.refiled",
        subject=f"operation:{row.operation_id}",
        detail={"arn": row.arn, "error": row.error},
        reason=reason,
        at=now,
    )
    return row.arn


@needs("gateway.handle_conflict")
@use_case
def refile_all(*, file_id: int, reason: str, actor: Actor, now: datetime) -> int:
    """Present all that was rejected of a file again, in the next one; returns how many records.

    Raises RecordNotRejected where nothing is, and accounts.NotInBranch for staff of a branch.
    """
    branch_scope.require_whole_bank(actor=actor)
    arns = clearing.refile_all(file_id=file_id)
    if not arns:
        message = "No record of the file is rejected."
        raise RecordNotRejected(message)
    audit.record(
        actor=actor,
        action="settlement.file.refiled",
        subject=f"file:{clearing.lock_file(file_id=file_id).name}",
        detail={"records": len(arns)},
        reason=reason,
        at=now,
    )
    return len(arns)


@needs("gateway.pay_out")
@use_case
def _claim(
    *, network: ClearingNetwork, day: date, actor: Actor, now: datetime
) -> ClearingFile | None:
    clearing.lock(network=network)
    left = clearing.unwritten(network=network)
    if left is not None:
        return left
    seq = clearing.next_seq(network=network, day=day)
    file = clearing.claim(
        network=network,
        day=day,
        seq=seq,
        name=files.clearing_name(network=network, day=day, seq=seq),
        first_number=files.FORMATS[network].first_number,
        at=now,
    )
    if file is not None:
        audit.record(
            actor=actor,
            action="settlement.file.claimed",
            subject=f"file:{file.name}",
            detail={"records": file.records, "total_minor": file.total_minor},
            at=now,
        )
    return file


@needs("gateway.pay_out")
@use_case
def _note(
    *, file_id: int, sha256: str, fees: tuple[Fees, ...], actor: Actor, now: datetime
) -> MadeFile:
    file = clearing.lock_file(file_id=file_id)
    if file.sha256 is None:
        clearing.note_written(file, sha256=sha256, fees=fees, at=now)
        audit.record(
            actor=actor,
            action="settlement.file.written",
            subject=f"file:{file.name}",
            detail={"sha256": sha256},
            at=now,
        )
    return MadeFile(
        name=file.name, records=file.records, total_minor=file.total_minor, sha256=sha256
    )


class _Writer:
    """Writes one file, and keeps what the network should keep of each of its records."""

    def __init__(self, network: ClearingNetwork, file: ClearingFile) -> None:
        self._format = files.FORMATS[network]
        self._file = file
        self.fees: list[Fees] = []

    def write(self, out: BinaryIO) -> None:
        """Write the file's bytes."""
        file_id = FileId(business_date=self._file.business_date, seq=self._file.seq)
        self._format.write(file_id=file_id, items=self._items(), out=out)

    def _items(self) -> Iterator[Item]:
        for row in clearing.rows(file_id=self._file.pk):
            card = vault.reveal(token=row.card_token)
            keeps = interchange.expected(
                kind=row.kind, bin6=card.number[:6], amount_minor=row.amount_minor
            )
            self.fees.append(
                Fees(
                    number=row.number,
                    interchange_minor=keeps.interchange_minor,
                    scheme_fee_minor=keeps.scheme_fee_minor,
                )
            )
            yield _item(row, card)


def _item(row: Row, card: vault.CardNumber) -> Item:
    return Item(
        number=row.number,
        kind=row.kind,
        pan=card.number,
        expiry=f"{card.expiry_year % 100:02d}{card.expiry_month:02d}",
        amount_minor=row.amount_minor,
        currency=row.currency,
        bought_at=row.bought_at,
        arn=row.arn,
        retrieval_reference=row.retrieval_reference[:12],
        authorisation_code=row.authorisation_code,
        acceptor_id=row.acceptor_id,
        acceptor_name=row.acceptor_name,
        city=row.city,
        country=row.country,
        category=row.category,
    )
