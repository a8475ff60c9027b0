"""Disputes: money taken back by a payer's bank, and what the merchant does about it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from payments.gateway.domain import object_ids
from payments.gateway.domain.disputes import (
    DisputeEvent,
    DisputeNotice,
    DisputeStage,
    Evidence,
    NoticeStage,
    dispute_after,
)
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.states import OperationEvent
from payments.gateway.domain.views import Begun, DisputeView, MerchantRef, PageOf
from payments.gateway.models import Dispute, DisputeEvidence, Operation, PaymentIntent
from payments.gateway.repositories import disputes, intents, operations
from payments.gateway.services import (
    bringing,
    dispute_views,
    finding,
    making,
    resolving,
    transitions,
    views,
)

TO_RESPOND: Final = timedelta(days=14)
_LARGEST: Final = 5_000_000
_MOST: Final = 20
_TEXT: Final = 20_000
_HANDLE: Final = ("gateway.take_payments", "gateway.handle_dispute")
_READ: Final = ("gateway.read_payments", "gateway.handle_dispute")


class NoSuchPayment(BankError):
    """A network disputes what the bank has no record of."""

    code = "disputed_payment_not_found"
    cure = "Look for the payment among those of the network's file."
    status = 404


class InvalidEvidence(BankError):
    """What is brought is nothing, or more than networks take."""

    code = "dispute_evidence_invalid"
    cure = "Bring 1 to 20 texts or documents, 5 MB each at most."


@requires_transaction
def receive(*, notice: DisputeNotice, now: datetime) -> None:
    """Take a network's notice in, in the caller's use case; the same one again changes nothing.

    A chargeback takes from the merchant what is left of the payment; what is more, because it was
    refunded as well, is the bank's loss until it is fought for, and staff are alerted. Raises
    NoSuchPayment and booking.BookingRefused.
    """
    found = disputes.disputed(notice)
    if found is None:
        message = f"{notice.connector} disputes {notice.name}, of which nothing is known."
        raise NoSuchPayment(message)
    row = intents.lock_by_pk(found.intent_id)
    at = Moment(Actor.system(f"connector.{notice.connector}"), now)
    if notice.stage is NoticeStage.CHARGEBACK:
        if disputes.of_notice(connector=notice.connector, name=notice.name) is None:
            _charge_back(row, found.original or found, notice, at)
        return
    event = DisputeEvent.WON if notice.stage is NoticeStage.WON else DisputeEvent.LOST
    dispute = disputes.open_of(row.pk)
    if dispute is not None:
        resolving.decide(row, dispute, event, at)


def _charge_back(
    row: PaymentIntent, original: Operation, notice: DisputeNotice, at: Moment
) -> None:
    minor = finding.positive(notice.amount, currency=row.currency)
    covered = min(minor, max(views.left_to_refund(row), 0))
    order = making.of_original(OperationKind.CHARGEBACK, original, minor, reason=notice.reason[:40])
    taken = making.write(row, order, actor=at.actor, now=at.now)
    transitions.move_operation(
        taken,
        OperationEvent.APPROVED,
        intent=row,
        actor=at.actor,
        now=at.now,
        excess_minor=minor - covered,
        network_reference=(notice.arn or notice.network_reference)[:40],
    )
    intents.count(row, disputed=covered)
    dispute = Dispute(
        object_id=object_ids.new("dp"),
        merchant=row.merchant,
        intent=row,
        chargeback=taken,
        notice_key=notice.name,
        connector=notice.connector,
        stage=DisputeStage.NEEDS_RESPONSE,
        reason=notice.reason[:40],
        amount_minor=minor,
        excess_minor=minor - covered,
        currency=row.currency,
        due_at=notice.due_at or at.now + TO_RESPOND,
        created_at=at.now,
    )
    disputes.add(dispute)
    resolving.tell("charge.dispute.created", row, dispute, at)
    _record(dispute, "received", at.actor, at.now)
    if minor > covered:
        _record(dispute, "exceeds_payment", at.actor, at.now)


def submit_evidence(
    *,
    merchant: MerchantRef,
    dispute: str,
    evidence: Sequence[Evidence],
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> DisputeView:
    """Fight a dispute and bring it to the network; not a use case but three steps of its own.

    Raises what begin_evidence raises.
    """
    begun = begin_evidence(
        merchant=merchant,
        dispute=dispute,
        evidence=evidence,
        idempotency=idempotency,
        actor=actor,
        now=now,
    )
    if begun.operation_id is not None:
        bringing.bring(begun.operation_id, seconds=seconds)
    return dispute_views.view(_found(merchant, dispute))


@needs(*_HANDLE)
@use_case
def begin_evidence(
    *,
    merchant: MerchantRef,
    dispute: str,
    evidence: Sequence[Evidence],
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Keep what the merchant brings, sealed, and write the representment down for the network.

    Raises finding.ObjectNotFound, InvalidEvidence and transitions.NotInThisState.
    """
    _check(evidence)
    row, found = _locked(merchant, dispute)
    made = None if idempotency is None else operations.of_request(idempotency=idempotency)
    if made is not None:
        return Begun(object_id=found.object_id, operation_id=made.public_id)
    resolving.move(found, DisputeEvent.EVIDENCE_SUBMITTED, now=now)
    disputes.add_evidence([_evidence(found, each, now) for each in evidence])
    original = found.chargeback.original
    assert original is not None  # noqa: S101 - PostgreSQL: every chargeback has one
    order = making.of_original(
        OperationKind.REPRESENTMENT,
        original,
        found.amount_minor,
        reason=evidence[0].text[:40],
        idempotency=idempotency,
    )
    operation = making.write(row, order, actor=actor, now=now)
    operations.change(operation, excess_minor=found.excess_minor)
    disputes.change(found, representment=operation)
    making.hand_over(row, operation, now=now)
    _record(found, "answered", actor, now)
    resolving.tell("charge.dispute.updated", row, found, Moment(actor, now))
    return Begun(object_id=found.object_id, operation_id=operation.public_id)


