"""Bringing allowances and provisions in the ledger to what the credits are expected to lose."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from bankcore.actor import Actor
from bankcore.db.transactions import requires_transaction
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Currency, Money
from risk.provisions.domain import lines
from risk.provisions.domain.lines import IMPAIRMENT, LINES, LOSSES, Cause
from risk.provisions.models import Loss, Movement, ProvisionDay
from risk.provisions.repositories import books, days

Moves = dict[str, list[tuple[str, Cause, int]]]


class ProvisionNotBooked(BankError):
    """The ledger refused a day's provision; nothing of the day is kept."""

    code = "provision_not_booked"
    cure = "Look why the ledger refuses, and run the step again."
    status = 409


@requires_transaction
def book(*, day: ProvisionDay, moves: Moves, losses: Sequence[Loss], actor: Actor) -> int:
    """Book one transaction for each line and currency that moved; returns how many.

    What a line lacks of the sum of its credits' losses is charged to impairment (5810); what was
    used for loans written off is taken from the loss that the write-off booked (5800). Where the
    ledger had something else than the day before left, the difference is a movement of its own.
    Raises ProvisionNotBooked.
    """
    wanted: Counter[tuple[str, str]] = Counter()
    for loss in losses:
        wanted[loss.exposure.currency, loss.line] += loss.amount
    standing = books.standing(lines=LINES)
    booked = 0
    for code, line in sorted({*wanted, *standing, *_touched(moves)}):
        by_cause = {
            cause: amount
            for (place, cause), amount in lines.summed(moves.get(code, ())).items()
            if place == line
        }
        missing = wanted[code, line] - standing.get((code, line), 0)
        if adjusted := missing - sum(by_cause.values()):
            by_cause[Cause.ADJUSTED] = adjusted
        txn_id = _post(day, code, line, by_cause, actor)
        booked += txn_id is not None
        days.add_all(
            [
                Movement(
                    day=day, currency=code, line=line, cause=cause, amount=amount, txn_id=txn_id
                )
                for cause, amount in by_cause.items()
            ],
            of=Movement,
        )
    return booked


def _touched(moves: Moves) -> set[tuple[str, str]]:
    return {(code, line) for code, of in moves.items() for line, _, _ in of}


def _post(
    day: ProvisionDay, code: str, line: str, by_cause: Mapping[Cause, int], actor: Actor
) -> int | None:
    currency = Currency.of(code)
    moved = sum(by_cause.values())
    used = -by_cause.get(Cause.WRITTEN_OFF, 0)
    amounts = ((line, moved), (IMPAIRMENT, -moved - used), (LOSSES, used))
    legs = tuple(
        ledger.Leg(
            ledger.internal_account(gl_code=gl_code, currency=currency, opened_on=day.day),
            Money(minor, currency),
        )
        for gl_code, minor in amounts
        if minor
    )
    if not legs:
        return None
    (outcome,) = ledger.post(
        postings=[
            ledger.Posting(
                request=ledger.RequestKey.of_system(f"provisions/{day.day}/{code}/{line}"),
                kind=ledger.TransactionKind.ACCRUAL,
                legs=legs,
                actor=actor,
                narrative=f"Expected credit losses of {day.day}, stage {line[-1]}",
                booking_date=day.day,
                value_date=day.day,
            )
        ],
        now=day.made_at,
    )
    if isinstance(outcome, ledger.Refused):
        message = f"The provision on {line} of {day.day} was not booked: {outcome.code}."
        raise ProvisionNotBooked(message)
    return outcome.txn_id
