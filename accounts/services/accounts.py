"""Opening and keeping customers' accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final
from uuid import UUID, uuid4

from django.conf import settings
from schwifty import IBAN

from accounts.domain.customer_states import CustomerStatus
from accounts.domain.views import AccountFilter, AccountRef, AccountStatus, AccountView
from accounts.models import Account, Customer, Product
from accounts.repositories import accounts, customers
from accounts.services.two_people import refuse_alone
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money

# So many entries are searched for a text in half a tenth of a second.
_READ_FOR_TEXT: Final = 15_000


class CustomerNotFound(BankError):
    """There is no such customer."""

    code = "customer_not_found"
    cure = "Check the customer's id."
    status = 404


class CustomerNotActive(BankError):
    """Only an active customer gets an account, and only one who is not blocked gets it freed."""

    code = "customer_not_active"
    cure = "Complete the customer's checks, or end the block, first."
    status = 409


class UnknownProduct(BankError):
    """The bank has no such product."""

    code = "unknown_product"
    cure = "Choose one of the bank's products, such as CURRENT."


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountOrder:
    """An account to be opened. Without `account_id` it gets a random one."""

    customer_id: UUID
    product: str
    currency: Currency
    opened_on: date
    account_id: UUID | None = None


def open_within(*, orders: Sequence[AccountOrder], actor: Actor, now: datetime) -> list[AccountRef]:
    """Open accounts in the caller's use case, each with the next free number as its IBAN.

    Raises CustomerNotFound, CustomerNotActive and UnknownProduct.
    """
    owners = _active_customers({order.customer_id for order in orders})
    products = {each: _product(each) for each in {order.product for order in orders}}
    ibans = [_iban(number) for number in accounts.next_numbers(len(orders))]
    ledger_ids = ledger.open_many(
        orders=[
            ledger.AccountToOpen(
                number=iban,
                name=products[order.product].name,
                gl_code=products[order.product].gl_code,
                currency=order.currency,
                kind=ledger.AccountKind.CUSTOMER,
                opened_on=order.opened_on,
            )
            for order, iban in zip(orders, ibans, strict=True)
        ]
    )
    rows = [
        Account(
            public_id=order.account_id or uuid4(),
            iban=iban,
            customer=owners[order.customer_id],
            product=products[order.product],
            ledger_account_id=ledger_id,
            currency=order.currency.number,
            opened_on=order.opened_on,
        )
        for order, iban, ledger_id in zip(orders, ibans, ledger_ids, strict=True)
    ]
    added = accounts.add_many(rows)
    for account in added:
        audit.record(
            actor=actor, action="accounts.account.opened", subject=_subject(account), at=now
        )
    return [_ref(account) for account in added]


open_many = needs("accounts.open_account")(use_case(open_within))


class AccountNotFound(BankError):
    """There is no such account."""

    code = "account_not_found"
    cure = "Check the account's id."
    status = 404


def resolve(*, account_ids: Sequence[UUID]) -> dict[UUID, AccountRef]:
    """Return what is needed to book on these accounts; raises AccountNotFound for any missing."""
    found = known(account_ids=account_ids)
    missing = [account_id for account_id in account_ids if account_id not in found]
    if missing:
        message = f"There is no account {missing[0]}."
        raise AccountNotFound(message)
    return found


def known(*, account_ids: Sequence[UUID]) -> dict[UUID, AccountRef]:
    """Return those of these accounts that exist."""
    return {
        account_id: AccountRef(
            account_id=account_id,
            ledger_account_id=ledger_account_id,
            iban=iban,
            currency=Currency.numbered(currency),
            customer_id=customer_id,
            customer_name=customer_name,
        )
        for account_id, ledger_account_id, iban, currency, customer_id, customer_name in (
            accounts.refs(account_ids)
        )
    }


def of_ledger_accounts(*, ledger_ids: Sequence[int]) -> dict[int, AccountRef]:
    """Return the customers' accounts among these ledger accounts, by ledger id."""
    return {row.ledger_account_id: _ref(row) for row in accounts.list_by_ledger_id(ledger_ids)}


def of_ibans(*, ibans: Sequence[str]) -> dict[str, AccountRef]:
    """Return the bank's accounts among these IBANs (written without blanks), by IBAN."""
    return {row.iban: _ref(row) for row in accounts.list_by_iban(ibans)}


def get(*, account_id: UUID) -> AccountView:
    """Return the account with what is on it; raises AccountNotFound."""
    return _only(accounts.list_by_public_id([account_id]), account_id)


def get_of_user(*, account_id: UUID, user_id: int) -> AccountView:
    """Return the account if this log-in holds it or has a mandate on it on the open day.

    Raises AccountNotFound for any other.
    """
    return _only(accounts.list_of_user(account_id=account_id, user_id=user_id), account_id)


def page(*, chosen: AccountFilter, limit: int) -> tuple[list[AccountView], int | None]:
    """Return up to `limit` accounts in order of opening, and `after_id` for the page after.

    The second is None on the last page.
    """
    rows = accounts.page(chosen=chosen, limit=limit + 1)
    after = rows[limit - 1].pk if len(rows) > limit else None
    return _views(rows[:limit]), after


def entries(
    *,
    account_id: UUID,
    chosen: ledger.EntryFilter | None = None,
    limit: int,
) -> tuple[list[ledger.EntryLine], int | None]:
    """Return up to `limit` of the entries chosen, newest first, and `before_seq` for the next page.

    A search for a text ends after some thousands of entries, with what was found by then, and is
    gone on with on the next page. The second is None on the last page. Raises AccountNotFound.
    """
    ref = resolve(account_ids=[account_id])[account_id]
    read, on = not_far_back(account_id=ref.ledger_account_id, chosen=chosen or ledger.EntryFilter())
    lines = ledger.entries(account_id=ref.ledger_account_id, chosen=read, limit=limit + 1)
    before = lines[limit - 1].seq if len(lines) > limit else on
    return lines[:limit], before


