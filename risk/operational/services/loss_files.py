"""Files of losses: read and checked when given, let in by a second person, whole or not at all."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.approvals import public as approvals
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from risk.operational.domain import loss_files
from risk.operational.domain.loss_files import Loss
from risk.operational.models import Incident, IncidentNote, LossAmount, LossFile
from risk.operational.repositories import incidents

KIND: Final = "operational.loss_file"


class LossKnown(BankError):
    """The register has a loss of this reference."""

    code = "loss_known"
    cure = "Take the known losses out of the file. Nothing of it was taken."
    status = 409


@needs("operational.settle_incident")
@use_case
def request_import(
    *, data: bytes, reason: str, actor: Actor, now: datetime
) -> approvals.RequestView:
    """Ask a second person to let a file of losses in.

    Raises LossFileMalformed, LossKnown, approvals.AlreadyRequested and -ReasonMissing; then
    nothing of it is kept.
    """
    found = _read(data)
    reason = approvals.stated(reason)
    total = sum(each.gross for each in found)
    row = incidents.add_file(
        LossFile(
            content=data.decode("utf-8-sig"),
            lines=len(found),
            gross=total,
            given_by=str(actor),
            given_at=now,
        )
    )
    return approvals.request(
        order=approvals.NewRequest(
            kind=KIND,
            subject=f"loss file:{row.pk}",
            payload={"file": row.pk, "losses": len(found), "gross": total},
            reason=reason,
        ),
        actor=actor,
        now=now,
    )


def execute_file(*, request: approvals.RequestView, actor: Actor, now: datetime) -> str:
    """Put every loss of the file on the register, in the use case of who approves.

    Raises LossKnown where one of them has come in meanwhile.
    """
    file = incidents.file(file_id=int(str(request.payload["file"])))
    assert file is not None  # noqa: S101 - nobody can delete it
    losses = _read(file.content.encode())
    rows = incidents.add_all([_incident(each, file, request, now) for each in losses])
    pairs = list(zip(rows, losses, strict=True))
    incidents.note(
        *(
            IncidentNote(
                incident=row,
                what="imported",
                text=f"{request.reason} ({file})",
                by=request.maker,
                at=now,
            )
            for row in rows
        )
    )
    gross, back = LossAmount.Kind.GROSS, LossAmount.Kind.RECOVERY
    incidents.add_amounts(_amount(row, loss, gross, request, now) for row, loss in pairs)
    incidents.add_amounts(
        _amount(row, loss, back, request, now) for row, loss in pairs if loss.recovered
    )
    audit.record(
        actor=actor,
        action="operational.losses.imported",
        subject=f"loss file:{file.pk}",
        detail={"losses": len(rows), "gross": file.gross},
        at=now,
    )
    return f"loss file:{file.pk}"


def _read(data: bytes) -> tuple[Loss, ...]:
    found = loss_files.read(data, today=ledger.business_date())
    known = incidents.known_references([each.reference for each in found])
    if known:
        message = f"The register has {known[0]} and {len(known) - 1} more of these losses."
        raise LossKnown(message, field="file")
    return found


def _incident(
    loss: Loss, file: LossFile, request: approvals.RequestView, now: datetime
) -> Incident:
    return Incident(
        reference=loss.reference,
        title=loss.title,
        event_type=loss.event_type,
        business_line=loss.business_line,
        cause=loss.cause,
        occurred_on=loss.occurred_on,
        discovered_on=loss.discovered_on,
        booked_on=loss.booked_on,
        estimate=loss.gross,
        reported_by=request.maker,
        reported_at=now,
        file=file,
    )


def _amount(
    row: Incident,
    loss: Loss,
    kind: LossAmount.Kind,
    request: approvals.RequestView,
    now: datetime,
) -> LossAmount:
    return LossAmount(
        incident=row,
        kind=kind,
        amount=loss.gross if kind is LossAmount.Kind.GROSS else loss.recovered,
        booked_on=loss.booked_on,
        reason=request.reason,
        set_by=request.maker,
        set_at=now,
        approval_id=request.request_id,
    )
