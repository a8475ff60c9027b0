"""Paying merchants what is available to them: never more, and each payout once."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.utils.crypto import get_random_string

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import requires_transaction, use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from payments.services import branch_scope, two_people
from payments.settlement.domain import payouts as rules
from payments.settlement.domain.payouts import PayoutOrder, PayoutView
from payments.settlement.domain.states import PayoutState
from payments.settlement.models import Payout
from payments.settlement.repositories import merchants, payouts
from payments.settlement.repositories.merchants import Terms
from payments.settlement.repositories.payouts import NewPayout
from payments.webhooks import public as webhooks

_PART: Final = 500


class PayoutNotFound(BankError):
    """The merchant has no such payout, or there is no such merchant."""

    code = "payout_not_found"
    cure = "Ask for one of the merchant's own payouts."
    status = 404


class NotAvailable(BankError):
    """Less is available than is to be paid out."""

    code = "balance_insufficient"
    cure = "Pay out less, or wait until more has been settled."
    status = 409


class PayoutAccountUnusable(BankError):
    """The merchant's account is not kept in the payout's currency."""

    code = "payout_account_unusable"
    cure = "Pay out in the currency of the merchant's account."
    status = 409


class PayoutNotPending(BankError):
    """The payout has been decided already."""

    code = "payout_not_pending"
    cure = "Look at the payout: it has been paid, has failed, or was canceled."
    status = 409


@needs("gateway.pay_out", "gateway.take_payments")
@use_case
def create_payout(*, order: PayoutOrder, actor: Actor, now: datetime) -> PayoutView:
    """Order a payout: it is taken off what is available now, and paid soon.

    The same idempotency id gives the same payout again. Raises PayoutNotFound, NotAvailable,
    PayoutAccountUnusable, and two_people.TakesTwoPeople for staff, who ask for it.
    """
    if two_people.is_staff(actor):
        message = "A member of staff pays nobody out alone."
        raise two_people.TakesTwoPeople(message)
    return create(order=order, actor=actor, now=now)


@requires_transaction
def create(
    *, order: PayoutOrder, actor: Actor, now: datetime, scheduled_for: date | None = None
) -> PayoutView:
    """Order a payout in the caller's use case; raises what create_payout does."""
    terms = merchant(order.merchant_pk)
    currency = order.amount.currency if order.amount else Currency.of(terms.currency)
    available = merchants.lock_available(merchant_pk=terms.pk, currency=currency.code)
    if order.idempotency is not None:
        found = payouts.of_idempotency(merchant_pk=terms.pk, key=order.idempotency)
        if found is not None:
            return view(found, terms)
    amount = order.amount or Money(available, currency)
    _check(terms, amount)
    row = payouts.add(
        new=NewPayout(
            object_id=f"po_{get_random_string(24)}",
            merchant_pk=terms.pk,
            currency=currency.code,
            amount_minor=amount.minor,
            account_id=terms.payout_account_id,
            ordered_by=str(actor),
            scheduled_for=scheduled_for,
            idempotency=order.idempotency,
            description=order.description,
            metadata=order.metadata,
        ),
        at=now,
    )
    _audit(row, "ordered", actor, now)
    return _tell(row, terms, "payout.created", now)


@needs("gateway.pay_out", "gateway.take_payments")
@use_case
def cancel_payout(
    *, merchant_pk: int, object_id: str, actor: Actor, now: datetime, reason: str = ""
) -> PayoutView:
    """Take a payout back that has not been paid; raises PayoutNotFound and PayoutNotPending.

    Staff say why: it stays in the audit trail.
    """
    terms = merchant(merchant_pk)
    branch_scope.require_branch_of(customer_id=terms.customer_id, actor=actor)
    row = payouts.lock(merchant_pk=merchant_pk, object_id=object_id)
    if row is None:
        message = f"There is no payout {object_id}."
        raise PayoutNotFound(message)
    if row.state == PayoutState.CANCELED:
        return view(row, terms)
    if row.state != PayoutState.PENDING:
        message = f"The payout is {row.state.lower()}."
        raise PayoutNotPending(message)
    _give_back(payouts.decide(row, state=PayoutState.CANCELED, at=now))
    _audit(row, "canceled", actor, now, reason=reason)
    return _tell(row, terms, "payout.canceled", now)


def schedule_payouts(*, day: date, actor: Actor, now: datetime) -> int:
    """Order the payouts that merchants' schedules ask for on a day; returns how many.

    Each is a use case of its own, and made once for its day, week or month.
    """
    return sum(
        _schedule(merchant_pk=pk, day=day, actor=actor, now=now) for pk in merchants.with_schedule()
    )


def pay_out(*, actor: Actor, now: datetime) -> tuple[int, int]:
    """Pay what waits to be paid; returns how many were paid and how many failed."""
    paid = failed = 0
    while True:
        some_paid, some_failed = _pay_some(actor=actor, now=now)
        if not some_paid + some_failed:
            return paid, failed
        paid, failed = paid + some_paid, failed + some_failed


