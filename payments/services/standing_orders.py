"""Standing orders and scheduled payments: ordering, changing and calling them off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from uuid import UUID, uuid4

from django.conf import settings

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.money import Currency, CurrencyMismatch, Money
from payments.domain import ibans
from payments.domain.standing_orders import (
    MOST_RETRIES,
    AmountRule,
    OrderState,
    Payee,
    StandingOrderChange,
    StandingOrderTerms,
    StandingOrderView,
)
from payments.models import StandingOrder
from payments.repositories import standing_orders
from payments.services import self_service
from payments.services import standing_order_consents as consents
from payments.services import standing_order_rows as rows
from payments.services import standing_order_signatures as signatures
from payments.services.booking import KeyReused
from payments.services.payments import creditor_account, require_in_limit
from payments.services.transfers import SameAccount
from payments.services.two_people import no_staff

_MOST = 200
_LATEST_EXECUTIONS = 24


class InvalidStandingOrder(BankError):
    """The order cannot be kept as it stands."""

    code = "invalid_standing_order"
    cure = "Correct the field that is named."


@needs("payments.give_standing_order")
@no_staff
@use_case
def create(
    *,
    terms: StandingOrderTerms,
    request: ledger.RequestKey,
    actor: Actor,
    now: datetime,
    user_id: int | None = None,
    confirmation_id: UUID | None = None,
) -> StandingOrderView:
    """Keep an order; its first payment is made at the end of its first due day.

    With `user_id`, the log-in must have a right to the paying account; where others must sign too
    the order is PAUSED until each has resumed it. The same request gets the same order. Raises
    InvalidStandingOrder, InvalidIban, SameAccount, CurrencyMismatch, accounts.AccountNotFound,
    what accounts.authorise and self_service.check raise, and KeyReused.
    """
    user_id = self_service.user_id_of(actor, user_id)
    terms = checked(terms, user_id)
    ask = self_service.Ask(
        consent=consents.of_new(terms), request_key=request.key, confirmation_id=confirmation_id
    )
    ordered = self_service.check(ask, actor=actor, now=now)
    made = rows.row_of(terms, request=request, now=now)
    row = standing_orders.add(made)
    if row.public_id != made.public_id:
        if bytes(row.request_hash) != request.request_hash:
            message = "The idempotency key was used before, for another request."
            raise KeyReused(message)
        return rows.view_of(row, replayed=True)
    self_service.keep(ordered, subject=_subject(row), actor=actor, now=now)
    _record("created", row, actor, now, amount=str(terms.amount), rule=terms.rule.value)
    _wait_for_signatures(row, user_id, now)
    return rows.view_of(row)


class StandingOrderNotFound(BankError):
    """There is no such standing order, or it is another's."""

    code = "standing_order_not_found"
    cure = "Check the order's id."
    status = 404


class StandingOrderOver(BankError):
    """The order has ended or was cancelled, or is not in the state that is to be left."""

    code = "standing_order_over"
    cure = "Give a new order."
    status = 409


@needs("payments.give_standing_order")
@no_staff
@use_case
def change(
    *,
    order_id: UUID,
    wanted: StandingOrderChange,
    actor: Actor,
    now: datetime,
    user_id: int | None = None,
    confirmation_id: UUID | None = None,
    expected: Callable[[StandingOrderView], None] = lambda _: None,
) -> StandingOrderView:
    """Change an order from its next date on, if it is as `expected`, which else raises.

    Where others must sign too, it is PAUSED until each has resumed it. Raises
    StandingOrderNotFound, StandingOrderOver, InvalidStandingOrder, CurrencyMismatch,
    InvalidRecurrence and what accounts.authorise and self_service.check raise.
    """
    user_id = self_service.user_id_of(actor, user_id)
    row = _locked(order_id, user_id)
    expected(rows.view_of(row))
    ordered = _confirmed(consents.of_change(row, wanted), confirmation_id, actor, now)
    if ordered.replayed:
        return rows.view_of(row, replayed=True)
    if wanted.amount is not None:
        if wanted.amount.currency.code != row.currency:
            message = f"The order is in {row.currency}."
            raise CurrencyMismatch(message, field="currency")
        _check_amount(wanted.amount.minor, AmountRule(row.rule))
        row.amount_minor = wanted.amount.minor
    if wanted.retries is not None:
        _check_retries(wanted.retries)
        row.retries = wanted.retries
    if wanted.remittance is not None:
        row.remittance = wanted.remittance
    if wanted.until is not None:
        row.until = wanted.until
        rows.set_next(row, rows.recurrence_of(row))
    standing_orders.save(row)
    self_service.keep(ordered, subject=_subject(row), actor=actor, now=now)
    told = {name: str(getattr(wanted, name)) for name in ("amount", "until", "retries")}
    _record("changed", row, actor, now, **{k: v for k, v in told.items() if v != "None"})
    _wait_for_signatures(row, user_id, now)
    return rows.view_of(row)


