"""Confirming a payment: what is checked before anything leaves the bank, and the way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from payments.gateway.domain import object_ids
from payments.gateway.domain.authentications import AuthenticationState
from payments.gateway.domain.connectors import InstrumentKind
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.operations import OperationKind
from payments.gateway.domain.states import IntentEvent
from payments.gateway.domain.views import Begun, ConfirmOrder, IntentView, MerchantRef
from payments.gateway.models import Authentication, Mandate, PaymentIntent, PaymentMethod
from payments.gateway.repositories import authentications, intents, merchants, operations
from payments.gateway.services import (
    bringing,
    finding,
    issuers,
    making,
    routing,
    sandbox_rules,
    screening,
    transitions,
)
from risk import public as risk

MOST_TRIES_OF_A_CARD: Final = 15
_TRIES_WITHIN: Final = timedelta(hours=24)
_MAY_ANSWER_WITHIN: Final = timedelta(hours=1)
_NEED_MANDATES: Final = frozenset(
    {InstrumentKind.ON_US_ACCOUNT, InstrumentKind.SEPA_DEBIT, InstrumentKind.US_BANK_ACCOUNT}
)
_FRAUDULENT: Final = "fraudulent"
_STOPS: Final = {
    risk.Verdict.DECLINE: (IntentEvent.REFUSED, _FRAUDULENT),
    risk.Verdict.REVIEW: (IntentEvent.HELD, ""),
}
AUTHENTICATION: Final = "authentication_required"


class MethodMissing(BankError):
    """A payment is confirmed with something to pay with."""

    code = "payment_method_missing"
    cure = "Give a payment method."


class MandateMissing(BankError):
    """The payer has not allowed this charge."""

    code = "mandate_missing"
    cure = "Have the payer give a mandate for the payment method."


class TooManyTries(BankError):
    """A card is not tried for the same amount over and over: card networks fine that."""

    code = "card_tries_exceeded"
    cure = "Let a day pass, or use another payment method."
    status = 429


def confirm(
    *,
    merchant: MerchantRef,
    intent: str,
    order: ConfirmOrder,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
    seconds: float = bringing.SECONDS,
) -> IntentView:
    """Confirm a payment and wait for the answer, as long as `seconds`: then it is processing.

    Not a use case but three steps of its own. Raises what begin_confirm raises.
    """
    begun = begin_confirm(
        merchant=merchant, intent=intent, order=order, idempotency=idempotency, actor=actor, now=now
    )
    return bringing.payment(begun, seconds=seconds)


@needs("gateway.take_payments")
@use_case
def begin_confirm(
    *,
    merchant: MerchantRef,
    intent: str,
    order: ConfirmOrder,
    idempotency: UUID | None,
    actor: Actor,
    now: datetime,
) -> Begun:
    """Check and screen a payment, and write down its authorisation for the network.

    There is no operation where the payer must be asked first, a person must look at it, or it is
    declined here. Raises finding.ObjectNotFound and MerchantNotActive, MethodMissing,
    MandateMissing, TooManyTries, routing.NoRoute and transitions.NotInThisState.
    """
    row = finding.lock_intent(merchant, intent)
    before = _done_before(row, idempotency)
    if before is not None:
        return before
    finding.require_active(row.merchant)
    method = _take_method(merchant, row, order, Moment(actor, now))
    if row.state != IntentState.REQUIRES_CONFIRMATION:
        message = f"The payment is {row.state.lower()}: it is not to be confirmed."
        raise transitions.NotInThisState(message)
    row.off_session = row.off_session or order.off_session
    changed = {
        "mandate": _mandate(merchant, row, method, order),
        "off_session": row.off_session,
        "last_request": idempotency,
        "decline_code": "",
    }
    _check_tries(row, method, now)
    return _screened(row, method, order, changed, Moment(actor, now))


@requires_transaction
def send(
    row: PaymentIntent,
    *,
    event: IntentEvent,
    idempotency: UUID | None,
    at: Moment,
    eci: str = "",
    changed: Mapping[str, Any] | None = None,
) -> Begun:
    """Let a payment on its way that nothing holds back any more; raises routing.NoRoute.

    `eci` is how the card's bank has confirmed it: for the card's own network alone. `changed` are
    columns that change with it.
    """
    method = row.payment_method
    assert method is not None  # noqa: S101 - a payment waits for its method before
    connector = routing.choose(row, method, now=at.now)
    transitions.move_intent(row, event, actor=at.actor, now=at.now, **(changed or {}))
    made = making.make(
        row,
        making.NewOperation(
            kind=OperationKind.AUTHORISE,
            connector=connector,
            minor=row.amount_minor,
            method=method,
            idempotency=idempotency,
            eci=eci if connector == method.brand else "",
        ),
        actor=at.actor,
        now=at.now,
    )
    return Begun(object_id=row.object_id, operation_id=made.public_id)


def _done_before(row: PaymentIntent, idempotency: UUID | None) -> Begun | None:
    """Return what this request did before, so that it is carried on and not done again."""
    if idempotency is None:
        return None
    made = operations.of_request(idempotency=idempotency)
    if made is not None and made.intent_id == row.pk:
        return Begun(object_id=row.object_id, operation_id=made.public_id)
    if row.last_request == idempotency:
        return Begun(object_id=row.object_id)
    return None


def _take_method(
    merchant: MerchantRef, row: PaymentIntent, order: ConfirmOrder, at: Moment
) -> PaymentMethod:
    """Return what is paid with: what the order gives, else what the payment has."""
    waits = row.state == IntentState.REQUIRES_CONFIRMATION
    has, given = row.payment_method, order.payment_method
    if waits and has is not None and given in {None, has.object_id}:
        return finding.attached(merchant, has)
    if given is not None and (waits or row.state == IntentState.REQUIRES_PAYMENT_METHOD):
        method = finding.payment_method(merchant, given)
        transitions.move_intent(
            row, IntentEvent.METHOD_GIVEN, actor=at.actor, now=at.now, payment_method=method
        )
        return method
    if has is None or row.state == IntentState.REQUIRES_PAYMENT_METHOD:
        message = "The payment has nothing to be paid with."
        raise MethodMissing(message, field="payment_method")
    return finding.attached(merchant, has)


def _mandate(
    merchant: MerchantRef, row: PaymentIntent, method: PaymentMethod, order: ConfirmOrder
) -> Mandate | None:
    """Return the mandate that allows the charge, where one is needed; raises MandateMissing."""
    found: Mandate | None
    if order.mandate:
        found = finding.mandate(merchant, order.mandate)
    elif row.mandate is not None and row.mandate.payment_method_id == method.pk:
        found = row.mandate
    else:
        found = merchants.mandate_of(method=method.pk)
    holds = found is not None and _holds(found, row, method)
    needed = InstrumentKind(method.kind) in _NEED_MANDATES or row.off_session
    if needed and not holds:
        message = "The payer has given no mandate that allows this charge."
        raise MandateMissing(message, field="mandate")
    return found if holds else None


def _holds(mandate: Mandate, row: PaymentIntent, method: PaymentMethod) -> bool:
    """Return whether a mandate is of this payment method, not taken back and not used up."""
    if mandate.revoked_at is not None or mandate.payment_method_id != method.pk:
        return False
    return not (mandate.is_single_use and intents.uses_mandate(mandate.pk, but=row.pk))


def _check_tries(row: PaymentIntent, method: PaymentMethod, now: datetime) -> None:
    if not method.fingerprint:
        return
    tries = operations.tries_of_card(
        merchant=row.merchant_id,
        fingerprint=method.fingerprint,
        minor=row.amount_minor,
        currency=row.currency,
        since=now - _TRIES_WITHIN,
    )
    if tries >= MOST_TRIES_OF_A_CARD:
        message = "This card has been tried for this amount too often in a day."
        raise TooManyTries(message)


def _screened(
    row: PaymentIntent,
    method: PaymentMethod,
    order: ConfirmOrder,
    changed: Mapping[str, Any],
    at: Moment,
) -> Begun:
    """Ask risk, and move the payment with all that has `changed` of it."""
    verdict = screening.screen(row, method, address=order.address, now=at.now)
    told = {**changed, "risk_outcome": verdict.outcome, "risk_score": verdict.score}
    if verdict.outcome in _STOPS:
        event, code = _STOPS[verdict.outcome]
        transitions.move_intent(
            row,
            event,
            actor=at.actor,
            now=at.now,
            detail=screening.detail(verdict),
            **{**told, "decline_code": code},
        )
    elif verdict.outcome is risk.Verdict.CHALLENGE or sandbox_rules.asks_payer(row, method):
        _challenge(row, method, order, told, at)
    else:
        return send(
            row,
            event=IntentEvent.CONFIRMED,
            idempotency=changed["last_request"],
            at=at,
            changed=told,
        )
    return Begun(object_id=row.object_id)


def _challenge(
    row: PaymentIntent,
    method: PaymentMethod,
    order: ConfirmOrder,
    changed: Mapping[str, Any],
    at: Moment,
) -> None:
    """Ask the payer by their card's bank, or by a test page where payments are tried out.

    With the payer away there is nobody to ask, nor where no bank can; the payment is declined.
    """
    network = issuers.network_of(row, method)
    asked_by = network if issuers.can_ask(network) else ""
    has_test_page = row.merchant.is_sandbox or settings.GATEWAY_TEST_AUTHENTICATION
    if row.off_session or not (asked_by or has_test_page):
        transitions.move_intent(
            row,
            IntentEvent.REFUSED,
            actor=at.actor,
            now=at.now,
            **{**changed, "decline_code": AUTHENTICATION},
        )
        return
    authentications.add(
        Authentication(
            object_id=object_ids.new("auth"),
            intent=row,
            state=AuthenticationState.PENDING,
            reason=AUTHENTICATION,
            network=asked_by,
            return_url=order.return_url,
            expires_at=at.now + _MAY_ANSWER_WITHIN,
            created_at=at.now,
        )
    )
    transitions.move_intent(row, IntentEvent.CHALLENGED, actor=at.actor, now=at.now, **changed)
