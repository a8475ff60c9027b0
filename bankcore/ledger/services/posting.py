"""Booking: the one way into the journal."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime
from operator import itemgetter

from bankcore.ledger.domain.book import Book, NewEntry, Refusal
from bankcore.ledger.domain.posting import (
    Outcome,
    Posted,
    Posting,
    RefusalCode,
    Refused,
    RequestKey,
)
from bankcore.ledger.repositories import journal
from bankcore.ledger.repositories.journal import EntryRow, IdemRow, Locked, StoredOutcome, TxnRow

LARGEST_BATCH = 5_000
_TRANSACTION = 1


class BatchTooLarge(ValueError):
    """A batch holds 1 to 5,000 postings."""


def post(*, postings: Sequence[Posting], now: datetime) -> list[Outcome]:
    """Book 1 to 5,000 transactions in the caller's database transaction; answers in order.

    Each is decided by itself, in the order given, under locks on all accounts of the batch: it
    is in the books, or refused with a reason that is kept with its key. A key that was used
    before gets the outcome of then, with `replayed`; with another request, KEY_REUSED.

    Raises BatchTooLarge; TryAgain (from bankcore.db.transactions) for the use case to retry.
    """
    if not 1 <= len(postings) <= LARGEST_BATCH:
        message = f"A batch holds 1 to {LARGEST_BATCH} postings, not {len(postings)}."
        raise BatchTooLarge(message)
    locked = journal.lock(
        account_ids=[leg.account_id for posting in postings for leg in posting.legs],
        hold_ids=[capture.hold_id for posting in postings for capture in posting.captures],
        keys=[(posting.request.source, posting.request.key) for posting in postings],
        days=list({posting.booking_date for posting in postings if posting.booking_date}),
        reverses=[posting.reverses.txn_id for posting in postings if posting.reverses],
    )
    batch = _Batch(locked, now)
    outcomes = [batch.answer(posting) for posting in postings]
    batch.write()
    return outcomes


def stored_outcome(*, found: StoredOutcome, request: RequestKey, operation: int) -> Outcome:
    """Return what `request` was answered before, or KEY_REUSED if that was another request."""
    if found.request_hash != request.request_hash or found.operation != operation:
        return Refused(code=RefusalCode.KEY_REUSED, created_at=found.created_at, replayed=True)
    if found.refusal is not None:
        return Refused(
            code=RefusalCode(found.refusal["code"]),
            account_id=found.refusal["account_id"],
            created_at=found.created_at,
            replayed=True,
        )
    assert found.result_id is not None  # noqa: S101 - the table's CHECK
    return Posted(
        txn_id=found.result_id,
        booking_date=found.booking_date,
        created_at=found.created_at,
        replayed=True,
    )


class _Batch:
    """The rows to be written, gathered while the batch is decided."""

    def __init__(self, locked: Locked, now: datetime) -> None:
        self._locked = locked
        self._now = now
        self._book = Book(
            balances=locked.balances,
            holds=locked.holds,
            closed_days=locked.closed_days,
            reversed_already=locked.reversed_already,
        )
        self._next_id = locked.first_id
        self._txns: list[TxnRow] = []
        self._entries: list[EntryRow] = []
        self._keys: list[IdemRow] = []
        self._captured: defaultdict[int, int] = defaultdict(int)
        self._hold_events: defaultdict[str, list[tuple[int, int, int | None]]] = defaultdict(list)
        self._reversals: list[tuple[int, int, str]] = []

    def answer(self, posting: Posting) -> Outcome:
        """Decide one posting, and remember its outcome for its key's next use."""
        request = posting.request
        key = (int(request.source), request.key)
        found = self._locked.outcomes.get(key)
        if found is not None:
            return stored_outcome(found=found, request=request, operation=_TRANSACTION)
        booking_date = posting.booking_date or self._locked.business_date
        decision = self._book.decide(posting, booking_date=booking_date)
        if isinstance(decision, Refusal):
            outcome: Outcome = Refused(
                code=decision.code, account_id=decision.account_id, created_at=self._now
            )
            result_id, refusal = None, decision._asdict()
        else:
            result_id, refusal = self._add(posting, decision, booking_date), None
            outcome = Posted(txn_id=result_id, booking_date=booking_date, created_at=self._now)
        self._locked.outcomes[key] = StoredOutcome(
            request.request_hash, _TRANSACTION, result_id, booking_date, self._now, refusal
        )
        self._keys.append(
            IdemRow(
                request.source,
                request.key,
                _TRANSACTION,
                result_id,
                self._now,
                booking_date,
                request.request_hash,
                refusal,
            )
        )
        return outcome

    def write(self) -> None:
        """Write everything decided. Holds first: what they free is spent by the entries."""
        if self._captured:
            journal.capture_holds(amounts=self._captured)
        if self._keys:
            self._entries.sort(key=itemgetter(0))
            journal.write(txns=self._txns, entries=self._entries, keys=self._keys)
        for actor, rows in self._hold_events.items():
            journal.add_hold_events(event="CAPTURED", rows=rows, actor=actor, at=self._now)
        if self._reversals:
            journal.add_reversals(rows=self._reversals)

    def _add(self, posting: Posting, entries: list[NewEntry], booking_date: date) -> int:
        txn_id = self._next_id
        self._next_id += 1
        value_date = posting.value_date or booking_date
        actor = str(posting.actor)
        self._txns.append(
            TxnRow(
                txn_id,
                self._now,
                booking_date,
                value_date,
                posting.kind,
                actor,
                posting.narrative,
            )
        )
        self._entries.extend(
            EntryRow(*entry, txn_id, booking_date, value_date, leg)
            for leg, entry in enumerate(entries, start=1)
        )
        for capture in posting.captures:
            self._captured[capture.hold_id] += capture.amount.minor
            self._hold_events[actor].append((capture.hold_id, capture.amount.minor, txn_id))
        if posting.reverses:
            self._reversals.append((posting.reverses.txn_id, txn_id, posting.reverses.reason))
        return txn_id
