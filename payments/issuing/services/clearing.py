"""After the authorisation: presented and booked, taken back, or never heard of again."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from bankcore.outbox import public as outbox
from payments.issuing.domain import clearing, events
from payments.issuing.domain.answers import Answer, Reason, Reference
from payments.issuing.domain.clearing import Cleared, Presentment
from payments.issuing.domain.states import AUTHORISATION_CHANGES, AuthorisationState
from payments.issuing.models import Authorisation, Card
from payments.issuing.models import Presentment as PresentmentRow
from payments.issuing.repositories import authorisations, cards
from payments.issuing.services.authorising import told_of

NETWORKS: Final = "2420"
_CHUNK: Final = 200
_A = AuthorisationState


class PresentmentRefused(BankError):
    """The bank does not pay what a network presents; it goes back to whoever presented it."""

    code = "presentment_refused"
    cure = "Send it back with this reason, or look at the authorisation it names."
    status = 409


class PresentmentReused(BankError):
    """The presentment's reference is another's."""

    code = "presentment_reused"
    cure = "Give each presentment a reference of its own."
    status = 409


@needs("issuing.answer_network")
@use_case
def present(*, presentment: Presentment, actor: Actor, now: datetime) -> Cleared:
    """Book what a network presents, as present_within does, in a use case of its own."""
    return present_within(presentment=presentment, actor=actor, now=now)


@requires_transaction
def present_within(*, presentment: Presentment, actor: Actor, now: datetime) -> Cleared:
    """Book a presentment against its authorisation, in the caller's use case, once.

    The money goes from the account to what networks are owed. In parts or whole, and above what
    was authorised only within clearing.TOLERANCES, where the account has it; late ones are booked
    where the account has their money still. A credit goes the other way, up to what was booked,
    and whatever has become of the card. Raises PresentmentRefused and PresentmentReused.
    """
    before = authorisations.presented(presentment.reference)
    if before is not None:
        return _again(before, presentment)
    found = authorisations.find(presentment.authorisation)
    if found is None:
        message = "Nothing was authorised under this reference."
        raise PresentmentRefused(message)
    card, row = _locked(found)
    before = authorisations.presented(presentment.reference)
    if before is not None:
        return _again(before, presentment)
    _check(row, presentment)
    txn_id = _book(card, row, presentment, actor, now)
    authorisations.add_presentment(
        PresentmentRow(
            authorisation=row,
            reference=presentment.reference,
            amount_minor=presentment.amount.minor,
            currency=row.currency,
            is_final=presentment.is_final,
            is_credit=presentment.is_credit,
            txn_id=txn_id,
            booked_at=now,
        )
    )
    if not presentment.is_credit:
        _go_on(row, presentment, actor, now)
    event = events.PurchaseGivenBack if presentment.is_credit else events.PurchaseBooked
    told = told_of(card, row, presentment.amount.minor)
    outbox.publish(event(**told, transaction_id=str(txn_id)), subject=_subject(row), at=now)
    return Cleared(authorisation_id=row.public_id, transaction_id=txn_id, amount=presentment.amount)


@needs("issuing.answer_network")
@use_case
def reverse(*, reference: Reference, actor: Actor, now: datetime) -> Answer:
    """Take an authorisation back, as reverse_within does, in a use case of its own."""
    return reverse_within(reference=reference, actor=actor, now=now)


@requires_transaction
def reverse_within(*, reference: Reference, actor: Actor, now: datetime) -> Answer:
    """Take an authorisation back in the caller's use case: its money is the customer's again.

    Of one that is booked in part the rest is given back. One that is booked, declined or unknown
    is left as it is, and the answer says so; a second time is the first time again.
    """
    found = authorisations.find(reference)
    if found is None:
        return Answer(reason=Reason.NOT_FOUND)
    card, row = _locked(found)
    replayed = row.state == _A.REVERSED
    if row.state == _A.APPROVED:
        release(row, actor, now)
        authorisations.end(row, _A.CLEARED if row.cleared_minor else _A.REVERSED, at=now)
        event = events.AuthorisationReversed(**told_of(card, row, _left(row)))
        outbox.publish(event, subject=_subject(row), at=now)
    elif not replayed and row.state != _A.EXPIRED:
        return Answer(reason=Reason.TOO_LATE, authorisation_id=row.public_id)
    return Answer(
        reason=Reason.APPROVED,
        authorisation_id=row.public_id,
        approval_code=row.approval_code,
        replayed=replayed,
    )


def expire_authorisations(*, actor: Actor, now: datetime) -> int:
    """Give back what nobody has presented in time; returns how many. Each by itself."""
    done = 0
    while page := authorisations.list_due(now=now, limit=_CHUNK):
        for card_id, row_id in page:
            _expire(card_id=card_id, row_id=row_id, actor=actor, now=now)
        done += len(page)
    return done


@use_case
def _expire(*, card_id: UUID, row_id: int, actor: Actor, now: datetime) -> None:
    card = cards.lock(card_id=card_id)
    row = authorisations.lock(row_id=row_id)
    if card is None or row.state != _A.APPROVED or row.expires_at is None or row.expires_at > now:
        return
    release(row, actor, now)
    authorisations.end(row, _A.CLEARED if row.cleared_minor else _A.EXPIRED, at=now)
    event = events.AuthorisationExpired(**told_of(card, row, _left(row)))
    outbox.publish(event, subject=_subject(row), at=now)


def release(row: Authorisation, actor: Actor, now: datetime) -> None:
    """Give back what is left of the money that is set aside for an authorisation."""
    assert row.hold_id is not None  # noqa: S101 - the table's CHECK
    ledger.release_hold(hold_id=row.hold_id, actor=actor, now=now)


def _locked(found: Authorisation) -> tuple[Card, Authorisation]:
    card = cards.lock(card_id=found.card.public_id)
    assert card is not None  # noqa: S101 - cards are never removed
    return card, authorisations.lock(row_id=found.pk)


def _again(before: PresentmentRow, presentment: Presentment) -> Cleared:
    row, reference = before.authorisation, presentment.authorisation
    amount = Money(before.amount_minor, Currency.of(before.currency))
    same = (row.network, row.rrn, row.stan) == (reference.network, reference.rrn, reference.stan)
    if not same or (amount, before.is_credit) != (presentment.amount, presentment.is_credit):
        message = f"The reference {presentment.reference} is another presentment's."
        raise PresentmentReused(message)
    return Cleared(
        authorisation_id=row.public_id,
        transaction_id=before.txn_id,
        amount=amount,
        replayed=True,
    )


def _check(row: Authorisation, presentment: Presentment) -> None:
    state, amount = AuthorisationState(row.state), presentment.amount
    if amount.currency.code != row.currency or amount.minor <= 0:
        message = f"A presentment is of a positive amount in {row.currency}."
        raise PresentmentRefused(message, field="amount")
    if presentment.is_credit:
        _within(amount, row.cleared_minor - authorisations.given_back(row))
        return
    if _A.CLEARED not in AUTHORISATION_CHANGES[state]:
        message = f"The authorisation is {state.lower()}."
        raise PresentmentRefused(message)
    most = clearing.most(row.amount_minor, row.merchant_category)
    _within(amount, most - row.cleared_minor)


def _within(amount: Money, most: int) -> None:
    if amount.minor > most:
        allowed = Money(most, amount.currency)
        message = f"{amount} is more than the {allowed} that may be presented."
        raise PresentmentRefused(message, field="amount")


def _book(
    card: Card, row: Authorisation, presentment: Presentment, actor: Actor, now: datetime
) -> int:
    account = accounts.resolve(account_ids=[card.account_id])[card.account_id]
    networks = ledger.internal_account(
        gl_code=NETWORKS, currency=account.currency, opened_on=now.date()
    )
    amount = -presentment.amount if presentment.is_credit else presentment.amount
    posting = ledger.Posting(
        request=ledger.RequestKey.of_system(f"issuing.presentment:{presentment.reference}"),
        kind=ledger.TransactionKind.CARD,
        legs=(
            ledger.Leg(account.ledger_account_id, -amount),
            ledger.Leg(networks, amount),
        ),
        actor=actor,
        narrative=f"{row.merchant_name} card {card.last4}",
        captures=() if presentment.is_credit else _captures(row, amount),
    )
    outcome = ledger.post(postings=[posting], now=now)[0]
    if isinstance(outcome, ledger.Refused):
        message = f"The account does not pay it: {outcome.code.replace('_', ' ')}."
        raise PresentmentRefused(message)
    return outcome.txn_id


def _captures(row: Authorisation, amount: Money) -> tuple[ledger.Capture, ...]:
    """Return what a presentment uses up of the money set aside, which late ones have no more."""
    used = min(_left(row), amount.minor)
    if row.state != _A.APPROVED or used <= 0 or row.hold_id is None:
        return ()
    return (ledger.Capture(row.hold_id, Money(used, amount.currency)),)


def _go_on(row: Authorisation, presentment: Presentment, actor: Actor, now: datetime) -> None:
    """Count what is booked; after the last, give back what is left."""
    row.cleared_minor += presentment.amount.minor
    is_used_up = _left(row) <= 0
    if row.state == _A.APPROVED and not presentment.is_final and not is_used_up:
        authorisations.keep_cleared(row)
        return
    if row.state == _A.APPROVED and not is_used_up:
        release(row, actor, now)
    authorisations.end(row, _A.CLEARED, at=now)


def _left(row: Authorisation) -> int:
    return row.amount_minor - row.cleared_minor


def _subject(row: Authorisation) -> str:
    return f"authorisation:{row.public_id}"