def not_far_back(
    *, account_id: int, chosen: ledger.EntryFilter
) -> tuple[ledger.EntryFilter, int | None]:
    """Return the filter for no more of a ledger account's entries than are searched at once.

    A text is looked for in each of them; whatever else is asked for costs little. The second is
    `before_seq` for the entries that are left out, or None where none are.
    """
    if not chosen.text:
        return chosen, None
    of_days = replace(chosen, text="", least=None, most=None, comes_in=None)
    newest = ledger.entries(account_id=account_id, chosen=of_days, limit=1)
    last = newest[0].seq if newest else 0
    after = max(chosen.after_seq or 0, last - _READ_FOR_TEXT)
    on = after + 1 if after > (chosen.after_seq or 0) else None
    return replace(chosen, before_seq=last + 1, after_seq=after), on


def pending(*, account_id: UUID, limit: int) -> list[ledger.OpenHold]:
    """Return up to `limit` amounts that are set aside and not booked, newest first.

    Raises AccountNotFound.
    """
    ref = resolve(account_ids=[account_id])[account_id]
    return ledger.open_holds(account_id=ref.ledger_account_id, limit=limit)


@needs("accounts.block_account")
@use_case
def set_status(
    *, account_id: UUID, status: AccountStatus, reason: str, actor: Actor, now: datetime
) -> None:
    """Block, free or close an account, for a reason that the audit trail keeps.

    Raises AccountNotFound, CustomerNotActive for freeing a blocked customer's account, and what
    bankcore.ledger raises for closing.
    """
    ref = resolve(account_ids=[account_id])[account_id]
    if status is AccountStatus.OPEN:
        _refuse_while_blocked(ref.customer_id)
    ledger.set_status(account_id=ref.ledger_account_id, status=ledger.AccountStatus[status.name])
    audit.record(
        actor=actor,
        action=f"accounts.account.{status}",
        subject=f"account:{account_id}",
        detail={"reason": reason},
        at=now,
    )


@needs("accounts.agree_limits")
@use_case
def set_overdraft(*, account_id: UUID, limit: Money, actor: Actor, now: datetime) -> None:
    """Let the account be overdrawn up to `limit`, as an import does; people agree on overdrafts.

    Raises two_people.TakesTwoPeople, ValueError where the limit is less than zero,
    AccountNotFound and what bankcore.ledger raises for a floor.
    """
    refuse_alone(actor)
    if limit.minor < 0:
        message = "An overdraft limit is zero or more."
        raise ValueError(message)
    ref = resolve(account_ids=[account_id])[account_id]
    ledger.set_floor(account_id=ref.ledger_account_id, floor=-limit)
    audit.record(
        actor=actor,
        action="accounts.account.overdraft_set",
        subject=f"account:{account_id}",
        detail={"limit": str(limit)},
        at=now,
    )


def _only(rows: Sequence[Account], account_id: UUID) -> AccountView:
    if not rows:
        message = f"There is no account {account_id}."
        raise AccountNotFound(message)
    return _views(rows)[0]


def _views(rows: Sequence[Account]) -> list[AccountView]:
    balances = ledger.balances(account_ids=[row.ledger_account_id for row in rows])
    return [_view(row, balances[row.ledger_account_id]) for row in rows]


def _view(row: Account, balance: ledger.AccountBalance) -> AccountView:
    return AccountView(
        account_id=row.public_id,
        ledger_account_id=row.ledger_account_id,
        iban=row.iban,
        customer_id=row.customer.public_id,
        customer_name=row.customer.name,
        product=row.product.code,
        product_name=row.product.name,
        currency=balance.posted.currency,
        status=AccountStatus[balance.status.name],
        posted=balance.posted,
        held=balance.held,
        available=balance.available or balance.posted,
        opened_on=row.opened_on,
    )


def _ref(row: Account) -> AccountRef:
    return AccountRef(
        account_id=row.public_id,
        ledger_account_id=row.ledger_account_id,
        iban=row.iban,
        currency=Currency.numbered(row.currency),
        customer_id=row.customer.public_id,
        customer_name=row.customer.name,
    )


def _active_customers(customer_ids: set[UUID]) -> dict[UUID, Customer]:
    """Return these customers, locked: none is closed or blocked before the account is open."""
    found = {row.public_id: row for row in customers.lock_many(sorted(customer_ids))}
    for customer_id in customer_ids:
        if customer_id not in found:
            message = f"There is no customer {customer_id}."
            raise CustomerNotFound(message)
        if found[customer_id].status != CustomerStatus.ACTIVE:
            message = f"The customer is {found[customer_id].status}, not ACTIVE."
            raise CustomerNotActive(message)
    return found


def _refuse_while_blocked(customer_id: UUID) -> None:
    """Raise CustomerNotActive where the account's customer is blocked."""
    if any(row.status == CustomerStatus.BLOCKED for row in customers.lock_many([customer_id])):
        message = "The customer is BLOCKED, so the account stays blocked."
        raise CustomerNotActive(message)


def _product(code: str) -> Product:
    product = accounts.product(code=code)
    if product is None:
        message = f"The bank has no product {code}."
        raise UnknownProduct(message)
    return product


def _iban(number: int) -> str:
    return str(
        IBAN.generate(settings.BANK_COUNTRY, bank_code=settings.BANK_CODE, account_code=str(number))
    )


def _subject(account: Account) -> str:
    return f"account:{account.public_id}"
