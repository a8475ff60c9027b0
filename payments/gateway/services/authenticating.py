"""What payers are asked, and how their payments go on."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from payments.gateway.domain.authentications import AuthenticationState
from payments.gateway.domain.intents import IntentState
from payments.gateway.domain.moments import Moment
from payments.gateway.domain.states import IntentEvent
from payments.gateway.domain.views import Begun, IntentView
from payments.gateway.models import Authentication
from payments.gateway.repositories import authentications, intents
from payments.gateway.services import bringing, confirming, finding, transitions

PAYER = Actor.system("payer")
_FAILED = "authentication_required"


class NotTheTestPage(BankError):
    """A payer of a merchant that is live is not taken at a test page's word."""

    code = "authentication_not_proven"
    cure = "Have the payer's bank say that they have confirmed."
    status = 403


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
    if not (row.merchant.is_sandbox or settings.GATEWAY_TEST_AUTHENTICATION):
        message = "Only the payer's bank can say that they have confirmed."
        raise NotTheTestPage(message)
    at = Moment(PAYER, now)
    in_time = now < asked.expires_at
    after = AuthenticationState.PASSED if passed and in_time else AuthenticationState.FAILED
    if not authentications.decide(intent=row.pk, after=after, at=now):
        return _answered_before(asked, row.object_id, passed=passed)
    if after is AuthenticationState.PASSED:
        return confirming.send(row, event=IntentEvent.AUTHENTICATED, idempotency=None, at=at)
    transitions.move_intent(row, IntentEvent.REFUSED, actor=PAYER, now=now, decline_code=_FAILED)
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
