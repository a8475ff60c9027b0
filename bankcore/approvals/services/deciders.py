"""Who may decide on a request: another person, with the right to it, up to their limit."""

from __future__ import annotations

from datetime import datetime

from bankcore.access import require
from bankcore.actor import Actor, ActorKind
from bankcore.approvals.models import Request
from bankcore.approvals.repositories import limits, requests
from bankcore.approvals.services import kinds
from bankcore.audit import public as audit
from bankcore.db.transactions import RecordedRefusal
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.money import Currency, Money


class OwnRequest(RecordedRefusal):
    """Who asks does not decide."""

    code = "own_request"
    cure = "Ask a colleague to decide."
    status = 403


class PartyToRequest(RecordedRefusal):
    """Who gains by a request, or had a hand in what it is about, does not decide."""

    code = "party_to_request"
    cure = "Ask a colleague who has had nothing to do with it."
    status = 403


class NotAPerson(BankError):
    """A program or a part of the bank decides nothing."""

    code = "not_a_person"
    cure = "Log in as a member of staff."
    status = 403


class AboveDecisionLimit(BankError):
    """The amount is more than any of the person's roles may decide; the request waits on."""

    code = "above_decision_limit"
    cure = "Ask a colleague with a higher limit to decide."
    status = 403


def check(row: Request, actor: Actor, now: datetime) -> None:
    """Let somebody pass who may refuse the request.

    Raises NotAPerson, NotPermitted, OwnRequest and PartyToRequest. The last two leave an entry in
    the audit trail, from which an alert is raised.
    """
    if actor.kind is not ActorKind.USER:
        message = "Only a person decides on a request."
        raise NotAPerson(message)
    if str(actor) == row.maker:
        _note_attempt(row, actor, now)
        message = "Nobody decides on a request of their own."
        raise OwnRequest(message)
    for permission in kinds.of(row.kind).permissions:
        require(actor, permission)
    if str(actor) in row.parties or str(actor) in requests.hands_in_chain(row):
        _note_attempt(row, actor, now)
        message = "Nobody decides on what they gain by or had a hand in."
        raise PartyToRequest(message)


def check_limit(row: Request, actor: Actor) -> None:
    """Let somebody pass whose limit the amount is within; raises AboveDecisionLimit."""
    amount = amount_of(row)
    if amount is None or not kinds.of(row.kind).limited:
        return
    roles = identity.roles_of(user_id=int(actor.id))
    limit = limits.highest(roles=roles, currency=amount.currency.code)
    if limit is None or amount.minor > limit:
        allowed = "nothing" if limit is None else str(Money(limit, amount.currency))
        message = f"This is about {amount}; your roles decide up to {allowed} in that currency."
        raise AboveDecisionLimit(message)


def amount_of(row: Request) -> Money | None:
    """Return the amount that the request is about."""
    if row.amount_minor is None or row.currency is None:
        return None
    return Money(row.amount_minor, Currency.of(row.currency))


def _note_attempt(row: Request, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action="approvals.request.own_attempt",
        subject=row.subject,
        detail={"request": row.pk, "kind": row.kind, "maker": row.maker},
        at=now,
    )
