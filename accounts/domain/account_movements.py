"""Movements on customers' accounts, and the names that customers go by."""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID


class AccountMovement(NamedTuple):
    """An entry on a customer's account: positive minor units came in, negative went out.

    `kind` is the ledger's, `currency` an ISO 4217 number. `holders` held the account on the last
    day that was asked about, the primary one first. The other side is there where it is an account
    of the bank's customers: of several, the largest.
    """

    account_id: UUID
    entry: int
    transaction_id: int
    customer_id: UUID
    holders: list[UUID]
    day: date
    at: datetime
    kind: int
    amount: int
    currency: int
    is_cash: bool
    other_account: UUID | None
    other_customer: UUID | None
    opened_on: date


class KnownName(NamedTuple):
    """A name that belongs to a customer: `whose` is "customer", or "owner" of a company."""

    whose: str
    name: str
    is_person: bool
    born: date | None
    countries: tuple[str, ...]


class NamedCustomer(NamedTuple):
    """A customer with all names; `key` orders customers by when they were taken on."""

    key: int
    customer_id: UUID
    names: tuple[KnownName, ...]
