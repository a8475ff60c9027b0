"""Files of the networks in the database, and their advices."""

from __future__ import annotations

from datetime import datetime

from bankcore.db.transactions import requires_transaction
from payments.settlement.domain.advice import Advice
from payments.settlement.domain.states import ReceivedKind, ReceivedState
from payments.settlement.models import NetworkAdvice, NetworkAdviceLine, ReceivedFile


def known(*, network: str) -> dict[str, tuple[ReceivedState, str]]:
    """Return by name which files of a network have been dealt with, and their SHA-256."""
    rows = ReceivedFile.objects.filter(network=network).values_list("name", "state", "sha256")
    return {name: (ReceivedState(state), sha256) for name, state, sha256 in rows}


@requires_transaction
def lock(*, name: str) -> ReceivedFile | None:
    """Return a file by its name, locked."""
    return ReceivedFile.objects.select_for_update().filter(name=name).first()


def content_taken(*, sha256: str) -> bool:
    """Tell whether a file with this content was taken."""
    return ReceivedFile.objects.filter(sha256=sha256, state=ReceivedState.TAKEN).exists()


@requires_transaction
def note_taken(
    *, network: str, kind: ReceivedKind, name: str, sha256: str, items: int, at: datetime
) -> ReceivedFile:
    """Keep that a file was taken; one that was refused before is so no more."""
    row, _ = ReceivedFile.objects.update_or_create(
        name=name,
        defaults={
            "network": network,
            "kind": kind,
            "sha256": sha256,
            "state": ReceivedState.TAKEN,
            "error_code": "",
            "error": "",
            "items": items,
            "received_at": at,
        },
    )
    return row


@requires_transaction
def note_refused(
    *,
    network: str,
    kind: ReceivedKind,
    name: str,
    sha256: str,
    code: str,
    message: str,
    at: datetime,
) -> None:
    """Keep that a file was refused, and why."""
    ReceivedFile.objects.update_or_create(
        name=name,
        defaults={
            "network": network,
            "kind": kind,
            "sha256": sha256,
            "state": ReceivedState.REFUSED,
            "error_code": code,
            "error": message[:300],
            "received_at": at,
        },
    )


@requires_transaction
def add_advice(*, file: ReceivedFile, advice: Advice) -> NetworkAdvice:
    """Keep an advice with its lines."""
    row = NetworkAdvice.objects.create(
        file=file,
        network=advice.network,
        business_date=advice.business_date,
        currency=advice.currency,
        settlement_reference=advice.settlement_reference,
        amount_minor=advice.total.amount_minor,
        interchange_minor=advice.total.interchange_minor,
        scheme_fee_minor=advice.total.scheme_fee_minor,
        net_minor=advice.total.net_minor,
    )
    NetworkAdviceLine.objects.bulk_create(
        [
            NetworkAdviceLine(
                advice=row,
                number=number,
                arn=line.arn,
                kind=line.kind,
                amount_minor=line.amounts.amount_minor,
                interchange_minor=line.amounts.interchange_minor,
                scheme_fee_minor=line.amounts.scheme_fee_minor,
            )
            for number, line in enumerate(advice.lines, start=1)
        ],
        batch_size=5_000,
    )
    return row


def has_advice(*, network: str, reference: str) -> bool:
    """Tell whether a network has advised this settlement."""
    return NetworkAdvice.objects.filter(network=network, settlement_reference=reference).exists()


@requires_transaction
def lock_advice(*, network: str, reference: str) -> NetworkAdvice | None:
    """Return an advice by the network's name of the settlement, locked."""
    found = NetworkAdvice.objects.select_for_update()
    return found.filter(network=network, settlement_reference=reference).first()


@requires_transaction
def note_fees(row: NetworkAdvice, *, txn_id: int) -> None:
    """Keep by which transaction the fees of an advice are booked."""
    row.fees_txn_id = txn_id
    row.save(update_fields=["fees_txn_id"])


@requires_transaction
def note_payment(row: NetworkAdvice, *, txn_id: int) -> None:
    """Keep by which transaction the payment of an advice is booked."""
    row.payment_txn_id = txn_id
    row.save(update_fields=["payment_txn_id"])
