"""What payers are asked, and how their payments go on."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.gateway.domain.authentications import Answer, AuthenticationState
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.states import IntentEvent
from payments.gateway.domain.views import Begun, IntentView
from payments.gateway.models import Authentication, PaymentIntent
from payments.gateway.repositories import authentications, intents
from payments.gateway.services import bringing, confirming, finding, issuers, transitions

PAYER = Actor.system("payer")
_FAILED = "authentication_required"
_NOT_CONFIRMED = "authentication_failed"


class NotTheTestPage(BankError):
    """A payer of a merchant that is live is not taken at a test page's word."""

    code = "authentication_not_proven"
    cure = "Have the payer's bank say that they have confirmed."
    status = 403


class ResultOfAnother(BankError):
    """A result is of the question that it answers, and of no other."""

    code = "authentication_result_of_another"
    cure = "Open the page of the payment that the card's bank was asked about."


def authenticate(
    *, authentication: str, passed: bool, now: datetime, seconds: float = bringing.SECONDS
) -> IntentView:
    """Take the payer's answer and let the payment go on; not a use case but three steps.

    Raises what begin_authenticated raises.
    """
    begun = begin_authenticated(authentication=authentication, passed=passed, now=now)
    return bringing.payment(begun, seconds=seconds)


@use_case
def begin_authenticated(*, authentication: str, passed: bool, now: datetime) -> Begun:
    """Take the answer to a question, named by its unguessable id, and write the payment down.

    The same answer again changes nothing. A payer who did not confirm, or too late, needs another
    payment method. Raises finding.ObjectNotFound, NotTheTestPage and transitions.NotInThisState.
    """
    asked = authentications.get(object_id=authentication)
    if asked is None:
        raise finding.missing(authentication, field="authentication")
    row = intents.lock_by_pk(asked.intent_id)
    if asked.network or not (row.merchant.is_sandbox or settings.GATEWAY_TEST_AUTHENTICATION):
        message = "Only the payer's bank can say that they have confirmed."
        raise NotTheTestPage(message)
    return _decide(asked, row, passed=passed, now=now)


def take_result(
    *, authentication: str, text: str, now: datetime, seconds: float = bringing.SECONDS
) -> IntentView:
    """Take what the card's bank says and let the payment go on; not a use case but three steps.

    Raises what begin_returned raises.
    """
    begun = begin_returned(authentication=authentication, text=text, now=now)
    return bringing.payment(begun, seconds=seconds)


@use_case
def begin_returned(*, authentication: str, text: str, now: datetime) -> Begun:
    """Take the signed result that the payer's browser brings, and write the payment down.

    The same result again changes nothing. Raises finding.ObjectNotFound, ResultOfAnother,
    transitions.NotInThisState, and what the network's issuers do where it is not genuine.
    """
    asked = authentications.get(object_id=authentication)
    if asked is None or not asked.network:
        raise finding.missing(authentication, field="authentication")
    said = issuers.read(asked.network, text)
    if said.authentication != asked.object_id:
        message = "The result is of another payment."
        raise ResultOfAnother(message)
    row = intents.lock_by_pk(asked.intent_id)
    return _decide(asked, row, passed=said.passed, now=now, said=said)


def _decide(
    asked: Authentication,
    row: PaymentIntent,
    *,
    passed: bool,
    now: datetime,
    said: Answer | None = None,
) -> Begun:
    at = Moment(PAYER, now)
    in_time = now < asked.expires_at
    after = AuthenticationState.PASSED if passed and in_time else AuthenticationState.FAILED
    eci = said.eci if said else ""
    value = said.value if said and after is AuthenticationState.PASSED else ""
    if not authentications.decide(intent=row.pk, after=after, at=now, eci=eci, value=value):
        return _answered_before(asked, row.object_id, passed=passed)
    if after is AuthenticationState.PASSED:
        return confirming.send(
            row, event=IntentEvent.AUTHENTICATED, idempotency=None, at=at, eci=eci
        )
    code = _NOT_CONFIRMED if said and not passed else _FAILED
    transitions.move_intent(row, IntentEvent.REFUSED, actor=PAYER, now=now, decline_code=code)
    return Begun(object_id=row.object_id)


@use_case
def expire(*, now: datetime, limit: int = 100) -> int:
    """Give up payments whose payers have not answered in time; returns how many."""
    count = 0
    for asked in authentications.overdue(now=now, limit=limit):
        row = intents.lock_by_pk(asked.intent_id)
        expired = authentications.decide(intent=row.pk, after=AuthenticationState.EXPIRED, at=now)
        if expired and row.state == IntentState.REQUIRES_ACTION:
            transitions.move_intent(
                row, IntentEvent.REFUSED, actor=PAYER, now=now, decline_code=_FAILED
            )
            count += 1
    return count


def _answered_before(asked: Authentication, object_id: str, *, passed: bool) -> Begun:
    if passed and asked.state == AuthenticationState.PASSED:
        return Begun(object_id=object_id)
    message = "The payer has been asked before, and has answered or is asked no more."
    raise transitions.NotInThisState(message)


def return_url_of(*, authentication: str) -> str:
    """Return where the payer's browser goes after the answer; raises finding.ObjectNotFound."""
    asked = authentications.get(object_id=authentication)
    if asked is None:
        raise finding.missing(authentication, field="authentication")
    return asked.return_url
