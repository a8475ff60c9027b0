"""Merchants: taken on, found by their programs, suspended, and what they are owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.gateway.domain import object_ids
from payments.gateway.domain.merchants import MerchantState
from payments.gateway.domain.views import MerchantBalance, MerchantRef
from payments.gateway.models import Merchant
from payments.gateway.repositories import merchants
from payments.gateway.services import finding, views
from payments.services import branch_scope

PAYABLE = "2400"
RESERVE = "2410"


@dataclass(frozen=True, slots=True, kw_only=True)
class MerchantOrder:
    """A business to be taken on; `currencies` are those that it takes payments in.

    `statement_name` is what payers see, `category` its ISO 18245 code, `country` ISO 3166-1.
    """

    customer_id: UUID
    payout_account_id: UUID
    name: str
    statement_name: str
    city: str
    country: str
    category: str
    currencies: tuple[Currency, ...]
    is_sandbox: bool = False


class InvalidMerchant(BankError):
    """The business is described in a way that networks do not take."""

    code = "merchant_invalid"
    cure = "Give names in Latin letters, a country of two letters, a category of four digits."


class NotItsAccount(BankError):
    """Payouts go to an account of the business itself."""

    code = "payout_account_invalid"
    cure = "Name an account of the same customer, in the first of the currencies."


class ClientTaken(BankError):
    """The program takes payments for another merchant already."""

    code = "merchant_client_taken"
    cure = "Register a program of its own for each merchant."
    status = 409


@needs("gateway.manage_merchants")
@use_case
def onboard(*, order: MerchantOrder, actor: Actor, now: datetime) -> MerchantRef:
    """Take a business on: its ledger accounts are opened, and it waits for its terms.

    A sandbox merchant needs no terms and is active at once. Raises InvalidMerchant,
    NotItsAccount and accounts.AccountNotFound.
    """
    _check(order)
    row = Merchant(
        object_id=object_ids.new("acct"),
        customer_id=order.customer_id,
        payout_account_id=order.payout_account_id,
        name=order.name,
        statement_name=order.statement_name,
        city=order.city,
        country=order.country,
        category=order.category,
        currency=order.currencies[0].code,
        is_sandbox=order.is_sandbox,
        state=MerchantState.ACTIVE if order.is_sandbox else MerchantState.ONBOARDING,
        created_at=now,
    )
    merchants.add(row)
    if not order.is_sandbox:
        _open_accounts(row, order.currencies)
    _record(row, "onboarded", actor, now, {"currencies": [each.code for each in order.currencies]})
    return views.merchant_ref(row)


@needs("gateway.manage_merchants")
@use_case
def suspend(*, merchant: str, reason: str, actor: Actor, now: datetime) -> MerchantRef:
    """Let a merchant take no more payments; refunds and disputes go on.

    It is active again only by two people: see merchant_terms. Raises finding.ObjectNotFound.
    """
    row = locked(merchant, actor=actor)
    merchants.change(row, state=MerchantState.SUSPENDED)
    _record(row, "suspended", actor, now, {}, reason=reason)
    return views.merchant_ref(row)


@needs("gateway.manage_merchants")
@use_case
def attach_client(*, merchant: str, client_id: str, actor: Actor, now: datetime) -> None:
    """Let a program act for a merchant; raises finding.ObjectNotFound and ClientTaken."""
    row = locked(merchant, actor=actor)
    try:
        merchants.attach_client(merchant=row, client_id=client_id)
    except IntegrityError as error:
        message = "The program acts for a merchant already."
        raise ClientTaken(message, field="client_id") from error
    _record(row, "client_attached", actor, now, {"client": client_id})


def of_client(client_id: str) -> MerchantRef:
    """Return the merchant whose program this is; raises finding.ObjectNotFound."""
    found = merchants.of_client(client_id=client_id)
    if found is None:
        raise finding.missing(client_id, field="client")
    return views.merchant_ref(found)


def get(object_id: str) -> MerchantRef:
    """Return a merchant by its public id; raises finding.ObjectNotFound."""
    found = merchants.get(object_id=object_id)
    if found is None:
        raise finding.missing(object_id, field="merchant")
    return views.merchant_ref(found)


@needs("gateway.read_payments", "gateway.manage_merchants", "gateway.pay_out")
def balance(*, merchant: MerchantRef, actor: Actor) -> list[MerchantBalance]:
    """Return what the merchant is owed, a currency each; available may be below zero."""
    del actor
    rows = merchants.accounts(merchant=merchant.pk)
    pending = merchants.unsettled(merchant=merchant.pk)
    keys = [key for row in rows for key in (row.payable_account, row.reserve_account)]
    found = ledger.balances(account_ids=keys)
    answer = []
    for row in rows:
        waits = Money(pending.get(row.currency, 0), Currency.of(row.currency))
        owed = found[row.payable_account].posted
        answer.append(
            MerchantBalance(
                currency=row.currency,
                available=owed - waits,
                pending=waits,
                reserved=found[row.reserve_account].posted,
            )
        )
    return answer


@requires_transaction
def locked(object_id: str, *, actor: Actor) -> Merchant:
    """Return a merchant of the actor's branch, locked until commit.

    Raises finding.ObjectNotFound and accounts.NotInBranch.
    """
    found = merchants.lock(object_id=object_id)
    if found is None:
        raise finding.missing(object_id, field="merchant")
    branch_scope.require_branch_of(customer_id=found.customer_id, actor=actor)
    return found


def _check(order: MerchantOrder) -> None:
    texts = ((order.name, 100), (order.statement_name, 22), (order.city, 13))
    latin = all(0 < len(text) <= most and text.isascii() for text, most in texts)
    country = len(order.country) == 2 and order.country.isalpha() and order.country.isupper()
    category = len(order.category) == 4 and order.category.isdigit()
    if not (latin and country and category and order.currencies):
        message = "The business is not described as networks ask for it."
        raise InvalidMerchant(message)
    payout = accounts.resolve(account_ids=[order.payout_account_id])[order.payout_account_id]
    if payout.customer_id != order.customer_id or payout.currency != order.currencies[0]:
        message = "Payouts go to an account of the business in its own currency."
        raise NotItsAccount(message, field="payout_account_id")


def _open_accounts(row: Merchant, currencies: tuple[Currency, ...]) -> None:
    name = row.object_id.partition("_")[2]
    day = ledger.business_date()
    orders = [
        ledger.AccountToOpen(
            number=f"{code}-{name}-{currency.code}",
            name=row.name,
            gl_code=code,
            currency=currency,
            kind=ledger.AccountKind.INTERNAL,
            opened_on=day,
        )
        for currency in currencies
        for code in (PAYABLE, RESERVE)
    ]
    opened = iter(ledger.open_many(orders=orders))
    for currency in currencies:
        merchants.add_account(
            merchant=row.pk, currency=currency.code, payable=next(opened), reserve=next(opened)
        )


def _record(
    row: Merchant,
    verb: str,
    actor: Actor,
    now: datetime,
    detail: dict[str, object],
    *,
    reason: str = "",
) -> None:
    audit.record(
        actor=actor,
        action=f"gateway.merchant.{verb}",
        subject=f"merchant:{row.object_id}",
        detail=detail,
        reason=reason,
        at=now,
    )
