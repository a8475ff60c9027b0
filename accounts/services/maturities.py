"""What becomes of term deposits at the end of their term."""

from __future__ import annotations

from contextlib import suppress
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid5

from accounts.domain.deposits import DepositState, MaturityInstruction, Term
from accounts.domain.interest import Side
from accounts.models import TermDeposit
from accounts.repositories import interest_terms, term_deposits
from accounts.services import deposit_accounts as deposits
from accounts.services import interest_postings as postings
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.money import Money


def mature_deposits(*, day: date, next_day: date, actor: Actor, now: datetime) -> dict[str, int]:
    """End or renew every deposit whose term is over by `day`; a step of the day's end.

    Comes after late bookings are adjusted and before `day` is accrued: the deposit has earned until
    the day before, and its money has value on `day`.
    """
    del next_day
    states = [_mature(deposit_id, day, actor, now) for deposit_id in term_deposits.due(day=day)]
    return {
        "matured": states.count(DepositState.MATURED),
        "renewed": states.count(DepositState.RENEWED),
    }


@use_case
def _mature(deposit_id: UUID, day: date, actor: Actor, now: datetime) -> DepositState | None:
    deposit = term_deposits.get_locked(public_id=deposit_id)
    if deposit is None or deposit.state != DepositState.ACTIVE:
        return None
    booking = postings.Booking(
        period_end=day - timedelta(days=1),
        booked_on=day,
        value_date=day,
        adjusted_through=day,
        name=f"matured/{deposit.public_id}",
    )
    account_id = deposit.account.ledger_account_id
    postings.settle(account_id=account_id, booking=booking, actor=actor, now=now)
    principal, rate = _renewal(deposit, day)
    if principal is None or rate is None:
        return _pay_out(deposit, day, actor, now)
    return _renew(deposit, principal, rate, day=day, actor=actor, now=now)


def _renewal(deposit: TermDeposit, day: date) -> tuple[Money | None, Decimal | None]:
    """Return principal and rate of the next term; none where there is to be none.

    The rate is what the product gives on the day. Where the bank does not offer the product any
    more, the money is paid out.
    """
    on_it = deposits.everything(deposit)
    principal = on_it
    if deposit.instruction == MaturityInstruction.RENEW_PRINCIPAL:
        principal = min(on_it, Money(deposit.principal, on_it.currency))
    if deposit.instruction == MaturityInstruction.PAY_OUT or principal.minor <= 0:
        return None, None
    try:
        return principal, deposits.terms_of(deposit, day).rate_of(principal.minor)
    except deposits.DepositNotOffered:
        return None, None


def _pay_out(deposit: TermDeposit, day: date, actor: Actor, now: datetime) -> DepositState:
    """Pay out and close; where the payout account takes nothing, the money waits unpaid."""
    account_id = deposit.account.ledger_account_id
    deposits.unlock(deposit)
    try:
        deposits.pay_out(deposit, deposits.everything(deposit), day=day, actor=actor, now=now)
    except deposits.DepositNotPaidOut:
        interest_terms.add_special(
            account_id=account_id,
            side=Side.CREDIT,
            effective_from=day,
            rate=Decimal(0),
            by=str(actor),
            at=now,
        )
    else:
        ledger.set_status(account_id=account_id, status=ledger.AccountStatus.CLOSED)
    term_deposits.end(deposit, state=DepositState.MATURED, day=day)
    left = deposits.everything(deposit)
    deposits.record(deposit, "matured", actor, now, {"not_paid_out": str(left)})
    return DepositState.MATURED


def _renew(
    deposit: TermDeposit,
    principal: Money,
    rate: Decimal,
    *,
    day: date,
    actor: Actor,
    now: datetime,
) -> DepositState:
    """Begin the next term, on the same account; what is not renewed goes to the payout account."""
    over = deposits.everything(deposit) - principal
    # What is refused stays on the deposit, above the floor, until the customer takes it.
    with suppress(deposits.DepositNotPaidOut):
        deposits.pay_out(deposit, over, day=day, actor=actor, now=now)
    term_deposits.end(deposit, state=DepositState.RENEWED, day=day)
    deposits.record(deposit, "renewed", actor, now, {"principal": str(principal)})
    term = Term(deposit.term_months, deposit.term_days)
    following = TermDeposit(
        public_id=uuid5(deposit.public_id, "renewal"),
        account=deposit.account,
        payout_account=deposit.payout_account,
        principal=principal.minor,
        term_months=deposit.term_months,
        term_days=deposit.term_days,
        rate=rate,
        start=day,
        maturity=term.maturity(day, deposits.is_business_day),
        instruction=deposit.instruction,
        break_rule=deposit.break_rule,
        break_rate=deposit.break_rate,
        break_days=deposit.break_days,
        state=DepositState.ACTIVE,
        renews=deposit,
    )
    deposits.begin(following, actor=actor, now=now)
    return DepositState.RENEWED
