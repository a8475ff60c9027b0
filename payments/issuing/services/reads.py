"""What customers, staff and other parts of the bank are told of cards."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import UUID

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from bankcore.ledger import public as ledger
from payments.issuing.domain.answers import AuthorisationView
from payments.issuing.domain.cards import CardView, Spent
from payments.issuing.repositories import authorisations, cards, checks, pins
from payments.issuing.services import finding, views
from payments.vault import public as vault

_MOST = 100


def get(*, card_id: UUID, actor: Actor) -> CardView:
    """Return a card where it is the actor's business; raises finding.CardNotFound."""
    return views.card(finding.found(card_id, actor=actor))


def of_customer(*, customer_id: UUID) -> list[CardView]:
    """Return a customer's latest cards, newest first."""
    return [views.card(row) for row in cards.of_customer(customer_id=customer_id, limit=_MOST)]


def spent_with(*, card_id: UUID, actor: Actor) -> Spent:
    """Return what was spent of a card's limits; raises finding.CardNotFound."""
    return views.spent(finding.found(card_id, actor=actor), ledger.business_date())


def uses_of(*, card_id: UUID, actor: Actor, limit: int) -> list[AuthorisationView]:
    """Return the latest uses of a card, newest first; raises finding.CardNotFound."""
    row = finding.found(card_id, actor=actor)
    return [
        views.authorisation(each) for each in authorisations.of_cards(cards=[row.pk], limit=limit)
    ]


def merchant_categories(*, transaction_ids: Sequence[int]) -> dict[int, str]:
    """Return the merchants' category codes (ISO 18245) of what was presented, by transaction."""
    return authorisations.merchant_categories(txn_ids=transaction_ids)


def token_of(*, card_id: UUID) -> str:
    """Return the vault's token of a card, for whoever plays its network; raises CardNotFound."""
    row = cards.get(card_id=card_id)
    if row is None:
        raise finding.missing()
    return row.token


def tokens_in_use(*, tokens: Sequence[str]) -> set[str]:
    """Return those of the vault's tokens that are cards of customers: none is unused."""
    return cards.tokens(among=tokens)


def cards_held(*, customer_id: UUID) -> dict[str, object]:
    """Return what the bank has of a customer's cards, for the customer's export."""
    rows = cards.of_customer(customer_id=customer_id, limit=_MOST)
    uses = authorisations.of_cards(cards=[row.pk for row in rows], limit=10 * _MOST)
    return {
        "cards": [
            {
                "brand": row.brand,
                "last_four_digits": row.last4,
                "expires": f"{row.expiry_month:02}/{row.expiry_year}",
                "state": row.state,
                "ordered_at": row.ordered_at.isoformat(),
            }
            for row in rows
        ],
        "card_payments": [
            {
                "last_four_digits": row.card.last4,
                "merchant": row.merchant_name,
                "country": row.merchant_country,
                "amount": str(views.authorisation(row).amount),
                "state": row.state,
                "asked_at": row.asked_at.isoformat(),
            }
            for row in uses
        ],
    }


@requires_transaction
def erase_numbers(*, customer_id: UUID, now: datetime) -> dict[str, int]:
    """Destroy the numbers and PINs of a customer's cards in the caller's use case; how many."""
    rows = cards.of_customer(customer_id=customer_id, limit=_MOST)
    pins.destroy(rows)
    return {"card_numbers": sum(vault.destroy_card(token=row.token, now=now) for row in rows)}


def verify_cards() -> Iterator[ledger.InvariantCheck]:
    """Yield the check of each invariant of customers' cards, CD1 to CD3, as it is made."""
    for check in checks.CHECKS:
        checked, violations, example = checks.tried(check)
        yield ledger.InvariantCheck(
            code=check.code,
            statement=check.statement,
            checked=checked,
            violations=violations,
            example=example,
        )


def account_choices(*, actor: Actor) -> list[accounts.AccountView]:
    """Return the accounts of a customer at a page for which there may be a card and is none."""
    customer_id = finding.orderer(actor)
    found, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=int(actor.id)), limit=_MOST
    )
    return [
        each
        for each in found
        if customer_id is not None
        and views.may_have_card(each)
        and not cards.has_live(account_id=each.account_id, customer_id=customer_id)
    ]