@needs(*_HANDLE)
@use_case
def accept(
    *, merchant: MerchantRef, dispute: str, actor: Actor, now: datetime, reason: str = ""
) -> DisputeView:
    """Let a dispute be: what was taken stays taken. Accepted twice is accepted once.

    Staff say why: it stays in the audit trail. Raises finding.ObjectNotFound and
    transitions.NotInThisState.
    """
    row, found = _locked(merchant, dispute)
    if found.stage != DisputeStage.ACCEPTED:
        resolving.move(found, DisputeEvent.ACCEPTED, now=now)
        _record(found, "accepted", actor, now, reason=reason)
        resolving.tell("charge.dispute.closed", row, found, Moment(actor, now))
    return dispute_views.view(found)


@needs("gateway.handle_dispute")
@use_case
def resolve(
    *, merchant: MerchantRef, dispute: str, won: bool, reason: str, actor: Actor, now: datetime
) -> DisputeView:
    """Decide a dispute by what the network has told staff; raises what `accept` raises."""
    row, found = _locked(merchant, dispute)
    event = DisputeEvent.WON if won else DisputeEvent.LOST
    if dispute_after(DisputeStage(found.stage), event) is None:
        message = f"The dispute is {found.stage.lower()}."
        raise transitions.NotInThisState(message)
    resolving.decide(row, found, event, Moment(actor, now))
    _record(found, "resolved", actor, now, reason=reason)
    return dispute_views.view(_found(merchant, dispute))


@needs(*_READ)
def get(*, merchant: MerchantRef, dispute: str, actor: Actor) -> DisputeView:
    """Return the merchant's dispute; raises finding.ObjectNotFound."""
    del actor
    return dispute_views.view(_found(merchant, dispute))


@needs(*_READ)
def page(
    *, merchant: MerchantRef, intent: str | None, part: PageOf, actor: Actor
) -> tuple[Sequence[DisputeView], bool]:
    """Return the merchant's disputes, newest first, and whether there are more.

    Raises finding.InvalidPage.
    """
    del actor
    finding.check_page(part)
    rows, more = disputes.page(merchant=merchant.pk, intent=intent, part=part)
    return dispute_views.views_of(rows), more


def _found(merchant: MerchantRef, object_id: str) -> Dispute:
    found = disputes.get(merchant=merchant.pk, object_id=object_id)
    if found is None:
        raise finding.missing(object_id, field="dispute")
    return found


def _locked(merchant: MerchantRef, object_id: str) -> tuple[PaymentIntent, Dispute]:
    row = intents.lock_by_pk(_found(merchant, object_id).intent_id)
    return row, _found(merchant, object_id)


def _check(evidence: Sequence[Evidence]) -> None:
    small = all(len(each.content) <= _LARGEST and len(each.text) <= _TEXT for each in evidence)
    something = all(each.text.strip() or each.content for each in evidence)
    if not (1 <= len(evidence) <= _MOST and small and something):
        message = "The evidence is empty, or more than networks take."
        raise InvalidEvidence(message, field="evidence")


def _evidence(row: Dispute, given: Evidence, now: datetime) -> DisputeEvidence:
    return DisputeEvidence(
        dispute=row,
        kind=given.kind[:40],
        text=given.text or None,
        content=given.content or None,
        content_type=given.content_type[:40],
        file_name=given.file_name[:100],
        added_at=now,
    )


def _record(row: Dispute, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> None:
    audit.record(
        actor=actor,
        action=f"gateway.dispute.{verb}",
        subject=f"dispute:{row.object_id}",
        detail={"amount": row.amount_minor, "excess": row.excess_minor, "currency": row.currency},
        reason=reason,
        at=now,
    )
