"""The issuer's answer to a card network: whether a card may be used, and its money set aside."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import TryAgain, requires_transaction, use_case
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments import public as payments
from payments.issuing.domain import answers, events
from payments.issuing.domain.answers import Answer, Merchant, Reason, Reference
from payments.issuing.domain.cards import Channel
from payments.issuing.domain.states import AuthorisationState
from payments.issuing.models import Authorisation, Card
from payments.issuing.repositories import authorisations, cards
from payments.issuing.services import pins, views
from payments.issuing.services.cards import ISSUER
from payments.vault import public as vault
from risk import public as risk

_OF_LEDGER = {
    ledger.RefusalCode.INSUFFICIENT_FUNDS: Reason.FUNDS,
    ledger.RefusalCode.CURRENCY_MISMATCH: Reason.CURRENCY,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What a network asks: whether this card may pay this to that merchant.

    The card is named by its number as it came over the wire, or by its token in the vault.
    `amount` is in the currency of the card's account: networks convert before they ask. `expiry`
    is (year, month) as it was typed in or read, where the network tells it; `pin` what was typed
    in, opened by whoever has the network's HSM, where a PIN was asked for. It is kept nowhere.
    """

    reference: Reference
    amount: Money
    channel: Channel
    merchant: Merchant
    token: str = ""
    number: str = field(default="", repr=False)
    expiry: tuple[int, int] | None = None
    pin: str = field(default="", repr=False)


@needs("issuing.answer_network")
@use_case
def authorise(*, request: Request, actor: Actor, now: datetime) -> Answer:
    """Decide about one use of a card as authorise_within does, in a use case of its own."""
    return authorise_within(request=request, actor=actor, now=now)


@sensitive_variables()
@requires_transaction
def authorise_within(*, request: Request, actor: Actor, now: datetime) -> Answer:
    """Decide about one use of a card in the caller's use case, and set its money aside.

    Asked are, in this order: the card's state and expiry, its switches, its PIN where one came, its
    limits, risk, and the account. The card stays locked until the end, so that two uses of it are
    decided one after the other; two cards of one account meet at the account. The same reference
    gets the same answer; with another question it is REFERENCE_REUSED, and nothing changes.
    """
    card = _card(request)
    if card is None:
        return Answer(reason=Reason.UNKNOWN_CARD)
    before = authorisations.find(request.reference)
    if before is not None:
        return _again(before, card, request)
    row = _row(card, request, ledger.business_date(), now)
    reason = _refusal(card, row, request, now) or _set_aside(card, row, request, actor, now)
    row.reason, row.response_code = reason, answers.CODES[reason]
    if reason is Reason.APPROVED:
        row.state, row.approval_code = AuthorisationState.APPROVED, _approval_code()
        row.expires_at = now + timedelta(days=settings.CARD_AUTHORISATION_DAYS)
    if not authorisations.add(row):
        raise TryAgain  # the reference came at the same moment, with another card
    _tell(card, row, now)
    return _answer(row)


def _card(request: Request) -> Card | None:
    token = request.token
    if not token:
        token = vault.find_card(merchant=ISSUER, number=request.number) or ""
    return cards.lock_by_token(token) if token else None


def _again(before: Authorisation, card: Card, request: Request) -> Answer:
    same = (
        before.card_id == card.pk
        and before.amount_minor == request.amount.minor
        and before.currency == request.amount.currency.code
        and before.channel == request.channel
    )
    return _answer(before, replayed=True) if same else Answer(reason=Reason.REFERENCE_REUSED)


def _answer(row: Authorisation, *, replayed: bool = False) -> Answer:
    return Answer(
        reason=Reason(row.reason),
        authorisation_id=row.public_id,
        approval_code=row.approval_code,
        replayed=replayed,
    )


def _row(card: Card, request: Request, day: date, now: datetime) -> Authorisation:
    return Authorisation(
        public_id=uuid4(),
        card=card,
        network=request.reference.network,
        stan=request.reference.stan,
        rrn=request.reference.rrn,
        channel=request.channel,
        is_cash=request.channel.is_cash,
        amount_minor=request.amount.minor,
        currency=request.amount.currency.code,
        merchant_name=request.merchant.name[:40],
        merchant_category=request.merchant.category,
        merchant_country=request.merchant.country,
        state=AuthorisationState.DECLINED,
        business_date=day,
        asked_at=now,
    )