@needs("payments.give_standing_order")
@use_case
def pause(
    *, order_id: UUID, actor: Actor, now: datetime, user_id: int | None = None
) -> StandingOrderView:
    """Pay nothing until the order is resumed: dates that come meanwhile are skipped.

    Raises StandingOrderNotFound and StandingOrderOver.
    """
    user_id = self_service.user_id_of(actor, user_id)
    row = _locked(order_id, user_id)
    row.state = OrderState.PAUSED
    standing_orders.skip_pending(order=row, reason="paused", at=now)
    return _saved("paused", row, actor, now)


@needs("payments.give_standing_order")
@use_case
def resume(
    *,
    order_id: UUID,
    actor: Actor,
    now: datetime,
    user_id: int | None = None,
    confirmation_id: UUID | None = None,
) -> StandingOrderView:
    """Pay again from the next date on; what was skipped is not made up for.

    By a log-in, this signs the order too. Raises StandingOrderNotFound, StandingOrderOver, what
    accounts.authorise and self_service.check raise, and SignaturesMissing, which keeps the
    signature.
    """
    user_id = self_service.user_id_of(actor, user_id)
    row = _locked(order_id, user_id)
    ordered = _confirmed(consents.of_resumption(row), confirmation_id, actor, now)
    if ordered.replayed:
        return rows.view_of(row, replayed=True)
    self_service.keep(ordered, subject=_subject(row), actor=actor, now=now)
    missing = _missing(row, user_id, now)
    if missing:
        message = f"Your signature is kept; {len(missing)} more must sign the order."
        raise signatures.SignaturesMissing(message)
    row.state = OrderState.ACTIVE
    return _saved("resumed", row, actor, now)


@needs("payments.give_standing_order")
@use_case
def cancel(
    *, order_id: UUID, actor: Actor, now: datetime, user_id: int | None = None
) -> StandingOrderView:
    """Call the order off, with what was to be tried again. Cancelling twice is cancelling once.

    Raises StandingOrderNotFound, and StandingOrderOver where it has ended by itself.
    """
    user_id = self_service.user_id_of(actor, user_id)
    row = _locked(order_id, user_id, over=frozenset([OrderState.ENDED]))
    if row.state == OrderState.CANCELLED:
        return rows.view_of(row, replayed=True)
    row.state = OrderState.CANCELLED
    row.next_nominal_date = row.next_due_date = None
    standing_orders.skip_pending(order=row, reason="cancelled", at=now)
    return _saved("cancelled", row, actor, now)


def get(*, order_id: UUID, user_id: int | None = None) -> StandingOrderView:
    """Return the order with its latest dates; raises StandingOrderNotFound."""
    row = found(order_id, user_id)
    latest = standing_orders.list_executions(order=row, limit=_LATEST_EXECUTIONS)
    return rows.view_of(row, executions=latest)


@needs("payments.give_standing_order")
@use_case
def skip(
    *,
    order_id: UUID,
    due_date: date,
    actor: Actor,
    now: datetime,
    user_id: int | None = None,
) -> StandingOrderView:
    """Leave the next date out, if it is the one of `due_date`; skipping twice is skipping once.

    Raises StandingOrderNotFound and StandingOrderOver.
    """
    user_id = self_service.user_id_of(actor, user_id)
    row = _locked(order_id, user_id)
    if row.next_due_date != due_date:
        return rows.view_of(row, replayed=True)
    standing_orders.advance(orders=[row], executions=[rows.skip_next(row, now)])
    _record("date_skipped", row, actor, now, due_date=due_date.isoformat())
    return rows.view_of(row)


def found(order_id: UUID, user_id: int | None) -> StandingOrder:
    """Return the order, with `user_id` only this log-in's; raises StandingOrderNotFound."""
    return _owned(standing_orders.get(public_id=order_id), order_id, user_id)


def of_account(*, account_id: UUID) -> list[StandingOrderView]:
    """Return the account's latest 200 orders, newest first."""
    return [
        rows.view_of(row) for row in standing_orders.page(account_ids=[account_id], limit=_MOST)
    ]


def of_user(*, user_id: int) -> list[StandingOrderView]:
    """Return the latest 200 orders of this log-in's accounts, newest first."""
    return [rows.view_of(row) for row in rows_of_user(user_id)]


def rows_of_user(user_id: int) -> list[StandingOrder]:
    """Return the rows of the latest 200 orders of this log-in's accounts, newest first."""
    owned, _ = accounts.page_of_accounts(
        chosen=accounts.AccountFilter(user_id=user_id), limit=_MOST
    )
    return rows_of_accounts([account.account_id for account in owned])


def rows_of_accounts(account_ids: Sequence[UUID]) -> list[StandingOrder]:
    """Return the rows of the latest 200 orders of these accounts, newest first."""
    return standing_orders.page(account_ids=list(account_ids), limit=_MOST)


