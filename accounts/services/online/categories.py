"""A customer's entries by category: found, sorted anew, and summed by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final
from uuid import UUID

from accounts.domain.categories import (
    Categorised,
    Category,
    SpendingMonth,
    spending,
)
from accounts.domain.views import AccountRef
from accounts.models import Account, Customer
from accounts.repositories import categories, customers
from accounts.services import accounts
from accounts.services.accounts import AccountNotFound
from accounts.services.online import spending_sums
from accounts.services.ownership import require_holder
from accounts.services.statements import account
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency

_LOOKED_THROUGH: Final = 1_000
# In so many times a page there usually is a page of a category that is not rare.
_FIRST_LOOK: Final = 4
_MONTHS: Final = 6
# A payment by card, or what takes one back.
_BY_CARD: Final = frozenset({ledger.TransactionKind.CARD, ledger.TransactionKind.REVERSAL})
_MOST_TOLD: Final = 100
_DAY: Final = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class SortedEntry:
    """An entry with its category, as the customer who looks at it sorts."""

    line: ledger.EntryLine
    category: Category
    counterparty: str
    chosen: bool


class EntryNotFound(BankError):
    """The account has no entry with this number."""

    code = "entry_not_found"
    cure = "Choose the entry from the account's page."
    status = 404


def sorted_entries(
    *,
    account_id: UUID,
    user_id: int,
    chosen: ledger.EntryFilter,
    category: Category | None = None,
    limit: int,
    patience: int | None = None,
) -> tuple[list[SortedEntry], int | None]:
    """Return up to `limit` of the entries chosen, newest first, and `before_seq` to go on.

    With a category, only those that this log-in's customer, or else the bank, sorts into it. With
    `patience`, the search for them ends after so many entries, and one for a text after some
    thousands, with what was found, and can be gone on with. The second is None on the last page.
    Raises AccountNotFound.
    """
    row, customer = account(account_id), customers.of_user(user_id=user_id)
    on = None
    if patience is not None:
        chosen, on = accounts.not_far_back(account_id=row.ledger_account_id, chosen=chosen)
    size = limit + 1 if category is None else min(_FIRST_LOOK * (limit + 1), _LOOKED_THROUGH)
    found: list[SortedEntry] = []
    looked_through = 0
    while True:
        lines = ledger.entries(account_id=row.ledger_account_id, chosen=chosen, limit=size)
        known = {} if customer is None else _sort(customer, row, lines)
        told = [_with(line, known.get(line.seq)) for line in lines]
        found += [each for each in told if category in {None, each.category}]
        looked_through += len(lines)
        if len(found) > limit:
            break
        if len(lines) < size:
            break
        if patience is not None and looked_through >= patience:
            on = lines[-1].seq
            break
        chosen = replace(chosen, before_seq=lines[-1].seq)
        size = _LOOKED_THROUGH
        if patience is not None:
            size = min(size, patience - looked_through)
    before = found[limit - 1].line.seq if len(found) > limit else on
    return found[:limit], before


def sorted_entry(*, account_id: UUID, seq: int, user_id: int) -> SortedEntry:
    """Return one entry of an account with its category; raises AccountNotFound, EntryNotFound."""
    chosen = ledger.EntryFilter(before_seq=seq + 1)
    found, _ = sorted_entries(account_id=account_id, user_id=user_id, chosen=chosen, limit=1)
    if not found or found[0].line.seq != seq:
        message = f"There is no entry {seq} on this account."
        raise EntryNotFound(message)
    return found[0]


@needs("accounts.categorise_entries")
@use_case
def categorise(
    *,
    account_id: UUID,
    seq: int,
    category: Category,
    always: bool,
    user_id: int,
    actor: Actor,
    now: datetime,
) -> SortedEntry:
    """Sort one entry of the customer's, or always all with its counterparty, into a category.

    Always takes in what was booked before; what the customer said of other single entries stays.
    An entry without a counterparty is sorted alone. Raises AccountNotFound and EntryNotFound.
    """
    require_holder(actor, account_id)
    customer = customers.of_user(user_id=user_id)
    if customer is None:
        message = f"There is no account {account_id} of this log-in."
        raise AccountNotFound(message)
    row = account(account_id)
    entry = sorted_entry(account_id=account_id, seq=seq, user_id=user_id)
    if always and entry.counterparty:
        categories.forget(customer=customer, account=row, seq=seq)
        categories.choose_always(
            customer=customer, counterparty=entry.counterparty, category=category, at=now
        )
    else:
        categories.choose(customer=customer, account=row, seq=seq, category=category, at=now)
    audit.record(
        actor=actor,
        action="accounts.entry.categorised",
        subject=f"account:{account_id}",
        detail={"entry": seq, "category": str(category), "always": always},
        at=now,
    )
    return sorted_entry(account_id=account_id, seq=seq, user_id=user_id)


def entries_of_month(
    *, user_id: int, month: date, category: Category
) -> tuple[list[tuple[AccountRef, SortedEntry]], list[AccountRef]]:
    """Return the entries of a month that are in a category, of all accounts that are summed.

    By account, then newest first; at most a hundred of the newest of each account. The second are
    the accounts that have more of them.
    """
    customer = customers.of_user(user_id=user_id)
    if customer is None:
        return [], []
    own = categories.own_accounts(customer=customer, day=ledger.business_date())
    chosen = ledger.EntryFilter(
        first_day=_first_day(month, 0), last_day=_first_day(month, 1) - _DAY
    )
    found, longer = [], []
    for ref in accounts.of_ledger_accounts(ledger_ids=own).values():
        lines, before = sorted_entries(
            account_id=ref.account_id,
            user_id=user_id,
            chosen=chosen,
            category=category,
            limit=_MOST_TOLD,
        )
        found += [(ref, line) for line in lines]
        longer += [ref] if before is not None else []
    return found, longer


def spending_of(*, user_id: int, month: date) -> list[SpendingMonth]:
    """Return what this log-in's customer spent in the month of a day, one for each currency.

    The currency in which most was sorted comes first.

    All accounts that the customer holds are counted, joint ones too, loans not. None where nothing
    was booked in that month or the ones shown before it.
    """
    customer = customers.of_user(user_id=user_id)
    if customer is None:
        return []
    months = [_first_day(month, -back) for back in range(_MONTHS - 1, -1, -1)]
    own = categories.own_accounts(customer=customer, day=ledger.business_date())
    rows = spending_sums.by_month(
        customer=customer, own=own, first_day=months[0], last_day=_first_day(month, 1) - _DAY
    )
    used = Counter(row.currency for row in rows)
    return [
        spending(rows, months=months, currency=Currency.numbered(number))
        for number, _ in used.most_common()
    ]


def _sort(
    customer: Customer, row: Account, lines: list[ledger.EntryLine]
) -> dict[int, Categorised]:
    if not lines:
        return {}
    days = [line.booking_date for line in lines]
    read = categories.Read(
        accounts=[row.ledger_account_id],
        first_day=min(days),
        last_day=max(days),
        seqs=[line.seq for line in lines],
    )
    may_be_by_card = any(line.kind in _BY_CARD for line in lines)
    return categories.of_entries(
        customer=customer,
        own=categories.own_accounts(customer=customer, day=ledger.business_date()),
        read=read,
        merchants=spending_sums.merchants_of(read) if may_be_by_card else {},
    )


def _with(line: ledger.EntryLine, sort: Categorised | None) -> SortedEntry:
    if sort is None:
        return SortedEntry(line, Category.OTHER, "", chosen=False)
    return SortedEntry(line, sort.category, sort.counterparty, chosen=sort.chosen)


def _first_day(of: date, months_on: int) -> date:
    """Return the first day of the month so many months after a day's."""
    year, month = divmod(of.year * 12 + of.month - 1 + months_on, 12)
    return date(year, month + 1, 1)
