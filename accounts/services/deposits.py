"""Term deposits: opened from an account, locked for their term, broken early at a price."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final
from uuid import UUID, uuid5

from accounts.domain import deposits as rules
from accounts.domain.deposits import (
    BreakQuote,
    DaysHeld,
    DepositState,
    DepositView,
    MaturityInstruction,
    Penalty,
    Term,
)
from accounts.domain.interest import Side
from accounts.domain.views import AccountRef
from accounts.models import TermDeposit
from accounts.repositories import accounts as accounts_repo
from accounts.repositories import interest_postings, term_deposits
from accounts.services import accounts, deposit_accounts
from accounts.services import interest_postings as postings
from accounts.services.deposit_accounts import Movement
from accounts.services.ownership import owns, require_holder
from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money

PRODUCT: Final = "TERM_DEPOSIT"
INTEREST_EXPENSE: Final = "5000"


@dataclass(frozen=True, slots=True, kw_only=True)
class DepositOrder:
    """A term deposit to be; without a `rate`, the product's for this amount."""

    funding_account_id: UUID
    amount: Money
    term: Term
    instruction: MaturityInstruction
    penalty: Penalty
    payout_account_id: UUID | None = None
    rate: Decimal | None = None
    product: str = PRODUCT


class DepositNotFunded(BankError):
    """The money could not be taken from the funding account."""

    code = "deposit_not_funded"
    cure = "Choose a smaller amount, or another account."
    status = 409


class DepositKeyReused(BankError):
    """The idempotency key belongs to another request."""

    code = "idempotency_key_reused"
    cure = "Use a new key for a new request."
    status = 422


@needs("accounts.open_deposit")
@use_case
def open_deposit(
    *, order: DepositOrder, request: ledger.RequestKey, actor: Actor, now: datetime
) -> DepositView:
    """Open a term deposit with money from the funding account; it is locked by a floor.

    What the deposit earns beyond its principal, once posted, can be taken out; the principal not
    before maturity. Sent again with the same key, the answer is the same deposit. Raises
    AccountNotFound, UnknownProduct, DepositNotOffered, DepositNotFunded and DepositKeyReused.
    """
    require_holder(actor, order.funding_account_id, order.payout_account_id)
    found = term_deposits.get(public_id=_id_of(request))
    if found is not None:
        if bytes(found.request_hash or b"") != request.request_hash:
            message = "The idempotency key was used before, for another request."
            raise DepositKeyReused(message)
        return deposit_accounts.view(found)
    today = ledger.business_date()
    refs = _accounts_of(order)
    rate = _rate_of(order, today)
    opened = _open_account(order, refs[0], request, today, actor, now)
    movement = Movement(
        request=request,
        debit=refs[0].ledger_account_id,
        credit=opened.ledger_account_id,
        amount=order.amount,
        day=today,
    )
    refused = deposit_accounts.move(movement, actor=actor, now=now)
    if refused is not None:
        message = f"The deposit of {order.amount} could not be funded: {refused}."
        raise DepositNotFunded(message)
    deposit = _agreed(order, request, opened, refs[1], rate=rate, today=today)
    deposit_accounts.begin(deposit, actor=actor, now=now)
    return deposit_accounts.view(deposit)


class DepositNotFound(BankError):
    """There is no such term deposit."""

    code = "deposit_not_found"
    cure = "Check the deposit's id."
    status = 404


def get(*, deposit_id: UUID) -> DepositView:
    """Return the deposit; raises DepositNotFound."""
    return deposit_accounts.view(_found(term_deposits.get(public_id=deposit_id), deposit_id))


class DepositNotActive(BankError):
    """The deposit has ended already."""

    code = "deposit_not_active"
    cure = "Look at the deposit's state."
    status = 409


def quote_break(*, deposit_id: UUID) -> BreakQuote:
    """Return what breaking the deposit today would come to.

    Raises DepositNotFound and DepositNotActive.
    """
    deposit = _found(term_deposits.get(public_id=deposit_id), deposit_id)
    return _quote(deposit, ledger.business_date())


@needs("accounts.break_deposit")
@use_case
def break_early(
    *, deposit_id: UUID, request: ledger.RequestKey, actor: Actor, now: datetime
) -> DepositView:
    """End the deposit today: post its interest, claw back what is forfeited, pay out, close.

    What was posted before and is forfeited comes out of the principal. Sent again with the same
    key, the answer is the same. Raises DepositNotFound, DepositNotActive, DepositNotPaidOut and
    interest_postings.InterestNotAccrued.
    """
    deposit = _found(term_deposits.get_locked(public_id=deposit_id), deposit_id)
    if not owns(actor, deposit.account.customer.public_id):
        _found(None, deposit_id)
    if deposit.ended_by == request.key:
        return deposit_accounts.view(deposit)
    today = ledger.business_date()
    quote = _quote(deposit, today)
    account_id = deposit.account.ledger_account_id
    postings.settle_interest_of(
        account_id=account_id, actor=actor, now=now, untaxed=quote.forfeited.minor
    )
    if quote.forfeited.minor:
        own = ledger.internal_account(
            gl_code=INTEREST_EXPENSE, currency=quote.forfeited.currency, opened_on=today
        )
        movement = Movement(
            request=deposit_accounts.key(deposit, "forfeited"),
            debit=account_id,
            credit=own,
            amount=quote.forfeited,
            day=today,
            kind=ledger.TransactionKind.INTEREST,
        )
        deposit_accounts.move(movement, actor=actor, now=now)
    deposit_accounts.unlock(deposit)
    left = deposit_accounts.everything(deposit)
    deposit_accounts.pay_out(deposit, left, day=today, actor=actor, now=now)
    ledger.set_status(account_id=account_id, status=ledger.AccountStatus.CLOSED)
    term_deposits.end(deposit, state=DepositState.BROKEN, day=today, by=request.key)
    deposit_accounts.record(deposit, "broken", actor, now, {"forfeited": str(quote.forfeited)})
    return deposit_accounts.view(deposit)