def _refusal(card: Card, row: Authorisation, request: Request, now: datetime) -> Reason | None:
    """Return why the card does not pay, before its account is asked; None if it may."""
    found = answers.refusal(
        views.deciding(card),
        amount=request.amount,
        channel=request.channel,
        country=request.merchant.country,
        home=settings.BANK_COUNTRY,
        day=now.date(),
        expiry=request.expiry,
    )
    return (
        found
        or _not_the_holders(card)
        or (pins.refusal(card, request.pin) if request.pin else None)
        or _over_limit(card, row, request)
        or _suspected(card, row, request, now)
    )


def _not_the_holders(card: Card) -> Reason | None:
    """Return whether the account is no longer its card's customer's."""
    owners = accounts.owners_of_account(object_id=card.account_id)
    return None if card.customer_id in owners else Reason.NOT_THE_HOLDERS


def _over_limit(card: Card, row: Authorisation, request: Request) -> Reason | None:
    spent = views.spent(card, row.business_date)
    cash = request.channel.is_cash
    return answers.over_limit(
        views.limits(card),
        channel=request.channel,
        amount=request.amount,
        today=spent.cash_day if cash else spent.purchases_day,
        month=spent.cash_month if cash else spent.purchases_month,
    )


def _suspected(card: Card, row: Authorisation, request: Request, now: datetime) -> Reason | None:
    """Ask risk. A merchant waits for the answer: what a person must look at first is declined."""
    facts = risk.PaymentFacts(
        reference=f"card:{row.public_id}",
        channel="card",
        amount=request.amount.amount,
        base_amount=payments.worth_in_base(request.amount, day=now.date()),
        currency=request.amount.currency.code,
        payer=risk.of_customer(card.customer_id),
        instrument=str(card.public_id),
        account=str(card.account_id),
        country=request.merchant.country,
    )
    online = request.channel is Channel.ONLINE
    outcome = risk.screen_payment(facts=facts, now=now, can_challenge=online).outcome
    if outcome is risk.Verdict.APPROVE:
        return None
    return Reason.TO_CONFIRM if outcome is risk.Verdict.CHALLENGE else Reason.SUSPECTED


def _set_aside(
    card: Card, row: Authorisation, request: Request, actor: Actor, now: datetime
) -> Reason:
    account = accounts.resolve(account_ids=[card.account_id])[card.account_id]
    placed = ledger.place_hold(
        order=ledger.HoldOrder(
            request=ledger.RequestKey.of_system(f"issuing.hold:{row.public_id}"),
            account_id=account.ledger_account_id,
            amount=request.amount,
            reference=hold_reference(row.public_id, row.merchant_name),
        ),
        actor=actor,
        now=now,
    )
    if isinstance(placed, ledger.Refused):
        return _OF_LEDGER.get(placed.code, Reason.ACCOUNT)
    row.hold_id = placed.hold_id
    return Reason.APPROVED


def hold_reference(authorisation_id: UUID, merchant: str) -> str:
    """Return the name of the money that is set aside: whose card payment it is for."""
    return f"card {merchant} {authorisation_id.hex[:8]}"[:80]


def _approval_code() -> str:
    return f"{secrets.randbelow(10**6):06}"


def _tell(card: Card, row: Authorisation, now: datetime) -> None:
    told = told_of(card, row, row.amount_minor)
    event: events.OfAuthorisation = (
        events.CardAuthorised(**told)
        if row.state == AuthorisationState.APPROVED
        else events.CardDeclined(**told, response_code=row.response_code)
    )
    outbox.publish(event, subject=f"authorisation:{row.public_id}", at=now)


def told_of(card: Card, row: Authorisation, minor: int) -> dict[str, str]:
    """Return what every event of a use of a card says, about an amount of it."""
    unit = views.deciding(card).currency
    return {
        "authorisation_id": str(row.public_id),
        "card_id": str(card.public_id),
        "account_id": str(card.account_id),
        "amount": str(Money(minor, unit).amount),
        "currency": unit.code,
    }