def checked(terms: StandingOrderTerms, user_id: int | None) -> StandingOrderTerms:
    """Return the terms as they are kept; raises what `create` raises of them."""
    if user_id is not None:
        accounts.get_account_of_user(account_id=terms.account_id, user_id=user_id)
    debit = accounts.resolve(account_ids=[terms.account_id])[terms.account_id]
    _check_amount(terms.amount.minor, terms.rule)
    _check_retries(terms.retries)
    if terms.recurrence.start < ledger.business_date():
        message = "The first day has passed."
        raise InvalidStandingOrder(message, field="start")
    payee, credit = _payee(terms.payee, terms.amount.currency)
    if credit is None:
        require_in_limit(terms.amount)
    if payee.account_id == terms.account_id:
        raise SameAccount
    if any(each.currency != terms.amount.currency for each in (debit, credit) if each):
        message = "The amount is in another currency than the account."
        raise CurrencyMismatch(message, field="currency")
    return replace(terms, payee=payee)


def _payee(given: Payee, currency: Currency) -> tuple[Payee, accounts.AccountRef | None]:
    """Return whom to pay: an IBAN of this bank becomes the account that it is."""
    if (given.account_id is None) == (not given.iban):
        message = "Give either an account of this bank or an IBAN to pay to."
        raise InvalidStandingOrder(message, field="creditor_iban")
    if given.account_id is not None:
        found = accounts.resolve(account_ids=[given.account_id])[given.account_id]
        return Payee(account_id=given.account_id, name=given.name), found
    iban = creditor_account(given.iban, currency)
    known = accounts.of_ibans(ibans=[iban]).get(iban)
    if known is not None:
        return Payee(account_id=known.account_id, name=given.name), known
    if ibans.is_of_bank(iban, country=settings.BANK_COUNTRY, bank_code=settings.BANK_CODE):
        message = f"This bank has no account {iban}."
        raise accounts.AccountNotFound(message, field="creditor_iban")
    if not given.name.strip():
        message = "Name whom the IBAN belongs to."
        raise InvalidStandingOrder(message, field="creditor_name")
    return Payee(iban=iban, name=given.name.strip()), None


def _check_amount(minor: int, rule: AmountRule) -> None:
    if minor < (1 if rule is AmountRule.FIXED else 0):
        message = "The amount must be more than zero; what a sweep leaves, zero or more."
        raise InvalidStandingOrder(message, field="amount")


def _check_retries(retries: int) -> None:
    if not 0 <= retries <= MOST_RETRIES:
        message = f"It is tried again 0 to {MOST_RETRIES} times."
        raise InvalidStandingOrder(message, field="retries")


_OVER = frozenset([OrderState.ENDED, OrderState.CANCELLED])


def _locked(
    order_id: UUID, user_id: int | None, *, over: frozenset[OrderState] = _OVER
) -> StandingOrder:
    row = _owned(standing_orders.get_locked(public_id=order_id), order_id, user_id)
    if row.state in over:
        message = f"The standing order is {row.state.lower()} already."
        raise StandingOrderOver(message)
    return row


def _owned(row: StandingOrder | None, order_id: UUID, user_id: int | None) -> StandingOrder:
    found = row
    if found is not None and user_id is not None:
        try:
            accounts.get_account_of_user(account_id=found.account_id, user_id=user_id)
        except accounts.AccountNotFound:
            found = None
    if found is None:
        message = f"There is no standing order {order_id}."
        raise StandingOrderNotFound(message)
    return found


def _wait_for_signatures(row: StandingOrder, user_id: int | None, now: datetime) -> None:
    if _missing(row, user_id, now):
        row.state = OrderState.PAUSED
        standing_orders.save(row)


def _missing(row: StandingOrder, user_id: int | None, now: datetime) -> tuple[UUID, ...]:
    """Sign for this log-in, and return who must sign too; staff and programs need nobody."""
    if user_id is None:
        return ()
    amount = Money(row.amount_minor, Currency.of(row.currency))
    return signatures.sign(row=row, amount=amount, user_id=user_id, now=now)


def _confirmed(
    consent: identity.Consent, confirmation_id: UUID | None, actor: Actor, now: datetime
) -> self_service.Ordered:
    """Check the confirmation of what is no request with a key: it is its own key."""
    key = confirmation_id or uuid4()
    ask = self_service.Ask(consent=consent, request_key=key, confirmation_id=confirmation_id)
    return self_service.check(ask, actor=actor, now=now)


def _subject(row: StandingOrder) -> str:
    return f"standing_order:{row.public_id}"


def _saved(done: str, row: StandingOrder, actor: Actor, now: datetime) -> StandingOrderView:
    standing_orders.save(row)
    _record(done, row, actor, now)
    return rows.view_of(row)


def _record(done: str, row: StandingOrder, actor: Actor, now: datetime, **detail: str) -> None:
    audit.record(
        actor=actor,
        action=f"payments.standing_order.{done}",
        subject=_subject(row),
        detail=detail,
        at=now,
    )
