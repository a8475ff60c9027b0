"""The end-of-day step that pays what standing orders owe."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from accounts import public as accounts
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.calendars import Calendar
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments.domain.events import StandingOrderFailed
from payments.domain.standing_orders import AmountRule, ExecutionState, OrderState
from payments.models import StandingOrder, StandingOrderExecution
from payments.repositories import standing_orders
from payments.services import batches, screening
from payments.services import standing_order_rows as rows
from payments.services.booking import AccountClosed, InsufficientFunds, NotBooked

# A sweep locks its account before the amount is known, out of the ledger's order: few at a time.
_BATCH: Final = {AmountRule.FIXED: 500, AmountRule.SWEEP: 25}
_NOTHING_TO_SWEEP: Final = "nothing_to_sweep"


class DayIsClosed(BankError):
    """Orders cannot be paid on a day that the ledger has closed."""

    code = "standing_orders_day_closed"
    cure = "Run the step before the day is closed."
    status = 409


def run_standing_orders(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Pay everything that standing orders owe on or before `day`, booked on `day`.

    Counts dates by what became of them; `retried` will be tried on a later day, and `held` ones,
    that the bank is looking at, are asked about every day. Fixed amounts are paid before sweeps.
    Each date is paid once, however often and by how many at once it is run.
    Raises DayIsClosed.
    """
    del next_day
    closed = ledger.last_closed_day()
    if closed is not None and day <= closed:
        message = f"{day} is closed; nothing can be booked on it."
        raise DayIsClosed(message)
    counts: Counter[str] = Counter(executed=0, failed=0, retried=0, skipped=0, ended=0)
    while due := standing_orders.due_ids(day=day, limit=_BATCH[AmountRule.FIXED]):
        counts["skipped"] += _make_due(ids=due, day=day, now=now)
    for rule, size in _BATCH.items():
        while pending := standing_orders.pending_ids(day=day, rule=rule, limit=size):
            counts.update(_execute(ids=pending, day=day, actor=actor, now=now))
    counts["ended"] = use_case(standing_orders.end_finished)()
    return dict(counts)


@use_case
def _make_due(*, ids: Sequence[int], day: date, now: datetime) -> int:
    """Turn the dates that have come into executions; returns how many are skipped as paused."""
    orders = standing_orders.lock_due(ids=ids, day=day)
    made = [execution for order in orders for execution in _dates_come(order, day, now)]
    standing_orders.advance(orders=orders, executions=made)
    return sum(each.state == ExecutionState.SKIPPED for each in made)


def _dates_come(order: StandingOrder, day: date, now: datetime) -> list[StandingOrderExecution]:
    rule, made = rows.recurrence_of(order), []
    paused = order.state == OrderState.PAUSED
    while order.next_due_date and order.next_nominal_date and order.next_due_date <= day:
        made.append(
            StandingOrderExecution(
                order=order,
                nominal_date=order.next_nominal_date,
                due_date=order.next_due_date,
                try_on=order.next_due_date,
                state=ExecutionState.SKIPPED if paused else ExecutionState.PENDING,
                last_refusal="paused" if paused else "",
                changed_at=now,
            )
        )
        order.next_number += 1
        rows.set_next(order, rule)
    return made


# What an attempt came to; None where a sweep finds nothing above what stays.
Answer = batches.Answer | None


@use_case
def _execute(*, ids: Sequence[int], day: date, actor: Actor, now: datetime) -> Counter[str]:
    """Book one batch of dates and write what became of each; counts them by that."""
    executions = standing_orders.lock_pending(ids=ids, day=day)
    named = {
        account_id
        for each in executions
        for account_id in (each.order.account_id, each.order.credit_account_id)
        if account_id is not None
    }
    refs = accounts.resolve(account_ids=list(named))
    counts: Counter[str] = Counter()
    for execution, (amount, answer) in zip(
        executions, _pay(executions, refs, day, actor, now), strict=True
    ):
        counts[_settle(execution, amount, answer, day)] += 1
        execution.changed_at = now
    standing_orders.write_outcomes(executions)
    _tell_of_failures(executions, now)
    _call_off_closed(executions, refs, actor, now)
    return counts


