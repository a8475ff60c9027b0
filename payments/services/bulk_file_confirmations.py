"""Confirming files of payments: their totals and number, and the very file, by a second factor."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.identity import public as identity
from bankcore.money import Currency, Money
from payments.domain.bulk_files import FileState, FileView
from payments.models import BulkFile
from payments.repositories import bulk_files as files
from payments.services import bulk_files, self_service


@needs("payments.submit_bulk_file")
def ask_for(*, file_id: UUID, actor: Actor, now: datetime) -> identity.ConfirmationView:
    """Ask the customer to confirm a file of theirs: (EU) 2018/389, Article 5(3)(b).

    Raises BulkFileNotFound, and what identity.ask_confirmation raises.
    """
    file = _theirs(files.get(public_id=file_id), file_id, actor)
    return identity.ask_confirmation(consent=_consent(file), actor=actor, now=now)


@needs("payments.submit_bulk_file")
@use_case
def confirm(
    *, file_id: UUID, confirmation_id: UUID | None, actor: Actor, now: datetime
) -> FileView:
    """Have the file paid as its customer confirmed it; confirming twice is confirming once.

    Raises BulkFileNotFound, and what identity.check_confirmation raises.
    """
    file = _theirs(files.get_locked(public_id=file_id), file_id, actor)
    if file.state != FileState.UNSIGNED:
        return bulk_files.view_of(file)
    ask = self_service.Ask(
        consent=_consent(file), request_key=file.public_id, confirmation_id=confirmation_id
    )
    ordered = self_service.check(ask, actor=actor, now=now)
    subject = f"bulk_file:{file.public_id}"
    self_service.keep(ordered, subject=subject, actor=actor, now=now)
    files.sign(file=file)
    audit.record(
        actor=actor,
        action="payments.bulk_file.received",
        subject=subject,
        detail={"sha256": file.sha256},
        at=now,
    )
    bulk_files.announce(file, now)
    return bulk_files.view_of(file)


def _consent(file: BulkFile) -> identity.Consent:
    totals = files.totals(file=file)
    number = sum(each for _, _, each in totals)
    count = "1 payment" if number == 1 else f"{number} payments"
    return identity.Consent(
        action="payments.bulk_file",
        amounts=tuple(Money(minor, Currency.of(code)) for code, minor, _ in totals),
        payee=f"{count} of the file with SHA-256 {file.sha256}",
        about=(str(file.public_id),),
    )


def _theirs(file: BulkFile | None, file_id: UUID, actor: Actor) -> BulkFile:
    customer = self_service.customer_of(actor)
    if file is None or customer is None or file.customer_id != customer.customer_id:
        message = f"There is no file {file_id}."
        raise bulk_files.BulkFileNotFound(message)
    return file
