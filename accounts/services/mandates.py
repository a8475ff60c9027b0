"""Joint holders, mandates and signing rules: who may use an account, and how far."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from accounts.domain.mandates import (
    AccountUse,
    Authorisation,
    MandateOrder,
    Role,
    Signatory,
    SigningRule,
    must_sign,
)
from accounts.models import Account, Customer, Holder, Mandate
from accounts.models import SigningRule as StoredRule
from accounts.repositories import customers, mandates
from accounts.services.accounts import AccountNotFound, CustomerNotFound
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money


class NotAuthorised(BankError):
    """The customer neither holds the account nor has a mandate on it on that day."""

    code = "not_authorised"
    cure = "Have a holder of the account give the order, or a mandate."
    status = 403


class RightNotFound(BankError):
    """The customer has nothing on the account that could end."""

    code = "right_not_found"
    cure = "Check the customer's id, and whether its right has ended already."
    status = 404


class MandateTransactionLimitExceeded(BankError):
    """The order is larger than the mandate allows at once."""

    code = "mandate_transaction_limit_exceeded"
    cure = "Choose a smaller amount, or have a holder of the account give the order."
    status = 409


class MandateDailyLimitExceeded(BankError):
    """The day's orders would exceed what the mandate allows."""

    code = "mandate_daily_limit_exceeded"
    cure = "Wait until the next business day, or have a holder of the account give the order."
    status = 409


def authorise(*, account_id: UUID, customer_id: UUID, amount: Money, day: date) -> Authorisation:
    """Say whether this customer may order `amount` from the account on the day.

    The answer names who must sign too, if anybody. Nothing is counted: `use_mandate` does that
    once the order is booked. Raises NotAuthorised, MandateTransactionLimitExceeded,
    MandateDailyLimitExceeded and accounts.AccountNotFound.
    """
    account = _account(account_id)
    use = use_of(account=account, day=day)
    signatory = _signatory(use, customer_id)
    _check_limits(account, signatory, amount, day, more=amount.minor)
    missing = must_sign(use, signed=[customer_id])
    return Authorisation(customer_id=customer_id, role=signatory.role, missing=missing)


@requires_transaction
def use_mandate(
    *, account_id: UUID, customer_id: UUID, amount: Money, day: date, reference: str
) -> None:
    """Count an order that was booked against the mandate of who gave it; holders have none.

    A reference is counted once. Runs in the transaction that books, after the ledger, so that
    what is raised here takes the booking back. Raises what authorise raises.
    """
    account = _account(account_id)
    signatory = _signatory(use_of(account=account, day=day), customer_id)
    if signatory.role is not Role.MANDATE:
        return
    mandates.lock(account=account.pk)
    customer = _customer(customer_id)
    added = mandates.add_use(
        account=account.pk,
        customer=customer.pk,
        day=day,
        reference=reference,
        amount=amount.minor,
    )
    if added:
        _check_limits(account, signatory, amount, day, more=0)


def of_account(*, account_id: UUID, day: date) -> AccountUse:
    """Return who may use the account on the day, and by which rule; raises AccountNotFound."""
    return use_of(account=_account(account_id), day=day)


@needs("accounts.manage_mandates")
@use_case
def add_holder(
    *,
    account_id: UUID,
    customer_id: UUID,
    valid_from: date,
    valid_to: date | None = None,
    actor: Actor,
    now: datetime,
) -> None:
    """Make a customer joint holder of an account, between two days.

    Raises AccountNotFound and CustomerNotFound; ValueError where the days are not in order.
    """
    _check_days(valid_from, valid_to)
    account, customer = _account(account_id), _customer(customer_id)
    row = Holder(
        account=account,
        customer=customer,
        valid_from=valid_from,
        valid_to=valid_to,
        recorded_at=now,
        recorded_by=str(actor),
    )
    mandates.add(row)
    _record("accounts.holder.added", account_id, customer_id, actor, now)


@needs("accounts.manage_mandates")
@use_case
def give_mandate(*, order: MandateOrder, actor: Actor, now: datetime) -> None:
    """Let a customer use another's account; it takes the place of an earlier mandate.

    Raises AccountNotFound and CustomerNotFound; ValueError where the days are not in order or a
    limit is not positive; CurrencyMismatch for a limit in another currency than the account's.
    """
    _check_days(order.valid_from, order.valid_to)
    account, customer = _account(order.account_id), _customer(order.customer_id)
    row = Mandate(
        account=account,
        customer=customer,
        valid_from=order.valid_from,
        valid_to=order.valid_to,
        transaction_limit=_minor(order.transaction_limit, account),
        daily_limit=_minor(order.daily_limit, account),
        recorded_at=now,
        recorded_by=str(actor),
    )
    mandates.add(row)
    _record("accounts.mandate.given", order.account_id, order.customer_id, actor, now)


