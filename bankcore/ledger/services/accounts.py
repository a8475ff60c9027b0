"""Opening ledger accounts, and changing what they let through."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bankcore.errors import BankError
from bankcore.ledger.domain.book import AccountStatus
from bankcore.ledger.domain.views import AccountBalance
from bankcore.ledger.models import Account, Balance
from bankcore.ledger.repositories import accounts
from bankcore.money import Currency, CurrencyMismatch, Money

HEAD_OFFICE = "HQ"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountToOpen:
    """A ledger account to be. A CUSTOMER account may not be overdrawn; others have no floor."""

    number: str
    name: str
    gl_code: str
    currency: Currency
    kind: Account.Kind
    opened_on: date
    branch: str = HEAD_OFFICE


class UnknownGlAccount(BankError):
    """The chart of accounts has no such line."""

    code = "unknown_gl_account"
    cure = "Use a code from the chart of accounts."


class NumberTaken(BankError):
    """There is an account with this number already."""

    code = "account_number_taken"
    cure = "Use another number."
    status = 409


def open_many(*, orders: Sequence[AccountToOpen]) -> list[int]:
    """Open ledger accounts, all or none, and return their ids in order.

    Raises UnknownGlAccount and NumberTaken.
    """
    unknown = {order.gl_code for order in orders} - accounts.gl_codes()
    if unknown:
        message = f"There is no general-ledger account {min(unknown)}."
        raise UnknownGlAccount(message)
    ids = accounts.add_many([_row(order) for order in orders])
    taken = [order.number for order in orders if order.number not in ids]
    if taken or len(ids) < len(orders):
        message = f"The account number {taken[0] if taken else orders[0].number} is taken."
        raise NumberTaken(message)
    return [ids[order.number] for order in orders]


def internal_account(*, gl_code: str, currency: Currency, opened_on: date) -> int:
    """Return the bank's own account of this general-ledger line and currency, opening it once.

    Its number is the two joined, such as 2100-EUR. Raises UnknownGlAccount.
    """
    number = f"{gl_code}-{currency.code}"
    found = accounts.id_of(number=number)
    if found is not None:
        return found
    if gl_code not in accounts.gl_codes():
        message = f"There is no general-ledger account {gl_code}."
        raise UnknownGlAccount(message)
    order = AccountToOpen(
        number=number,
        name=f"General ledger {gl_code}",
        gl_code=gl_code,
        currency=currency,
        kind=Account.Kind.INTERNAL,
        opened_on=opened_on,
    )
    opened = accounts.add_many([_row(order)]).get(number)
    return opened or _opened_by_another(number)


class AccountNotFound(BankError):
    """There is no such account in the ledger."""

    code = "account_not_found"
    cure = "Check the account's number."
    status = 404


def balance(*, account_id: int) -> AccountBalance:
    """Return what the account has; raises AccountNotFound."""
    found = accounts.balances(account_ids=[account_id])
    if not found:
        message = "There is no such account."
        raise AccountNotFound(message)
    return found[0]


def lock_balance(*, account_id: int) -> AccountBalance:
    """Return what the account has, and keep it so until commit; raises AccountNotFound."""
    _locked(account_id)
    return balance(account_id=account_id)


def balances(*, account_ids: Sequence[int]) -> dict[int, AccountBalance]:
    """Return what these accounts have, by id; those that do not exist are left out."""
    return {found.account_id: found for found in accounts.balances(account_ids=account_ids)}


class FloorAboveAvailable(BankError):
    """The account has less available than the new floor asks for."""

    code = "floor_above_available"
    cure = "Wait until the account has been paid into, or choose a lower floor."
    status = 409


def set_floor(*, account_id: int, floor: Money | None) -> None:
    """Set the available amount below which no debit is let through: minus the overdraft limit.

    None takes the limit away, which only the bank's own accounts may have. Raises
    AccountNotFound, CurrencyMismatch and FloorAboveAvailable.
    """
    row = _locked(account_id)
    if floor is not None:
        if floor.currency.number != row.currency_id:
            message = f"The account is not kept in {floor.currency}."
            raise CurrencyMismatch(message)
        available = row.sign * (row.cr_posted - row.dr_posted) - row.held
        if available < floor.minor:
            message = "The account has less available than the new floor."
            raise FloorAboveAvailable(message)
    accounts.set_floor(account_id=account_id, floor=None if floor is None else floor.minor)


class AccountNotEmpty(BankError):
    """An account with money or holds cannot be closed."""

    code = "account_not_empty"
    cure = "Move the money out and release the holds first."
    status = 409


class AccountAlreadyClosed(BankError):
    """A closed account stays closed."""

    code = "account_closed"
    cure = "Open a new account."
    status = 409


def set_status(*, account_id: int, status: AccountStatus) -> None:
    """Set what the account lets through.

    Raises AccountNotFound, AccountAlreadyClosed and, on closing, AccountNotEmpty.
    """
    row = _locked(account_id)
    if row.status == AccountStatus.CLOSED:
        message = "The account is closed."
        raise AccountAlreadyClosed(message)
    if status == AccountStatus.CLOSED and (row.cr_posted != row.dr_posted or row.held):
        message = "The account still has money or holds on it."
        raise AccountNotEmpty(message)
    accounts.set_status(account_id=account_id, status=status)


def lock_many(*, account_ids: Sequence[int]) -> None:
    """Let nobody book on these accounts or change them until commit."""
    accounts.lock_many(account_ids=account_ids)


def set_status_of_many(*, account_ids: Sequence[int], status: AccountStatus) -> None:
    """Set what these accounts let through, all or none, with two statements.

    Raises AccountNotFound and AccountAlreadyClosed; ValueError for closing, which asks each
    account whether it is empty.
    """
    if status == AccountStatus.CLOSED:
        message = "Accounts are closed one by one."
        raise ValueError(message)
    found = accounts.lock_many(account_ids=account_ids)
    if len(found) < len(set(account_ids)):
        message = "One of the accounts does not exist."
        raise AccountNotFound(message)
    if AccountStatus.CLOSED in found.values():
        message = "One of the accounts is closed."
        raise AccountAlreadyClosed(message)
    accounts.set_status_of_many(account_ids=account_ids, status=status)


def _locked(account_id: int) -> Balance:
    row = accounts.get_locked(account_id=account_id)
    if row is None:
        message = "There is no such account."
        raise AccountNotFound(message)
    return row


def _row(order: AccountToOpen) -> accounts.NewAccount:
    return accounts.NewAccount(
        order.number,
        order.name,
        order.gl_code,
        order.currency.number,
        order.kind,
        order.branch,
        order.opened_on,
    )


def _opened_by_another(number: str) -> int:
    """Return the id of an account that another session opened between our look and our try."""
    found = accounts.id_of(number=number)
    if found is None:
        message = f"account {number} was neither opened nor found"
        raise RuntimeError(message)
    return found
