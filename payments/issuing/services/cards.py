"""Cards: ordered, frozen, blocked, reported and done with."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.conf import settings

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import TryAgain, requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.outbox import public as outbox
from payments.issuing.domain import events, numbers
from payments.issuing.domain.cards import CardView
from payments.issuing.domain.states import CARD_CHANGES, LIVE, CardState
from payments.issuing.models import Card
from payments.issuing.repositories import cards
from payments.issuing.services import changing, finding, views
from payments.vault import public as vault

ISSUER: Final = "issuing"
"""As whose cards the vault keeps the numbers of the bank's own."""
_CHUNK: Final = 200


class NoCardForAccount(BankError):
    """The bank issues no card for this account to this customer."""

    code = "no_card_for_account"
    cure = "Choose a current account that the customer holds and may use without others signing."
    status = 409


class CardThereAlready(BankError):
    """The customer has a card for the account already."""

    code = "card_there_already"
    cure = "Use the card that is there, or report it lost: a new one is made at once."
    status = 409


@needs("issuing.order_card")
@use_case
def order(
    *, account_id: UUID, actor: Actor, now: datetime, customer_id: UUID | None = None
) -> CardView:
    """Make a card of a current account, for whoever orders it or for `customer_id`.

    Its number is made here and goes into the vault. A customer at a page orders their own; staff
    name a holder of the account, or mean its first. Raises accounts.AccountNotFound,
    NoCardForAccount and CardThereAlready.
    """
    account = finding.account(account_id, actor=actor)
    holder = finding.orderer(actor) or customer_id or account.customer_id
    _check(account, holder)
    if cards.has_live(account_id=account_id, customer_id=holder):
        raise _there_already()
    return views.card(_make(account, holder, None, actor, now))


@needs("issuing.use_card")
@use_case
def freeze(*, card_id: UUID, actor: Actor, now: datetime) -> CardView:
    """Let nothing more through the card until it is unfrozen; once frozen it stays so.

    What is authorised already stays: it was promised. A card that the bank blocks is not frozen
    as well, for that would be a way out of the block. Raises finding.CardNotFound, CannotChange.
    """
    row = finding.locked(card_id, actor=actor)
    if row.state == CardState.BLOCKED:
        raise changing.cannot(row)
    return views.card(changing.change(row, CardState.FROZEN, "", actor, now))


@needs("issuing.use_card")
@use_case
def unfreeze(*, card_id: UUID, actor: Actor, now: datetime) -> CardView:
    """Let the card be used again that its customer froze; what the bank blocks stays blocked.

    Raises finding.CardNotFound, CannotChange.
    """
    row = finding.locked(card_id, actor=actor)
    if row.state == CardState.BLOCKED:
        raise changing.cannot(row)
    return views.card(changing.change(row, CardState.ACTIVE, "", actor, now))


class ReasonMissing(BankError):
    """The bank blocks a card for a reason, which the audit trail keeps."""

    code = "card_reason_missing"
    cure = "Say why."


@needs("issuing.block_card")
@use_case
def block(*, card_id: UUID, reason: str, actor: Actor, now: datetime) -> CardView:
    """Block a card by the bank, for a reason; its customer cannot undo it.

    Raises ReasonMissing, finding.CardNotFound, CannotChange.
    """
    _require(reason)
    row = finding.locked(card_id, actor=actor)
    return views.card(changing.change(row, CardState.BLOCKED, reason, actor, now))


@needs("issuing.use_card")
@use_case
def report(*, card_id: UUID, stolen: bool, actor: Actor, now: datetime) -> CardView:
    """End a card that is lost or stolen for good, and make the one that takes its place.

    The new card has the limits and switches of the old one; a card that the bank had blocked is
    replaced by a blocked one. The same report again gets the same new card. Raises
    finding.CardNotFound, CannotChange.
    """
    row = finding.locked(card_id, actor=actor)
    state = CardState.STOLEN if stolen else CardState.LOST
    if row.state == state:
        return views.card(finding.replacement(row))
    was_blocked = row.state == CardState.BLOCKED
    changing.change(row, state, "", actor, now)
    account = accounts.resolve(account_ids=[row.account_id])[row.account_id]
    made = _make(account, row.customer_id, row, actor, now)
    if was_blocked:
        changing.change(
            made, CardState.BLOCKED, "The card that it replaces was blocked", actor, now
        )
    return views.card(made)


