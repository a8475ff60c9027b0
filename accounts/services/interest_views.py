"""An account's interest, as it is shown."""

from __future__ import annotations

from decimal import Decimal
from typing import Final
from uuid import UUID

from accounts.domain import interest
from accounts.domain.interest import InterestView, PostingView, Side, SideView
from accounts.models import Account, InterestPosting
from accounts.repositories import accounts as accounts_repo
from accounts.repositories import interest_postings, interest_terms
from accounts.services import accounts
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

_POSTINGS: Final = 24
_NOTHING: Final = Decimal("0.00000000")


def of_account(*, account_id: UUID) -> InterestView:
    """Return what an account accrues and was posted; raises AccountNotFound."""
    found = accounts_repo.list_by_public_id([account_id])
    if not found:
        message = f"There is no account {account_id}."
        raise accounts.AccountNotFound(message)
    account = found[0]
    currency = Currency.numbered(account.currency)
    latest = interest_postings.list_of(account_id=account.ledger_account_id, limit=_POSTINGS)
    return InterestView(
        account_id=account_id,
        currency=currency,
        accrued_to=interest_terms.last_accrued(),
        sides=tuple(_sides(account, currency)),
        postings=tuple(_posting(row, currency) for row in latest if row.gross),
    )


def _sides(account: Account, currency: Currency) -> list[SideView]:
    today = ledger.business_date()
    versions = interest_terms.versions(product_id=account.product_id, currency=account.currency)
    unposted = interest_postings.unposted_of(account_id=account.ledger_account_id, end=today)
    own: dict[int, Decimal | None] = {
        row.side: row.rate
        for row in interest_terms.specials_of(account_id=account.ledger_account_id)
        if row.effective_from <= today
    }
    held = sorted(interest.in_force(versions, today), key=lambda terms: -terms.side)
    return [
        SideView(
            side=terms.side,
            currency=currency,
            accrued=unposted.get(terms.side, _NOTHING).scaleb(-currency.exponent),
            terms=terms,
            own_rate=own.get(terms.side),
        )
        for terms in held
    ]


def _posting(row: InterestPosting, currency: Currency) -> PostingView:
    return PostingView(
        side=Side(row.side),
        period_end=row.period_end,
        gross=Money(row.side * row.gross, currency),
        tax=Money(row.tax, currency),
        booked_on=row.booked_on,
    )
