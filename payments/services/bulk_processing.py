"""Paying the lines of a file, in batches that a crash leaves whole or undone."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from django.conf import settings

from accounts import public as accounts
from bankcore.access import needs
from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from bankcore.outbox import public as outbox
from payments.domain import ibans
from payments.domain.bulk_files import FileState, LineState, Reason
from payments.domain.events import BulkFileProcessed
from payments.domain.recurrence import Recurrence, Unit
from payments.domain.standing_orders import Payee, StandingOrderTerms
from payments.models import BulkFile, BulkLine
from payments.repositories import bulk_files, standing_orders
from payments.services import batches, joint_accounts, screening, standing_order_rows
from payments.services import bulk_rows as rows

_BATCH: Final = 500


@needs("payments.submit_bulk_file")
def process(*, file_id: UUID, actor: Actor, now: datetime) -> int:
    """Pay, schedule or refuse every line of the file that is still pending; returns how many.

    Each batch of lines is one transaction. Run again after a crash, or by two at once, each line
    comes to something once. A file that is unknown, refused or done has nothing to be paid.
    """
    done = 0
    while processed := _process_batch(file_id=file_id, actor=actor, now=now):
        done += processed
    return done


def process_waiting_bulk_files(
    *, day: date, next_day: date, actor: Actor, now: datetime
) -> dict[str, int]:
    """Process, at the end of the day, the files that no task has come to; counts their lines.

    The lines are booked on the business day that is open, as the task would have.
    """
    del day, next_day
    counts = {"files": 0, "lines": 0}
    after = 0
    while waiting := bulk_files.received_ids(limit=_BATCH, after=after):
        for _, file_id in waiting:
            counts["files"] += 1
            counts["lines"] += process(file_id=file_id, actor=actor, now=now)
        after = waiting[-1][0]
    return counts


@use_case
def _process_batch(*, file_id: UUID, actor: Actor, now: datetime) -> int:
    file = bulk_files.get_locked(public_id=file_id)
    if file is None or file.state != FileState.RECEIVED:
        return 0
    lines = bulk_files.list_pending(file=file, limit=_BATCH)
    if not lines:
        _finish(file, actor, now)
        return 0
    known = accounts.of_ibans(
        ibans=list({each for line in lines for each in (line.debtor_iban, line.creditor_iban)})
    )
    today = ledger.business_date()
    unsigned = _unsigned(file, known, today)
    payable = [
        found for line in lines if (found := _payable(file, line, known, unsigned)) is not None
    ]
    dated = [(each, each.line.execution_date or today) for each in payable]
    waiting = [(each, day) for each, day in dated if day > today]
    ready = [each for each, day in dated if day <= today]
    _schedule(waiting, now)
    _book(ready, actor, now)
    bulk_files.write_outcomes(lines)
    return len(lines)


def _unsigned(
    file: BulkFile, known: dict[str, accounts.AccountRef], day: date
) -> dict[UUID, Reason]:
    """Return why a file that one person handed in does not pay from which of their accounts."""
    if not file.received_from.startswith(f"{ActorKind.USER}:"):
        return {}
    found: dict[UUID, Reason] = {}
    for account in known.values():
        if account.customer_id != file.customer_id:
            continue
        try:
            joint_accounts.require_enough(
                account_id=account.account_id,
                customer_id=file.customer_id,
                amount=Money(1, account.currency),
                day=day,
            )
        except BankError as refusal:
            found[account.account_id] = Reason(refusal.code, refusal.message)
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Payable:
    """A line that can be tried: its accounts are there and in its currency."""

    line: BulkLine
    request: ledger.RequestKey
    amount: Money
    debit: accounts.AccountRef
    credit: accounts.AccountRef | None


def _payable(
    file: BulkFile,
    line: BulkLine,
    known: dict[str, accounts.AccountRef],
    unsigned: dict[UUID, Reason],
) -> _Payable | None:
    """Return the line as it can be paid, or refuse it and return None."""
    debit, credit = known.get(line.debtor_iban), known.get(line.creditor_iban)
    amount = rows.amount_of(line)
    assert amount is not None  # noqa: S101 - the table's CHECK
    reason = _fault(file, line, debit, credit, amount)
    if reason is None and debit is not None:
        reason = unsigned.get(debit.account_id)
    if reason is not None or debit is None:
        _refuse(line, reason)
        return None
    line.internal = credit is not None
    return _Payable(
        line=line, request=_request(file, line), amount=amount, debit=debit, credit=credit
    )


def _fault(
    file: BulkFile,
    line: BulkLine,
    debit: accounts.AccountRef | None,
    credit: accounts.AccountRef | None,
    amount: Money,
) -> Reason | None:
    if debit is None or debit.customer_id != file.customer_id:
        message = f"You have no account {line.debtor_iban} at this bank."
        return Reason("debtor_account_unknown", message)
    if debit == credit:
        return Reason("same_account", "The payment goes to the account it comes from.")
    if credit is None and ibans.is_of_bank(
        line.creditor_iban, country=settings.BANK_COUNTRY, bank_code=settings.BANK_CODE
    ):
        message = f"This bank has no account {line.creditor_iban} to pay to."
        return Reason("creditor_account_unknown", message)
    if any(each.currency != amount.currency for each in (debit, credit) if each is not None):
        message = f"The accounts are not both kept in {amount.currency}."
        return Reason("currency_mismatch", message)
    return None


def _refuse(line: BulkLine, reason: Reason | None) -> None:
    line.state = LineState.REFUSED
    line.refusal_code = reason.code if reason else "not_booked"
    line.refusal_message = reason.message[:200] if reason else ""


def _request(file: BulkFile, line: BulkLine) -> ledger.RequestKey:
    name = f"{file.public_id}/{line.number}"
    return ledger.RequestKey(
        ledger.KeySource.SYSTEM,
        uuid5(NAMESPACE_URL, f"bulk-line:{name}"),
        hashlib.sha256(f"{file.sha256}/{name}".encode()).digest(),
    )


def _book(ready: Sequence[_Payable], actor: Actor, now: datetime) -> None:
    answers = batches.book_many(
        items=[
            batches.Item(
                request=each.request,
                debit=each.debit,
                credit=each.credit,
                amount=each.amount,
                creditor_iban=each.line.creditor_iban,
                creditor_name=each.line.creditor_name,
                remittance=each.line.remittance,
                channel="bulk_file",
                origin=str(each.line.pk),
            )
            for each in ready
        ],
        actor=actor,
        now=now,
    )
    for each, answer in zip(ready, answers, strict=True):
        if isinstance(answer, ledger.Posted):
            each.line.state, each.line.txn_id = LineState.BOOKED, answer.txn_id
        elif isinstance(answer, screening.PaymentHeld):
            each.line.state = LineState.HELD
        else:
            _refuse(each.line, Reason(answer.code, answer.message))


def _schedule(waiting: Sequence[tuple[_Payable, date]], now: datetime) -> None:
    """Make each line whose day has not come a scheduled payment of its own."""
    made = standing_orders.add_many(
        [
            standing_order_rows.row_of(_terms(each, day), request=each.request, now=now)
            for each, day in waiting
        ]
    )
    for (each, _), order in zip(waiting, made, strict=True):
        each.line.state, each.line.order = LineState.SCHEDULED, order


def _terms(each: _Payable, day: date) -> StandingOrderTerms:
    line = each.line
    payee = (
        Payee(iban=line.creditor_iban, name=line.creditor_name)
        if each.credit is None
        else Payee(account_id=each.credit.account_id, name=line.creditor_name)
    )
    return StandingOrderTerms(
        account_id=each.debit.account_id,
        payee=payee,
        amount=each.amount,
        recurrence=Recurrence(start=day, unit=Unit.ONCE),
        remittance=line.remittance,
        end_to_end_id=line.end_to_end_id,
    )


def _finish(file: BulkFile, actor: Actor, now: datetime) -> None:
    bulk_files.finish(file=file, at=now)
    audit.record(
        actor=actor,
        action="payments.bulk_file.processed",
        subject=f"bulk_file:{file.public_id}",
        at=now,
    )
    outbox.publish(
        BulkFileProcessed(file_id=str(file.public_id)),
        subject=f"bulk_file:{file.public_id}",
        at=now,
    )
