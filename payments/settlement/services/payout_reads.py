"""Payouts and balances as their merchant sees them."""

from __future__ import annotations

from datetime import datetime

from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.settlement.domain.payouts import BalanceView, PayoutView
from payments.settlement.domain.states import PayoutState
from payments.settlement.repositories import merchants, payouts
from payments.settlement.repositories.merchants import Held
from payments.settlement.services.payouts import PayoutNotFound, merchant, view


def get_payout(*, merchant_pk: int, object_id: str) -> PayoutView:
    """Return a payout of a merchant; raises PayoutNotFound."""
    row = payouts.get(merchant_pk=merchant_pk, object_id=object_id)
    if row is None:
        message = f"There is no payout {object_id}."
        raise PayoutNotFound(message)
    return view(row, merchant(merchant_pk))


def page_of_payouts(
    *,
    merchant_pk: int,
    limit: int,
    after: str | None = None,
    before: str | None = None,
    state: PayoutState | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> tuple[list[PayoutView], bool]:
    """Return a merchant's payouts, newest first, and whether there are more that way.

    Those alone that were made from `since` to before `until`, where these are given.
    """
    terms = merchant(merchant_pk)
    rows, more = payouts.page(
        merchant_pk=merchant_pk,
        limit=limit,
        after=after,
        before=before,
        state=state,
        since=since,
        until=until,
    )
    return [view(row, terms) for row in rows], more


def merchant_balance(*, merchant_pk: int) -> list[BalanceView]:
    """Return what a merchant has, by currency."""
    held = merchants.held(merchant_pk=merchant_pk)
    ids = [account for each in held for account in (each.payable_account, each.reserve_account)]
    booked = {key: found.posted for key, found in ledger.balances(account_ids=ids).items()}
    return [_balance(each, booked) for each in held]


def _balance(held: Held, booked: dict[int, Money]) -> BalanceView:
    unit = Currency.of(held.currency)
    settled = Money(held.available_minor + held.ordered_minor, unit)
    return BalanceView(
        available=Money(held.available_minor, unit),
        pending=booked[held.payable_account] - settled,
        reserved=booked[held.reserve_account],
    )