@needs("issuing.use_card")
@use_case
def show_number(*, card_id: UUID, actor: Actor, now: datetime) -> vault.CardNumber:
    """Return a card's number for its own customer's eyes, and write down that it was shown.

    Nobody else is shown one, staff included. Raises finding.CardNotFound, and CannotChange where
    the card is done with.
    """
    row = finding.locked(card_id, actor=actor)
    if finding.orderer(actor) is None:
        raise finding.missing()
    if CardState(row.state) not in LIVE:
        raise changing.cannot(row)
    audit.record(
        actor=actor,
        action="issuing.card.number_shown",
        subject=f"card:{row.public_id}",
        at=now,
    )
    return vault.reveal(token=row.token)


def expire_cards(*, day: date, actor: Actor, now: datetime) -> int:
    """End the cards whose last month is over on `day`; returns how many. Each by itself."""
    done = 0
    while page := cards.list_past(day=day, limit=_CHUNK):
        for card_id in page:
            _expire(card_id=card_id, actor=actor, now=now)
        done += len(page)
    return done


@use_case
def _expire(*, card_id: UUID, actor: Actor, now: datetime) -> None:
    row = cards.lock(card_id=card_id)
    if row is not None and CardState.EXPIRED in CARD_CHANGES[CardState(row.state)]:
        changing.change(row, CardState.EXPIRED, "", actor, now)


def _require(reason: str) -> None:
    if not reason.strip():
        message = "A card is blocked for a reason."
        raise ReasonMissing(message, field="reason")


def _there_already() -> CardThereAlready:
    message = "There is a card for this account already."
    return CardThereAlready(message)


def _check(account: accounts.AccountRef, holder: UUID) -> None:
    """Look whether the customer may spend what is on the account alone, with a card."""
    found = accounts.get_account(account_id=account.account_id)
    use = accounts.use_of_account(account_id=account.account_id, day=ledger.business_date())
    may = (
        views.may_have_card(found)
        and holder in accounts.owners_of_account(object_id=account.account_id)
        and use.rule is accounts.SigningRule.ANY_ONE
    )
    if not may:
        message = "There is no card for this account and this customer."
        raise NoCardForAccount(message, field="account_id")


@requires_transaction
def _make(
    account: accounts.AccountRef, holder: UUID, old: Card | None, actor: Actor, now: datetime
) -> Card:
    """Make a card and its number, and tell of it; raises TryAgain where somebody was faster."""
    month, year = numbers.expiry_after(now.date())
    number = numbers.make(settings.CARD_ISSUER_NUMBER)
    if vault.find_card(merchant=ISSUER, number=number) is not None:
        raise TryAgain
    stored = vault.store_card(
        merchant=ISSUER, number=number, expiry_month=month, expiry_year=year, now=now
    )
    row = Card(
        account_id=account.account_id,
        customer_id=holder,
        token=stored.token,
        brand=stored.brand,
        last4=stored.last4,
        expiry_month=month,
        expiry_year=year,
        state=CardState.ACTIVE,
        currency=account.currency.code,
        replaces=old,
        ordered_by=str(actor),
        ordered_at=now,
        **(views.begin_with(account.currency) if old is None else views.controls_of(old)),
    )
    if not cards.add(row):
        raise TryAgain
    cards.add_change(row, after=CardState.ACTIVE, reason="", changed_by=str(actor), changed_at=now)
    audit.record(
        actor=actor,
        action="issuing.card.ordered",
        subject=f"card:{row.public_id}",
        detail={"account": str(row.account_id), "last4": row.last4},
        at=now,
    )
    outbox.publish(
        events.CardOrdered(card_id=str(row.public_id), account_id=str(row.account_id)),
        subject=f"card:{row.public_id}",
        at=now,
    )
    return row
