"""Stripe as one of the gateway's networks: written down, marked as sent, sent, and asked again."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import Final
from uuid import UUID

from bankcore import clock
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from payments.gateway import public as gateway
from payments.gateway.public import (
    Capabilities,
    Health,
    InstrumentKind,
    OperationKind,
    Order,
    Outcome,
    Verdict,
)
from payments.processors.domain.calls import FINAL, ON_ITS_WAY, CallState, pause_after
from payments.processors.models import ProcessorCall
from payments.processors.repositories import calls
from payments.processors.services import asking, wire
from payments.processors.services.wire import Until

NAME: Final = "stripe"
_ASK_SECONDS: Final = 20.0
_MOST: Final = 100
_log = logging.getLogger(__name__)

_KINDS: Final = frozenset(
    {OperationKind.AUTHORISE, OperationKind.CAPTURE, OperationKind.VOID, OperationKind.REFUND}
)
_STATES: Final = {
    Verdict.PENDING: CallState.PENDING,
    Verdict.UNKNOWN: CallState.UNKNOWN,
    Verdict.NOT_SENT: CallState.NOT_SENT,
}


class CannotBring(BankError):
    """The processor has no such operation, or knows nothing of the payment that is changed."""

    code = "processor_cannot_bring"
    cure = "Choose a network that can do this, or do it where the payment was authorised."
    status = 409


class StripeConnector:
    """A payments.gateway.public.Connector. A payment is made first and confirmed then.

    Nothing is charged before the payment's id is kept here, so that whatever happens to this
    process, one question tells what became of it.
    """

    @property
    def capabilities(self) -> Capabilities:
        """Return what Stripe does for this bank: cards, captured once, asked about at any time."""
        return Capabilities(
            instruments=frozenset({InstrumentKind.CARD}),
            inquiry=True,
            brands=frozenset(
                {"visa", "mastercard", "amex", "discover", "diners", "jcb", "unionpay"}
            ),
        )

    @requires_transaction
    def enqueue(self, order: Order, *, now: datetime) -> None:
        """Write down what is to be brought there, in the caller's use case; raises CannotBring."""
        remote = _remote_of(order)
        if order.kind not in _KINDS or (order.kind is not OperationKind.AUTHORISE and not remote):
            message = f"Stripe is not asked for this {order.kind.lower()}."
            raise CannotBring(message)
        calls.add(
            ProcessorCall(
                operation_id=order.operation_id,
                connector=NAME,
                kind=order.kind,
                amount_minor=order.amount.minor,
                currency=order.amount.currency.code,
                card_token=order.instrument.reference,
                recurring=order.recurring,
                remote_id=remote,
                deadline=order.deadline,
                created_at=now,
            )
        )

    def perform(self, operation_id: UUID, *, seconds: float) -> None:
        """Send it, after having committed that it is sent, and apply the answer."""
        until, now = Until.after(seconds), clock.now()
        if not _claimed(operation_id=operation_id, now=now):
            return
        call = calls.get(operation_id)
        if call is not None:
            outcome = asking.bring(
                call, keep=lambda remote: calls.keep_remote(operation_id, remote), until=until
            )
            _apply(operation_id, outcome, now=clock.now())

    def inquire(self, operation_id: UUID, *, now: datetime) -> None:
        """Ask what became of a call, and apply it; one that may be on its way is left alone."""
        call = calls.get(operation_id)
        if call is None or call.state in FINAL:
            return
        if call.state == CallState.QUEUED:
            self.perform(operation_id, seconds=_ASK_SECONDS)
            return
        if call.state == CallState.SENT and call.sent_at and call.sent_at > now - ON_ITS_WAY:
            return
        until = Until.after(_ASK_SECONDS)
        if call.state == CallState.TAKE_BACK:
            _taken_back(
                operation_id=operation_id, is_done=asking.take_back(call, until=until), now=now
            )
            return
        _apply(operation_id, asking.ask_again(call, until=until), now=now)

    def health(self, *, now: datetime) -> Health:
        """Tell whether there is a key; how it answers, the gateway counts for all networks."""
        del now
        if wire.is_configured():
            return Health(is_up=True)
        return Health(is_up=False, detail="STRIPE_API_KEY is not set, or the address is not https")


