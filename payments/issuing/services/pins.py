"""PINs of cards: chosen by their customers, verified when one comes, blocked by guessing.

docs/adr/0014-pins-without-an-hsm.md says what is kept and why.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.views.decorators.debug import sensitive_variables

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from payments.issuing.domain import pins as rules
from payments.issuing.domain.answers import Reason
from payments.issuing.domain.pins import PinState
from payments.issuing.domain.states import LIVE, CardState
from payments.issuing.models import Card, CardPin
from payments.issuing.repositories import pins
from payments.issuing.services import changing, finding

_SECRET_BYTES: Final = 32


class PinNotPossible(BankError):
    """A PIN is not four digits, or is one that whoever finds the card would try first."""

    code = "card_pin_not_possible"
    cure = "Choose four digits that are no run, no pairs, no date of birth and not on the card."


class OnlyTheCustomersPin(BankError):
    """A PIN is known to the customer alone, so nobody else chooses it."""

    code = "only_the_customers_pin"
    cure = "Have the customer choose the PIN in online banking."
    status = 403


class PinNotBlocked(BankError):
    """The card's PIN is not blocked, or there is none."""

    code = "card_pin_not_blocked"
    cure = "Look at the card as it is now."
    status = 409


@sensitive_variables()
@needs("issuing.use_card")
@use_case
def choose_pin(*, card_id: UUID, pin: str, actor: Actor, now: datetime) -> None:
    """Set the PIN of the acting customer's own card; wrong tries of the one before are forgotten.

    Raises OnlyTheCustomersPin, PinNotPossible, finding.CardNotFound and changing.CannotChange.
    """
    customer_id = finding.orderer(actor)
    if customer_id is None:
        message = "Nobody but the card's customer chooses its PIN."
        raise OnlyTheCustomersPin(message)
    row = finding.locked(card_id, actor=actor)
    if CardState(row.state) not in LIVE:
        raise changing.cannot(row)
    if not rules.has_form(pin):
        message = "A PIN is four digits."
        raise PinNotPossible(message, field="pin")
    if rules.is_weak(pin, born=_born(customer_id), last4=row.last4):
        message = "This PIN is too easily guessed."
        raise PinNotPossible(message, field="pin")
    secret = secrets.token_hex(_SECRET_BYTES)
    pins.put(row, secret=secret, value=_value(row, secret, pin), at=now)
    _record(row, "pin_chosen", "", actor, now)


@needs("issuing.block_card")
@use_case
def unblock_pin(*, card_id: UUID, reason: str, actor: Actor, now: datetime) -> None:
    """Let a PIN be tried again that wrong tries have blocked; it stays the customer's own.

    One person does it, with a reason: who has the card still needs the PIN. Raises PinNotBlocked
    and finding.CardNotFound.
    """
    row = finding.locked(card_id, actor=actor)
    known = pins.of(row)
    if known is None or state(known) is not PinState.BLOCKED:
        message = "The PIN of this card is not blocked."
        raise PinNotBlocked(message)
    pins.count(known, wrong_tries=0)
    _record(row, "pin_unblocked", reason, actor, now)


def pin_state(*, card_id: UUID, actor: Actor) -> PinState:
    """Return what a card's PIN is, where the card is the actor's business; CardNotFound."""
    return state(pins.of(finding.found(card_id, actor=actor)))


def state(known: CardPin | None) -> PinState:
    """Return what a PIN is by its row."""
    if known is None:
        return PinState.NONE
    return PinState.BLOCKED if known.wrong_tries >= rules.TRIES else PinState.SET


@sensitive_variables()
@requires_transaction
def refusal(card: Card, pin: str) -> Reason | None:
    """Verify a PIN that came with a use of a locked card; counts it where it is wrong.

    A blocked PIN is not looked at: the right one is refused like any other, and tells nothing.
    """
    known = pins.of(card)
    if known is None:
        return Reason.NO_PIN
    if state(known) is PinState.BLOCKED:
        return Reason.PIN_BLOCKED
    if not hmac.compare_digest(_value(card, known.secret, pin), bytes(known.value)):
        pins.count(known, wrong_tries=known.wrong_tries + 1)
        return Reason.WRONG_PIN
    if known.wrong_tries:
        pins.count(known, wrong_tries=0)
    return None


@sensitive_variables()
def _value(card: Card, secret: str, pin: str) -> bytes:
    """Return what is kept of a PIN, bound to its card: another card's value is none of this one."""
    message = f"{card.public_id}:{pin}".encode()
    return hmac.digest(bytes.fromhex(secret), message, hashlib.sha256)


def _born(customer_id: UUID) -> date | None:
    person = accounts.customer_file(customer_id=customer_id).person
    return None if person is None else person.date_of_birth


def _record(row: Card, done: str, reason: str, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=f"issuing.card.{done}",
        subject=f"card:{row.public_id}",
        detail={},
        reason=reason,
        at=now,
    )