def _pay(
    executions: Sequence[StandingOrderExecution],
    refs: dict[UUID, accounts.AccountRef],
    day: date,
    actor: Actor,
    now: datetime,
) -> list[tuple[Money, Answer]]:
    """Book the fixed amounts all at once; each sweep by itself, after what it is to see."""
    amounts = [rows.amount_of(each.order) for each in executions]
    answers: list[Answer] = [None] * len(executions)
    fixed = [
        number for number, each in enumerate(executions) if each.order.rule == AmountRule.FIXED
    ]
    items = [_item(executions[number], amounts[number], refs) for number in fixed]
    booked = batches.book_many(items=items, actor=actor, now=now, booking_date=day)
    for number, answer in zip(fixed, booked, strict=True):
        answers[number] = answer
    for number in sorted(set(range(len(executions))) - set(fixed)):
        waits = screening.waits_for(_request(executions[number]))
        if waits is not None:  # what was above then is set aside already, or was
            amounts[number] = waits.amount
            item = _item(executions[number], amounts[number], refs)
            answers[number] = _book_one(item, day, actor, now)
            continue
        account = refs[executions[number].order.account_id]
        available = ledger.lock_balance(account_id=account.ledger_account_id).available
        if available is None or available <= amounts[number]:
            continue
        amounts[number] = available - amounts[number]
        item = _item(executions[number], amounts[number], refs)
        answers[number] = _book_one(item, day, actor, now)
    return list(zip(amounts, answers, strict=True))


def _book_one(item: batches.Item, day: date, actor: Actor, now: datetime) -> batches.Answer:
    return batches.book_many(items=[item], actor=actor, now=now, booking_date=day)[0]


def _request(execution: StandingOrderExecution) -> ledger.RequestKey:
    """Return the key of the order, the date and the attempt."""
    name = f"{execution.order.public_id}/{execution.nominal_date}/{execution.attempts + 1}"
    return ledger.RequestKey(
        ledger.KeySource.SYSTEM,
        uuid5(NAMESPACE_URL, f"standing-order:{name}"),
        hashlib.sha256(name.encode()).digest(),
    )


def _item(
    execution: StandingOrderExecution, amount: Money, refs: dict[UUID, accounts.AccountRef]
) -> batches.Item:
    order = execution.order
    credit = None if order.credit_account_id is None else refs[order.credit_account_id]
    return batches.Item(
        request=_request(execution),
        debit=refs[order.account_id],
        credit=credit,
        amount=amount,
        creditor_iban=order.creditor_iban,
        creditor_name=order.creditor_name,
        remittance=order.remittance,
        channel="standing_order",
    )


def _settle(execution: StandingOrderExecution, amount: Money, answer: Answer, day: date) -> str:
    """Note what the attempt came to; returns the name it is counted by."""
    if isinstance(answer, screening.PaymentHeld):
        # No attempt yet: the same request is made again, until it is let go or ended.
        execution.last_refusal = answer.code
        execution.try_on = Calendar.named(execution.order.calendar).next_business_day(day)
        return "held"
    execution.attempts += 1
    if isinstance(answer, ledger.Posted):
        execution.state = ExecutionState.EXECUTED
        execution.txn_id, execution.amount_minor = answer.txn_id, amount.minor
        return "executed"
    if answer is None:
        execution.state = ExecutionState.SKIPPED
        execution.last_refusal = _NOTHING_TO_SWEEP
        return "skipped"
    execution.last_refusal = answer.code
    passing = isinstance(
        answer,
        InsufficientFunds | NotBooked | accounts.DailyLimitExceeded | accounts.BelowMinimumBalance,
    )
    if passing and execution.attempts <= execution.order.retries:
        execution.try_on = Calendar.named(execution.order.calendar).next_business_day(day)
        return "retried"
    execution.state = ExecutionState.FAILED
    return "failed"


def _call_off_closed(
    executions: Sequence[StandingOrderExecution],
    refs: dict[UUID, accounts.AccountRef],
    actor: Actor,
    now: datetime,
) -> None:
    """Call off the orders whose paying account is closed: they would fail for ever."""
    suspects = {
        refs[each.order.account_id].ledger_account_id: each.order
        for each in executions
        if each.last_refusal == AccountClosed.code and each.state == ExecutionState.FAILED
    }
    if not suspects:
        return
    balances = ledger.balances(account_ids=list(suspects))
    for account_id, order in suspects.items():
        if balances[account_id].status is not ledger.AccountStatus.CLOSED:
            continue
        for order_id in standing_orders.call_off(account_id=order.account_id):
            audit.record(
                actor=actor,
                action="payments.standing_order.cancelled",
                subject=f"standing_order:{order_id}",
                detail={"reason": "account_closed"},
                at=now,
            )


def _tell_of_failures(executions: Sequence[StandingOrderExecution], now: datetime) -> None:
    happened = [
        (
            f"standing_order:{each.order.public_id}",
            StandingOrderFailed(
                order_id=str(each.order.public_id),
                account_id=str(each.order.account_id),
                nominal_date=each.nominal_date.isoformat(),
                amount=str(rows.amount_of(each.order).amount),
                currency=each.order.currency,
                reason=each.last_refusal,
                attempts=each.attempts,
            ),
        )
        for each in executions
        if each.state == ExecutionState.FAILED
    ]
    if happened:
        outbox.publish_many(happened=happened, at=now)
