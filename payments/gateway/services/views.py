"""Rows of payments as the plain values that others are given."""

from __future__ import annotations

from collections.abc import Sequence

from bankcore.money import Currency, Money
from payments.gateway.domain.intents import CaptureMethod, IntentState
from payments.gateway.domain.merchants import MerchantState
from payments.gateway.domain.operations import OperationKind, OperationState
from payments.gateway.domain.views import IntentView, MerchantRef, NextAction, OperationView
from payments.gateway.models import Authentication, Merchant, Operation, PaymentIntent
from payments.gateway.repositories import authentications, operations
from payments.gateway.services import issuers

REDIRECT = "redirect_to_url"


def merchant_ref(row: Merchant) -> MerchantRef:
    """Return a merchant as use cases are given it."""
    return MerchantRef(
        pk=row.pk,
        object_id=row.object_id,
        name=row.name,
        is_sandbox=row.is_sandbox,
        state=MerchantState(row.state),
        currency=row.currency,
        customer_id=row.customer_id,
    )


def intent_view(row: PaymentIntent) -> IntentView:
    """Return a payment as it stands."""
    return intent_views([row])[0]


def intent_views(rows: Sequence[PaymentIntent]) -> list[IntentView]:
    """Return payments as they stand, with two more queries for all of them at most.

    A payer is asked something only while the payment waits for that.
    """
    newest = operations.newest_of([row.pk for row in rows])
    asking = [row.pk for row in rows if row.state == IntentState.REQUIRES_ACTION]
    asked = authentications.pending_of(asking) if asking else {}
    return [_intent(row, _of(row, newest.get(row.pk)), asked.get(row.pk)) for row in rows]


def made_view(row: PaymentIntent) -> IntentView:
    """Return a payment that was made just now: nothing has been tried with it."""
    return _intent(row, None, None)


def _of(row: PaymentIntent, made: Operation | None) -> Operation | None:
    """Give an operation the rows that its payment has read already."""
    if made is not None:
        made.intent = row
        if made.payment_method_id == row.payment_method_id and row.payment_method is not None:
            made.payment_method = row.payment_method
    return made


def operation_view(row: Operation) -> OperationView:
    """Return an operation as it stands."""
    unit = Currency.of(row.currency)
    intent = row.intent
    return OperationView(
        operation_id=row.public_id,
        object_id=row.object_id,
        kind=OperationKind(row.kind),
        state=OperationState(row.state),
        amount=Money(row.amount_minor, unit),
        approved=None if row.approved_minor is None else Money(row.approved_minor, unit),
        captured=Money(intent.captured_minor, unit),
        refunded=Money(intent.refunded_minor, unit),
        disputed=Money(intent.disputed_minor, unit),
        fee=Money(row.fee_minor, unit),
        intent=intent.object_id,
        payment_method=row.payment_method.object_id,
        payer=intent.payer.object_id if intent.payer else None,
        original=row.original.object_id if row.original else None,
        connector=row.connector,
        network_reference=row.network_reference,
        authorisation_code=row.authorisation_code,
        decline_code=row.decline_code,
        eci=row.eci,
        raw_code=row.raw_code,
        reason=row.reason,
        is_final=row.is_final,
        metadata=row.metadata,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )


def left_to_capture(row: PaymentIntent) -> int:
    """Return how many minor units may still be captured."""
    return row.authorised_minor - row.captured_minor - row.capturing_minor - row.voided_minor


def left_to_refund(row: PaymentIntent) -> int:
    """Return how many minor units may still be refunded."""
    return row.captured_minor - row.refunded_minor - row.refunding_minor - row.disputed_minor


def _intent(
    row: PaymentIntent, newest: Operation | None, asked: Authentication | None
) -> IntentView:
    unit = Currency.of(row.currency)
    return IntentView(
        object_id=row.object_id,
        state=IntentState(row.state),
        amount=Money(row.amount_minor, unit),
        authorised=Money(row.authorised_minor, unit),
        capturing=Money(row.capturing_minor, unit),
        captured=Money(row.captured_minor, unit),
        voided=Money(row.voided_minor, unit),
        refunding=Money(row.refunding_minor, unit),
        refunded=Money(row.refunded_minor, unit),
        disputed=Money(row.disputed_minor, unit),
        capturable=Money(left_to_capture(row), unit),
        refundable=Money(left_to_refund(row), unit),
        capture_method=CaptureMethod(row.capture_method),
        payer=row.payer.object_id if row.payer else None,
        payment_method=row.payment_method.object_id if row.payment_method else None,
        mandate=row.mandate.object_id if row.mandate else None,
        off_session=row.off_session,
        description=row.description,
        merchant_reference=row.merchant_reference,
        metadata=row.metadata,
        decline_code=row.decline_code,
        cancellation_reason=row.cancellation_reason,
        risk_outcome=row.risk_outcome,
        client_secret=row.client_secret,
        is_sandbox=row.merchant.is_sandbox,
        created_at=row.created_at,
        canceled_at=row.canceled_at,
        latest_charge=None if newest is None else operation_view(newest),
        next_action=None if asked is None else _action(asked),
    )


def _action(row: Authentication) -> NextAction:
    return NextAction(
        type=REDIRECT,
        authentication=row.object_id,
        return_url=row.return_url,
        page=issuers.page_of(row),
    )
