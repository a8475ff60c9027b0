"""Making NACHA files of items: batches by company and entry class, and every total."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Final

from payments.domain.us_accounts import check_digit
from payments.interbank.domain.items import OutgoingItem
from payments.interbank.domain.nacha import layouts
from payments.interbank.domain.nacha.checks import Totals, totals_of
from payments.interbank.domain.nacha.records import (
    BLOCK,
    Batch,
    CannotWrite,
    Entry,
    NachaFile,
    Record,
    record,
)
from payments.interbank.domain.nacha.text import plain

# Checking accounts, whose kind nobody tells: credit, debit, and the return of either.
_CREDIT, _DEBIT = 22, 27
RETURN_OF_CREDIT: Final = 21
RETURN_OF_DEBIT: Final = 26


@dataclass(frozen=True, slots=True, kw_only=True)
class Ends:
    """Who sends a file and to whom: routing numbers of nine digits, and names."""

    origin: str
    origin_name: str
    destination: str
    destination_name: str

    @property
    def odfi(self) -> str:
        """The sending bank's eight digits, with which its trace numbers begin."""
        return self.origin[:8]


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenBack:
    """An entry that came and goes back: `trace` is the new one, the rest of the original."""

    trace: str
    original_trace: str
    rdfi: str
    account: str
    amount_minor: int
    name: str
    reason: str
    was_credit: bool
    entry_class: str


def split_account(text: str) -> tuple[str, str]:
    """Return routing and account number of routing/account; raises CannotWrite."""
    routing, slash, account = text.partition("/")
    if not slash or len(routing) != 9 or not routing.isdigit() or not 1 <= len(account) <= 17:
        message = "An account in the United States is a routing number, slash, account number."
        raise CannotWrite(message)
    return routing, account


def compose(
    items: Sequence[OutgoingItem],
    *,
    is_debit: bool,
    ends: Ends,
    effective: date,
    at: datetime,
    modifier: str = "A",
) -> NachaFile:
    """Return a file of credits or of debits, their batches in the items' order of company."""
    groups = groupby(
        sorted(items, key=lambda each: (each.own.name, each.own.account, each.entry_class)),
        key=lambda each: (each.own.name, each.own.account, each.entry_class),
    )
    batches = []
    for number, ((name, account, entry_class), found) in enumerate(groups, 1):
        ordered = sorted(found, key=lambda each: each.trace)
        header = _batch_header(
            name=name,
            company=account,
            entry_class=entry_class,
            service=layouts.DEBITS if is_debit else layouts.CREDITS,
            effective=effective,
            odfi=ends.odfi,
            number=number,
        )
        batches.append(_batch(header, [_entry(each, is_debit=is_debit) for each in ordered]))
    return close(batches, ends=ends, at=at, modifier=modifier)


def compose_returns(
    returns: Sequence[GivenBack], *, ends: Ends, effective: date, at: datetime
) -> NachaFile:
    """Return a file of returns, a batch for each entry class."""
    batches = []
    ordered = sorted(returns, key=lambda each: (each.entry_class, each.trace))
    for number, (entry_class, found) in enumerate(
        groupby(ordered, key=lambda each: each.entry_class), 1
    ):
        header = _batch_header(
            name=ends.origin_name,
            company=ends.origin,
            entry_class=entry_class,
            service=layouts.MIXED,
            effective=effective,
            odfi=ends.odfi,
            number=number,
        )
        batches.append(_batch(header, [_return(each) for each in found]))
    return close(batches, ends=ends, at=at)


def close(batches: Sequence[Batch], *, ends: Ends, at: datetime, modifier: str = "A") -> NachaFile:
    """Return the file of these batches with its header, control and fillers."""
    header = record(
        layouts.FILE_HEADER,
        destination=f" {ends.destination}",
        origin=f" {ends.origin}",
        created_on=at.strftime("%y%m%d"),
        created_at=at.strftime("%H%M"),
        modifier=modifier,
        destination_name=plain(ends.destination_name),
        origin_name=plain(ends.origin_name),
    )
    total = Totals()
    records = 2
    for each in batches:
        found = totals_of(each.entries)
        total += found
        records += found.count + 2
    blocks = math.ceil(records / BLOCK)
    control = record(
        layouts.FILE_CONTROL,
        batches=len(batches),
        blocks=blocks,
        count=total.count,
        hash=total.hash,
        debit=total.debit,
        credit=total.credit,
    )
    return NachaFile(header, tuple(batches), control, fillers=blocks * BLOCK - records)


def _batch_header(
    *,
    name: str,
    company: str,
    entry_class: str,
    service: int,
    effective: date,
    odfi: str,
    number: int,
) -> Record:
    return record(
        layouts.BATCH_HEADER,
        service_class=service,
        company_name=plain(name),
        company_id=plain(company)[-10:],
        entry_class=entry_class,
        description="PAYMENT",
        effective_date=effective.strftime("%y%m%d"),
        originator_status="1",
        odfi=odfi,
        number=number,
    )


def _batch(header: Record, entries: Iterable[Entry]) -> Batch:
    kept = tuple(entries)
    found = totals_of(kept)
    control = record(
        layouts.BATCH_CONTROL,
        service_class=header.number("service_class"),
        count=found.count,
        hash=found.hash,
        debit=found.debit,
        credit=found.credit,
        company_id=header["company_id"],
        odfi=header["odfi"],
        number=header.number("number"),
    )
    return Batch(header, kept, control)


def _entry(item: OutgoingItem, *, is_debit: bool) -> Entry:
    routing, account = split_account(item.other.account)
    addenda: tuple[Record, ...] = ()
    if item.remittance:
        addenda = (
            record(
                layouts.ADDENDA_05,
                information=plain(item.remittance),
                sequence=1,
                entry_sequence=item.trace[-7:],
            ),
        )
    detail = record(
        layouts.ENTRY,
        code=_DEBIT if is_debit else _CREDIT,
        rdfi=routing[:8],
        check_digit=routing[8],
        account=account,
        amount=item.amount.minor,
        identification=plain(item.end_to_end_id),
        name=plain(item.other.name),
        discretionary="S" if item.entry_class == "WEB" else "",
        has_addenda=int(bool(addenda)),
        trace=item.trace,
    )
    return Entry(detail, addenda)


def _return(given: GivenBack) -> Entry:
    detail = record(
        layouts.ENTRY,
        code=RETURN_OF_CREDIT if given.was_credit else RETURN_OF_DEBIT,
        rdfi=given.rdfi,
        check_digit=check_digit(given.rdfi),
        account=given.account,
        amount=given.amount_minor,
        name=plain(given.name),
        has_addenda=1,
        trace=given.trace,
    )
    addenda = record(
        layouts.ADDENDA_99,
        reason=given.reason,
        original_trace=given.original_trace,
        original_rdfi=given.trace[:8],
        trace=given.trace,
    )
    return Entry(detail, (addenda,))