@needs("gateway.pay_out")
@use_case
def _schedule(*, merchant_pk: int, day: date, actor: Actor, now: datetime) -> int:
    terms = merchant(merchant_pk)
    scheduled_for = rules.period(schedule=terms.schedule, day=day)
    available = merchants.lock_available(merchant_pk=terms.pk, currency=terms.currency)
    amount = Money(available, Currency.of(terms.currency))
    if scheduled_for is None or amount.amount < rules.SMALLEST:
        return 0
    if payouts.is_scheduled(
        merchant_pk=terms.pk, currency=terms.currency, scheduled_for=scheduled_for
    ):
        return 0
    order = PayoutOrder(merchant_pk=terms.pk, amount=amount)
    create(order=order, actor=actor, now=now, scheduled_for=scheduled_for)
    return 1


@needs("gateway.pay_out")
@use_case
def _pay_some(*, actor: Actor, now: datetime) -> tuple[int, int]:
    rows = payouts.lock_pending(limit=_PART)
    if not rows:
        return 0, 0
    known = accounts.known_accounts(account_ids=[row.account_id for row in rows])
    refused = [row for row in rows if row.account_id not in known]
    for row in refused:
        _fail(row, ledger.RefusalCode.ACCOUNT_NOT_FOUND, now)
    payable = [row for row in rows if row.account_id in known]
    postings = [_posting(row, known[row.account_id].ledger_account_id, actor) for row in payable]
    outcomes = ledger.post(postings=postings, now=now) if postings else []
    failed = len(refused)
    for row, outcome in zip(payable, outcomes, strict=True):
        if isinstance(outcome, ledger.Refused):
            _fail(row, outcome.code, now)
            failed += 1
            continue
        payouts.decide(row, state=PayoutState.PAID, at=now, txn_id=outcome.txn_id)
        _tell(row, merchant(row.merchant_id), "payout.paid", now)
    return len(rows) - failed, failed


def _posting(row: Payout, account: int, actor: Actor) -> ledger.Posting:
    amount = Money(row.amount_minor, Currency.of(row.currency))
    held = {each.currency: each for each in merchants.held(merchant_pk=row.merchant_id)}
    return ledger.Posting(
        request=ledger.RequestKey.of_system(f"settlement:payout:{row.object_id}"),
        kind=ledger.TransactionKind.PAYOUT,
        legs=(
            ledger.Leg(held[row.currency].payable_account, -amount),
            ledger.Leg(account, amount),
        ),
        actor=actor,
        narrative=f"Payout {row.object_id}",
    )


def _fail(row: Payout, code: ledger.RefusalCode, now: datetime) -> None:
    payouts.decide(row, state=PayoutState.FAILED, at=now, failure_code=code)
    _give_back(row)
    _tell(row, merchant(row.merchant_id), "payout.failed", now)


def _give_back(row: Payout) -> None:
    merchants.give_back(merchant_pk=row.merchant_id, currency=row.currency, minor=row.amount_minor)


def _check(terms: Terms, amount: Money) -> None:
    account = accounts.known_accounts(account_ids=[terms.payout_account_id]).get(
        terms.payout_account_id
    )
    if account is None or account.currency != amount.currency:
        message = f"The merchant's account does not take {amount.currency}."
        raise PayoutAccountUnusable(message, field="currency")
    enough = amount.minor > 0 and merchants.take(
        merchant_pk=terms.pk, currency=amount.currency.code, minor=amount.minor
    )
    if not enough:
        message = "There is not so much available to pay out."
        raise NotAvailable(message, field="amount")


def merchant(merchant_pk: int) -> Terms:
    """Return a merchant's terms; raises PayoutNotFound."""
    found = merchants.terms(merchant_pk=merchant_pk)
    if found is None:
        message = "There is no such merchant."
        raise PayoutNotFound(message)
    return found


def view(row: Payout, terms: Terms) -> PayoutView:
    """Return a payout as its merchant sees it."""
    return PayoutView(
        object_id=row.object_id,
        merchant=terms.object_id,
        amount=Money(row.amount_minor, Currency.of(row.currency)),
        state=PayoutState(row.state),
        account_id=row.account_id,
        is_scheduled=row.scheduled_for is not None,
        description=row.description,
        metadata=row.metadata,
        failure_code=row.failure_code,
        created_at=row.created_at,
        decided_at=row.decided_at,
    )


def _tell(row: Payout, terms: Terms, event: str, now: datetime) -> PayoutView:
    seen = view(row, terms)
    webhooks.record_event(
        merchant=terms.object_id,
        type=event,
        object=rules.body(seen),
        subject=row.object_id,
        now=now,
    )
    return seen


def _audit(row: Payout, verb: str, actor: Actor, now: datetime, *, reason: str = "") -> None:
    audit.record(
        actor=actor,
        action=f"settlement.payout.{verb}",
        subject=f"payout:{row.object_id}",
        detail={"amount_minor": row.amount_minor, "currency": row.currency},
        reason=reason,
        at=now,
    )
