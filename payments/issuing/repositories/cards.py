"""Cards of customers in the database. A card's row is locked before its authorisations' rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet

from bankcore.db.transactions import requires_transaction
from payments.issuing.domain.states import LIVE, CardState
from payments.issuing.models import Card, CardStateChange

_LIMITS = ("purchases_day_minor", "purchases_month_minor", "cash_day_minor", "cash_month_minor")
_SWITCHES = ("online", "contactless", "atm", "abroad")


@requires_transaction
def add(row: Card) -> bool:
    """Keep a new card; False where its customer has one for the account, or the number is taken."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        return False
    return True


def has_live(*, account_id: UUID, customer_id: UUID) -> bool:
    """Return whether the customer has a card for the account that is not done with."""
    return Card.objects.filter(
        account__public_id=account_id, customer__public_id=customer_id, state__in=LIVE
    ).exists()


def get(*, card_id: UUID) -> Card | None:
    """Return a card, not locked."""
    return _whole().filter(public_id=card_id).first()


@requires_transaction
def lock(*, card_id: UUID) -> Card | None:
    """Return a card, locked until the use case ends."""
    return _whole().select_for_update(of=("self",), no_key=True).filter(public_id=card_id).first()


@requires_transaction
def lock_by_token(token: str) -> Card | None:
    """Return the card of this number's token, locked until the use case ends."""
    return _whole().select_for_update(of=("self",), no_key=True).filter(token=token).first()


def of_customer(*, customer_id: UUID, limit: int) -> list[Card]:
    """Return a customer's cards, newest first."""
    return list(_whole().filter(customer__public_id=customer_id).order_by("-id")[:limit])


def replacement_of(row: Card) -> Card | None:
    """Return the card that took this one's place."""
    return _whole().filter(replaces=row).first()


def tokens(*, among: Sequence[str]) -> set[str]:
    """Return those of these tokens that are cards of customers."""
    return set(Card.objects.filter(token__in=among).values_list("token", flat=True))


def currencies() -> list[str]:
    """Return the currencies in which there are cards."""
    return sorted(set(Card.objects.values_list("currency", flat=True).distinct()))


def list_past(*, day: date, limit: int) -> list[UUID]:
    """Return cards whose last good month is over on this day, and that nobody has ended."""
    over = Q(expiry_year__lt=day.year) | Q(expiry_year=day.year, expiry_month__lt=day.month)
    rows = Card.objects.filter(over, state__in=LIVE).order_by("id")
    return list(rows.values_list("public_id", flat=True)[:limit])


@requires_transaction
def set_state(
    row: Card, state: CardState, *, reason: str, changed_by: str, changed_at: datetime
) -> None:
    """Change the state of a locked card, and keep who did it and why."""
    add_change(row, after=state, reason=reason, changed_by=changed_by, changed_at=changed_at)
    row.state = state
    row.save(update_fields=["state"])


@requires_transaction
def add_change(
    row: Card, *, after: CardState, reason: str, changed_by: str, changed_at: datetime
) -> None:
    """Keep a change of a card's state; the first has nothing before."""
    is_first = not CardStateChange.objects.filter(card=row).exists()
    CardStateChange.objects.create(
        card=row,
        before="" if is_first else row.state,
        after=after,
        reason=reason,
        changed_by=changed_by,
        changed_at=changed_at,
    )


def state_before(row: Card) -> CardState:
    """Return what a card was before it came into its state."""
    last = CardStateChange.objects.filter(card=row, after=row.state).order_by("-id").first()
    return CardState(last.before) if last is not None and last.before else CardState.ACTIVE


@requires_transaction
def save_controls(row: Card) -> None:
    """Keep a locked card's switches and limits."""
    row.save(update_fields=[*_SWITCHES, *_LIMITS])


def _whole() -> QuerySet[Card]:
    return Card.objects.select_related("customer", "replaces")
