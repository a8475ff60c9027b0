"""Collection at the close of a day: what is due is taken from the customers' accounts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from accounts.domain.loans.allocation import Allocation, AllocationOrder, Open, Part, allocate
from accounts.domain.loans.standing import open_of
from accounts.domain.loans.states import OWED, PaymentKind
from accounts.models import Loan, LoanCollection
from accounts.repositories import loan_days, loan_schedules, loans
from accounts.services.loans import booking, restructurings, settlements
from accounts.services.loans.booking import Settlement
from accounts.services.loans.settlements import Act
from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger

_CHUNK = 100


def collect_instalments(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Take what is due by `day` from the repayment accounts, each loan once a day.

    Interest of grace periods joins the principal first. Where an account has too little, what
    there is is taken if the contract says so, else nothing. A second run finds nothing to do.
    """
    del next_day
    counts = {"capitalised": 0, "tried": 0, "collected_from": 0, "collected_minor": 0}
    for loan_id in loan_days.due_for_capitalisation(day=day):
        counts["capitalised"] += _capitalise(loan_id=loan_id, day=day, actor=actor, now=now)
    due = loan_days.due_for_collection(day=day)
    for start in range(0, len(due), _CHUNK):
        rows = _collect(ids=due[start : start + _CHUNK], day=day, actor=actor, now=now)
        counts["tried"] += len(rows)
        counts["collected_from"] += sum(1 for row in rows if row.collected)
        counts["collected_minor"] += sum(row.collected for row in rows)
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attempt:
    """What is to be taken for one loan."""

    loan: Loan
    due: int
    settlement: Settlement
    act: Act


@use_case
def _collect(*, ids: Sequence[int], day: date, actor: Actor, now: datetime) -> list[LoanCollection]:
    done = loan_days.collected_already(loan_ids=ids, day=day)
    found = [
        loan for loan in loans.lock_many(ids=ids) if loan.pk not in done and loan.state in OWED
    ]
    opens: defaultdict[int, list[Open]] = defaultdict(list)
    for line in loan_schedules.open_lines(loan_ids=[loan.pk for loan in found], due_by=day):
        opens[line.loan_id].append(open_of(line))
    available = _available(found)
    attempts = [
        _attempt(loan, opens[loan.pk], available, _act(loan, day, actor, now)) for loan in found
    ]
    taken = _post([each for each in attempts if each.settlement.total], now=now)
    rows = [
        LoanCollection(loan=each.loan, day=day, due=each.due, collected=taken.get(each.loan.pk, 0))
        for each in attempts
        if each.due
    ]
    loan_days.add_collections(rows)
    return rows


def _attempt(loan: Loan, opens: list[Open], available: dict[int, int], act: Act) -> _Attempt:
    account = loan.repayment_account.ledger_account_id
    due = sum(each.total for each in opens)
    amount = min(due, max(available[account], 0))
    if amount < due and not loan.partial_collection:
        amount = 0
    available[account] -= amount
    allocations, _ = allocate(amount, opens, AllocationOrder(loan.allocation_order))
    settlement = settlements.settlement_of(loan, allocations, act.day)
    return _Attempt(loan=loan, due=due, settlement=settlement, act=act)


def _post(attempts: Sequence[_Attempt], *, now: datetime) -> dict[int, int]:
    """Book the attempts and return what was taken, by loan; a refusal takes nothing."""
    if not attempts:
        return {}
    postings = [
        ledger.Posting(
            request=each.act.request,
            kind=ledger.TransactionKind.LOAN_REPAYMENT,
            legs=booking.settlement_legs(
                each.loan,
                each.settlement,
                from_account=each.loan.repayment_account.ledger_account_id,
                day=each.act.day,
            ),
            actor=each.act.actor,
            narrative="Loan instalment",
            booking_date=each.act.day,
        )
        for each in attempts
    ]
    outcomes = booking.post(loans=[each.loan for each in attempts], postings=postings, now=now)
    taken = {}
    for each, outcome in zip(attempts, outcomes, strict=True):
        if isinstance(outcome, ledger.Posted):
            settlements.record(
                loan=each.loan,
                kind=PaymentKind.COLLECTION,
                settlement=each.settlement,
                posted=outcome,
                act=each.act,
            )
            taken[each.loan.pk] = each.settlement.total
    return taken


def _available(found: Sequence[Loan]) -> dict[int, int]:
    """Return what can be taken from each paying account, which stays so until commit."""
    available = {}
    for account in sorted({loan.repayment_account.ledger_account_id for loan in found}):
        balance = ledger.lock_balance(account_id=account)
        available[account] = (balance.available or balance.posted).minor
    return available


def _act(loan: Loan, day: date, actor: Actor, now: datetime) -> Act:
    key = booking.system_key("collect", loan.public_id, day)
    return Act(request=key, actor=actor, now=now, day=day)


@use_case
def _capitalise(*, loan_id: int, day: date, actor: Actor, now: datetime) -> int:
    loan = loans.lock_many(ids=[loan_id])[0]
    lines = loan_days.lines_to_capitalise(loan_id=loan_id, day=day)
    if not lines or loan.state not in OWED:
        return 0
    allocations = tuple(
        Allocation(line.pk, Part.INTEREST, line.interest - line.interest_paid) for line in lines
    )
    key = booking.system_key("capitalise", loan.public_id, lines[-1].pk)
    act = Act(request=key, actor=actor, now=now, day=day)
    restructurings.capitalise(loan, Settlement(allocations=allocations), act=act, booking_date=day)
    return len(lines)