def _remote_of(order: Order) -> str:
    """Return the payment that an order changes; of an unknown one, what was kept on the way."""
    if order.original is None:
        return ""
    if order.original.network_reference:
        return order.original.network_reference
    first = calls.get(order.original.operation_id)
    return "" if first is None else first.remote_id


def inquire_due(*, now: datetime) -> int:
    """Ask about every call whose time has come, and bring those that were forgotten; how many."""
    connector, due = StripeConnector(), calls.due(now=now, most=_MOST)
    for operation_id in due:
        try:
            connector.inquire(operation_id, now=now)
        except BankError as refused:
            # The books do not take this one: others are not to wait for it.
            _log.error("the outcome of %s is not applied: %s", operation_id, refused.code)
    return len(due)


def inquire_payments(remote_ids: list[str], *, now: datetime) -> int:
    """Ask about what is open of these payments; returns of how many operations."""
    found = calls.open_of(NAME, [each for each in remote_ids if each])
    for operation_id in found:
        StripeConnector().inquire(operation_id, now=now)
    return len(found)


@use_case
def _claimed(*, operation_id: UUID, now: datetime) -> bool:
    """Mark a call as sent; after its deadline, say that it is not."""
    if calls.claim(operation_id, now=now):
        return True
    call = calls.lock(operation_id)
    if call is not None and call.state == CallState.QUEUED:
        late = Outcome(verdict=Verdict.NOT_SENT, code="try_again_later", detail="deadline")
        _settle(call, late, now=now)
    return False


def _apply(operation_id: UUID, outcome: Outcome, *, now: datetime) -> None:
    """Apply an outcome; an authorisation that comes too late is cancelled there."""
    if not _applied(operation_id=operation_id, outcome=outcome, now=now):
        call = calls.get(operation_id)
        if call is not None:
            done = asking.take_back(call, until=Until.after(_ASK_SECONDS))
            _taken_back(operation_id=operation_id, is_done=done, now=now)


@use_case
def _applied(*, operation_id: UUID, outcome: Outcome, now: datetime) -> bool:
    """Apply an outcome with the call's own row; False where it has to be taken back."""
    call = calls.lock(operation_id)
    if call is None or call.state in FINAL:
        return True
    return _settle(call, outcome, now=now)


def _settle(call: ProcessorCall, outcome: Outcome, *, now: datetime) -> bool:
    call.state = _STATES.get(outcome.verdict, CallState.ANSWERED)
    call.verdict, call.raw_code = outcome.verdict, outcome.raw_code
    call.tries, call.next_try_at = call.tries + 1, now + pause_after(call.tries)
    if call.state in FINAL:
        call.answered_at = now
        if call.kind != OperationKind.AUTHORISE:
            call.remote_charge = outcome.network_reference
    applied = gateway.apply_outcome(operation_id=call.operation_id, outcome=outcome, now=now)
    charged = outcome.verdict in {Verdict.APPROVED, Verdict.PENDING}
    late = applied is gateway.Applied.LATE and charged and call.kind == OperationKind.AUTHORISE
    if late:
        call.state, call.answered_at = CallState.TAKE_BACK, None
    calls.save(call)
    return not late


@use_case
def _taken_back(*, operation_id: UUID, is_done: bool, now: datetime) -> None:
    call = calls.lock(operation_id)
    if call is None or call.state != CallState.TAKE_BACK:
        return
    call.tries, call.next_try_at = call.tries + 1, now + pause_after(call.tries)
    if is_done:
        call.state, call.answered_at = CallState.ANSWERED, now
    calls.save(call)