def _quote(deposit: TermDeposit, today: date) -> BreakQuote:
    if deposit.state != DepositState.ACTIVE:
        message = f"The deposit ended on {deposit.ended_on}."
        raise DepositNotActive(message)
    account_id, currency = deposit.account.ledger_account_id, deposit_accounts.currency_of(deposit)
    yesterday = today - timedelta(days=1)
    earned = interest_postings.earned_since(
        account_id=account_id, side=Side.CREDIT, first=deposit.start, end=yesterday
    )
    lost = rules.forfeited(
        penalty=deposit_accounts.penalty_of(deposit),
        interest=earned,
        principal=deposit.principal,
        rate=deposit.rate,
        days=DaysHeld(
            deposit_accounts.terms_of(deposit, deposit.start).day_count, deposit.start, today
        ),
    )
    unposted = interest_postings.unposted_of(account_id=account_id, end=yesterday)
    gross = _rounded(unposted.get(Side.CREDIT, Decimal(0)))
    rate = postings.tax_rate_of(account_id=account_id, day=yesterday)
    tax = max(0, _rounded((gross - lost) * rate))
    return BreakQuote(
        day=today,
        principal=Money(deposit.principal, currency),
        interest=Money(_rounded(earned), currency),
        forfeited=Money(lost, currency),
        tax=Money(tax, currency),
        paid_out=deposit_accounts.everything(deposit) + Money(gross - lost - tax, currency),
    )


def _rounded(minor: Decimal) -> int:
    return int(minor.quantize(Decimal(1), ROUND_HALF_UP))


def _found(deposit: TermDeposit | None, deposit_id: UUID) -> TermDeposit:
    if deposit is None:
        message = f"There is no term deposit {deposit_id}."
        raise DepositNotFound(message)
    return deposit


def _accounts_of(order: DepositOrder) -> tuple[AccountRef, AccountRef]:
    payout_id = order.payout_account_id or order.funding_account_id
    found = accounts.resolve(account_ids=[order.funding_account_id, payout_id])
    for ref in found.values():
        if ref.currency != order.amount.currency:
            message = f"The account {ref.iban} is not kept in {order.amount.currency}."
            raise DepositNotFunded(message)
    return found[order.funding_account_id], found[payout_id]


def _open_account(
    order: DepositOrder,
    funding: AccountRef,
    request: ledger.RequestKey,
    today: date,
    actor: Actor,
    now: datetime,
) -> AccountRef:
    account_order = accounts.AccountOrder(
        customer_id=funding.customer_id,
        product=order.product,
        currency=order.amount.currency,
        opened_on=today,
        account_id=uuid5(_id_of(request), "account"),
    )
    return accounts.open_within(orders=[account_order], actor=actor, now=now)[0]


def _rate_of(order: DepositOrder, day: date) -> Decimal:
    """Return the rate that was agreed, or else the product's for the amount."""
    product = accounts_repo.product(code=order.product)
    if product is None:
        message = f"The bank has no product {order.product}."
        raise accounts.UnknownProduct(message)
    terms = deposit_accounts.terms_in_force(product.pk, order.amount.currency, day)
    return terms.rate_of(order.amount.minor) if order.rate is None else order.rate


def _agreed(
    order: DepositOrder,
    request: ledger.RequestKey,
    opened: AccountRef,
    payout: AccountRef,
    *,
    rate: Decimal,
    today: date,
) -> TermDeposit:
    found = accounts_repo.list_by_ledger_id([opened.ledger_account_id, payout.ledger_account_id])
    by_ledger_id = {row.ledger_account_id: row for row in found}
    return TermDeposit(
        public_id=_id_of(request),
        request_hash=request.request_hash,
        account=by_ledger_id[opened.ledger_account_id],
        payout_account=by_ledger_id[payout.ledger_account_id],
        principal=order.amount.minor,
        term_months=order.term.months,
        term_days=order.term.days,
        rate=rate,
        start=today,
        maturity=order.term.maturity(today, deposit_accounts.is_business_day),
        instruction=order.instruction,
        break_rule=order.penalty.rule,
        break_rate=order.penalty.rate,
        break_days=order.penalty.days,
        state=DepositState.ACTIVE,
    )


def _id_of(request: ledger.RequestKey) -> UUID:
    return uuid5(request.key, f"term deposit/{request.source.name}")