@needs("accounts.manage_mandates")
@use_case
def end_rights(
    *,
    account_id: UUID,
    customer_id: UUID,
    last_day: date,
    reason: str = "",
    actor: Actor,
    now: datetime,
) -> None:
    """End what a customer has on an account, joint holding and mandate, after `last_day`.

    Raises RightNotFound where there is neither, AccountNotFound and CustomerNotFound.
    """
    account, customer = _account(account_id), _customer(customer_id)
    mandates.lock(account=account.pk)
    latest: list[Holder | Mandate | None] = [
        mandates.latest_holder(account=account.pk, customer=customer.pk),
        mandates.latest_mandate(account=account.pk, customer=customer.pk),
    ]
    rows = [each for each in latest if each is not None and _lasts_beyond(each, last_day)]
    if not rows:
        message = "The customer has no right on the account that could end then."
        raise RightNotFound(message)
    for row in rows:
        mandates.add_ended(row, last_day=last_day, at=now, by=str(actor))
    audit.record(
        actor=actor,
        action="accounts.mandate.ended",
        subject=f"account:{account_id}",
        detail={"customer": str(customer_id), "reason": reason},
        at=now,
    )


@needs("accounts.manage_mandates")
@use_case
def set_rule(*, account_id: UUID, rule: SigningRule, actor: Actor, now: datetime) -> None:
    """Say how many must sign orders on the account; raises AccountNotFound."""
    account = _account(account_id)
    mandates.add(StoredRule(account=account, rule=rule, recorded_at=now, recorded_by=str(actor)))
    audit.record(
        actor=actor,
        action="accounts.signing_rule.set",
        subject=f"account:{account_id}",
        detail={"rule": rule.value},
        at=now,
    )


def use_of(*, account: Account, day: date) -> AccountUse:
    """Return who may use the account on the day."""
    return AccountUse(
        account_id=account.public_id,
        currency=Currency.numbered(account.currency).code,
        rule=mandates.rule(account=account.pk),
        signatories=tuple(mandates.signatories(account=account.pk, day=day)),
    )


def _signatory(use: AccountUse, customer_id: UUID) -> Signatory:
    """Return by what right the customer uses the account; a holder's goes before a mandate."""
    for signatory in use.signatories:
        if signatory.customer_id == customer_id:
            return signatory
    message = "The customer may not use this account on that day."
    raise NotAuthorised(message)


def _check_limits(
    account: Account, signatory: Signatory, amount: Money, day: date, *, more: int
) -> None:
    """Refuse what is beyond the mandate; `more` is what its uses so far do not count yet."""
    largest = signatory.transaction_limit
    if largest is not None and amount.minor > largest:
        message = f"The mandate allows at most {Money(largest, amount.currency)} at once."
        raise MandateTransactionLimitExceeded(message)
    daily = signatory.daily_limit
    if daily is None:
        return
    customer = _customer(signatory.customer_id)
    used = mandates.used(account=account.pk, customer=customer.pk, day=day)
    if used + more > daily:
        message = f"The mandate allows at most {Money(daily, amount.currency)} a day."
        raise MandateDailyLimitExceeded(message)


def _account(account_id: UUID) -> Account:
    found = mandates.account(account_id=account_id)
    if found is None:
        message = f"There is no account {account_id}."
        raise AccountNotFound(message)
    return found


def _customer(customer_id: UUID) -> Customer:
    found = customers.get(public_id=customer_id)
    if found is None:
        message = f"There is no customer {customer_id}."
        raise CustomerNotFound(message)
    return found


def _lasts_beyond(row: Holder | Mandate, last_day: date) -> bool:
    return row.valid_to is None or row.valid_to > last_day


def _check_days(valid_from: date, valid_to: date | None) -> None:
    if valid_to is not None and valid_to < valid_from:
        message = "The last day comes before the first."
        raise ValueError(message)


def _minor(limit: Money | None, account: Account) -> int | None:
    if limit is None:
        return None
    if limit <= Money(0, Currency.numbered(account.currency)):
        message = "A mandate's limit is more than zero."
        raise ValueError(message)
    return limit.minor


def _record(action: str, account_id: UUID, customer_id: UUID, actor: Actor, now: datetime) -> None:
    audit.record(
        actor=actor,
        action=action,
        subject=f"account:{account_id}",
        detail={"customer": str(customer_id)},
        at=now,
    )
