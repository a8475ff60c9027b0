"""Taking bank statements in, and finding what networks have said they pay on them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bankcore.access import needs
from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.money import Currency, Money
from payments.interbank import public as interbank
from payments.reconciliation.domain.verdicts import Verdict
from payments.reconciliation.models import StatementEntry, StatementFile
from payments.reconciliation.repositories import locks, statements
from payments.reconciliation.repositories.statements import Disagreement, Expected
from payments.settlement import public as settlement


class StatementDoesNotAddUp(BankError):
    """Opening balance and lines do not come to the closing balance, or one of them is missing."""

    code = "statement_does_not_add_up"
    cure = "Ask the bank that keeps the account for a statement that is whole."


class StatementKnown(BankError):
    """A statement of this name was taken in before, with other content."""

    code = "statement_known"
    cure = "Ask the bank that keeps the account which of the two is right."
    status = 409


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementTaken:
    """What became of a statement: `is_repeat` says that this very file was taken before."""

    lines: int
    matched: int
    exceptions: int
    is_repeat: bool = False


@needs("reconciliation.reconcile")
@use_case
def take_statement(*, network: str, content: bytes, actor: Actor, now: datetime) -> StatementTaken:
    """Take a camt.053 of the nostro account in, and match each line with what was expected.

    A network's payment is booked when it is seen here and not before. A line that nobody has
    advised, or of another amount, is booked nowhere and becomes an exception. Raises
    interbank.UnreadableMessage, StatementDoesNotAddUp and StatementKnown; then nothing is kept.
    """
    locks.of_network(network)
    sha256 = hashlib.sha256(content).hexdigest()
    if statements.is_taken(sha256=sha256):
        return StatementTaken(lines=0, matched=0, exceptions=0, is_repeat=True)
    lines: list[StatementEntry] = []
    for number, told in enumerate(interbank.read_statements(content)):
        # A message may have a statement of each currency: its file is known by all of them.
        name = sha256 if number == 0 else f"{sha256[:56]}/{number}"
        lines += _keep(told, network=network, sha256=name, now=now)
    matched = _match(lines, network=network, actor=actor, now=now)
    audit.record(
        actor=actor,
        action="reconciliation.statement.taken",
        subject=f"statement:{sha256[:16]}",
        detail={"network": network, "lines": len(lines), "matched": matched},
        at=now,
    )
    return StatementTaken(lines=len(lines), matched=matched, exceptions=len(lines) - matched)


def _keep(
    told: interbank.BankStatement, *, network: str, sha256: str, now: datetime
) -> list[StatementEntry]:
    if told.difference is None or told.difference.minor:
        message = f"The statement {told.statement_id} does not add up."
        raise StatementDoesNotAddUp(message)
    if statements.is_known(
        account=told.account, statement_id=told.statement_id, currency=told.currency
    ):
        message = f"The statement {told.statement_id} was taken in before, and differs."
        raise StatementKnown(message)
    booked = [each for each in told.entries if each.is_booked]
    file = StatementFile(
        sha256=sha256,
        network=network,
        account=told.account,
        statement_id=told.statement_id,
        currency=told.currency,
        opening_minor=told.opening.minor if told.opening else None,
        closing_minor=told.closing.minor if told.closing else None,
        entries=len(booked),
        taken_at=now,
    )
    rows = [
        StatementEntry(
            number=number,
            reference=each.reference[:80],
            end_to_end_id=each.end_to_end_id[:80],
            amount_minor=each.amount.minor,
            booking_date=each.booking_date,
            value_date=each.value_date,
        )
        for number, each in enumerate(booked, start=1)
    ]
    return statements.add(file=file, entries=rows)


@needs("reconciliation.reconcile")
@use_case
def match_waiting_lines(*, network: str, actor: Actor, now: datetime) -> int:
    """Match lines again that nobody had advised when they were taken in; returns how many match.

    A network's advice may come after the statement that shows its payment.
    """
    locks.of_network(network)
    waiting = statements.waiting_lines(network=network)
    return _match(waiting, network=network, actor=actor, now=now)


def _match(lines: Sequence[StatementEntry], *, network: str, actor: Actor, now: datetime) -> int:
    """Book the lines that were expected, with these very amounts, and keep the others in sight."""
    names = {name for line in lines for name in (line.end_to_end_id, line.reference) if name}
    known = statements.expected(network=network, references=sorted(names))
    matched = 0
    for line in lines:
        keys = [(name, line.file.currency) for name in (line.end_to_end_id, line.reference)]
        key = next((each for each in keys if each in known), None)
        if key is not None and known[key].amount == line.amount_minor:
            # A payment that comes twice is expected once.
            _take(line, known.pop(key), actor=actor, now=now)
            matched += 1
        else:
            _disagree(line, known.get(key) if key else None, network=network, now=now)
    return matched


def _take(line: StatementEntry, found: Expected, *, actor: Actor, now: datetime) -> None:
    txn_id = found.txn_id or settlement.book_network_payment(
        network=found.network,
        settlement_reference=found.reference,
        amount=Money(found.amount, Currency.of(found.currency)),
        booked_on=line.booking_date,
        actor=actor,
        now=now,
    )
    statements.set_transaction(entry=line, txn_id=txn_id)
    for reference in (found.reference, _name(line)):
        statements.clear(
            network=found.network, reference=reference, currency=found.currency, now=now
        )


def _disagree(line: StatementEntry, found: Expected | None, *, network: str, now: datetime) -> None:
    statements.raise_exception(
        Disagreement(
            network=network,
            reference=_name(line),
            currency=line.file.currency,
            verdict=Verdict.PAID_DIFFERENTLY if found else Verdict.NOT_ADVISED,
            ours=found.amount if found else 0,
            theirs=line.amount_minor,
            since=line.booking_date,
        ),
        now=now,
    )


def _name(line: StatementEntry) -> str:
    """Return what an exception about this line is called: two lines may have one reference."""
    return f"{(line.end_to_end_id or line.reference)[:60]} line {line.pk}"


@needs("reconciliation.reconcile")
@use_case
def look_for_missing_payments(*, network: str, until: date, actor: Actor, now: datetime) -> int:
    """Make exceptions of what networks have advised up to a day and no statement shows.

    Returns how many there are. Each is closed by itself when the payment comes.
    """
    locks.of_network(network)
    missing = statements.not_on_any_statement(network=network, until=until)
    for each in missing:
        statements.raise_exception(
            Disagreement(
                network=network,
                reference=each.reference,
                currency=each.currency,
                verdict=Verdict.NOT_PAID,
                ours=each.amount,
                theirs=0,
                since=each.business_date,
            ),
            now=now,
        )
    if missing:
        audit.record(
            actor=actor,
            action="reconciliation.payments.missing",
            subject=f"network:{network}",
            detail={"until": until.isoformat(), "missing": len(missing)},
            at=now,
        )
    return len(missing)
