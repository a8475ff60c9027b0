"""What must hold in a NACHA file beyond its shape: counts, sums, hashes, numbers."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from payments.domain.us_accounts import check_digit
from payments.interbank.domain.nacha import codes, layouts
from payments.interbank.domain.nacha.records import (
    BLOCK,
    Batch,
    Entry,
    NachaFile,
    Record,
    UnreadableFile,
)

_HASH: Final = 10**10


@dataclass(frozen=True, slots=True)
class Totals:
    """What controls state: entries with addenda, the sum of routing numbers, debits, credits."""

    count: int = 0
    hash: int = 0
    debit: int = 0
    credit: int = 0

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.count + other.count,
            (self.hash + other.hash) % _HASH,
            self.debit + other.debit,
            self.credit + other.credit,
        )


def totals_of(entries: tuple[Entry, ...]) -> Totals:
    """Add up a batch's entries: the hash is the sum of the RDFIs' eight digits, modulo 10^10."""
    credit = sum(each.amount for each in entries if each.is_credit)
    return Totals(
        count=sum(1 + len(each.addenda) for each in entries),
        hash=sum(each.detail.number("rdfi") for each in entries) % _HASH,
        debit=sum(each.amount for each in entries) - credit,
        credit=credit,
    )


def check(file: NachaFile) -> None:
    """Raise UnreadableFile with the reason for the first thing that does not hold."""
    total = Totals()
    for batch in file.batches:
        _check_batch(batch)
        total += totals_of(batch.entries)
    _check_totals(file.control, total, "the file")
    if file.control.number("batches") != len(file.batches):
        words = f"The file states {file.control['batches']} batches and has {len(file.batches)}."
        raise UnreadableFile(reason="batch_count_wrong", message=words)
    records = len(file.records())
    if file.control.number("blocks") != math.ceil(records / BLOCK):
        words = f"The file states {file.control['blocks']} blocks of ten and has {records} records."
        raise UnreadableFile(reason="block_count_wrong", message=words)
    if file.fillers and (file.fillers + records) % BLOCK:
        raise UnreadableFile(
            reason="blocking_wrong", message="The last block is not filled up to ten records."
        )


def _check_batch(batch: Batch) -> None:
    if batch.header.number("service_class") not in layouts.SERVICE_CLASSES:
        raise UnreadableFile(
            reason="service_class_unknown", message="The batch's service class is unknown."
        )
    if not batch.entries:
        raise UnreadableFile(reason="batch_empty", message="A batch has no entries.")
    # International batches end with the company's id or without it.
    names = ("service_class", "odfi", "number") + (() if is_iat(batch) else ("company_id",))
    for name in names:
        if name in batch.control.layout.fields and batch.control[name] != batch.header[name]:
            words = f"{name} of a batch is {batch.header[name]!r} and ends as another."
            raise UnreadableFile(reason="batch_ends_differently", message=words)
    for entry in batch.entries:
        _check_entry(batch, entry)
    _check_totals(batch.control, totals_of(batch.entries), f"batch {batch.header['number']}")
    _check_traces(batch)


def is_iat(batch: Batch) -> bool:
    """Tell whether the batch is international."""
    return batch.header.layout is layouts.IAT_BATCH_HEADER


def _check_totals(control: Record, found: Totals, where: str) -> None:
    for name, value in (
        ("count", found.count),
        ("hash", found.hash),
        ("debit", found.debit),
        ("credit", found.credit),
    ):
        if control.number(name) != value:
            words = f"{name} of {where} is {control[name]}, but adds up to {value}."
            raise UnreadableFile(reason=f"{name}_wrong", message=words)


def _check_entry(batch: Batch, entry: Entry) -> None:
    detail = entry.detail
    code = detail.number("code")
    credit = layouts.is_credit(code)
    if credit is None:
        raise UnreadableFile(
            reason="transaction_code_unknown", message=f"{code} is no transaction code."
        )
    service = batch.header.number("service_class")
    wrong = layouts.DEBITS if credit else layouts.CREDITS
    told_back = entry.returned is not None or entry.change is not None
    if service == wrong and not (told_back or is_iat(batch)):
        words = f"An entry of code {code} is in a batch of service class {service}."
        raise UnreadableFile(reason="service_class_wrong", message=words)
    if detail.number("check_digit") != check_digit(f"{detail.number('rdfi'):08d}"):
        words = f"Routing number {detail['rdfi']}{detail['check_digit']} has a wrong check digit."
        raise UnreadableFile(reason="check_digit_wrong", message=words)
    if detail.number("has_addenda") != bool(entry.addenda):
        raise UnreadableFile(
            reason="addenda_indicator_wrong", message="An entry's addenda are not as it states."
        )
    counted = detail.layout is layouts.CTX_ENTRY and not told_back
    if counted and detail.number("addenda_count") != len(entry.addenda):
        raise UnreadableFile(
            reason="addenda_count_wrong", message="An entry states other addenda than it has."
        )
    for addenda in entry.addenda:
        _check_addenda(addenda)


def _check_addenda(addenda: Record) -> None:
    if addenda.layout is layouts.ADDENDA_99 and addenda["reason"] not in codes.RETURNS:
        raise UnreadableFile(
            reason="return_reason_unknown", message=f"{addenda['reason']!r} is no return reason."
        )
    if addenda.layout is layouts.ADDENDA_98:
        if addenda["change_code"] not in codes.CHANGES:
            words = f"{addenda['change_code']!r} is no change code."
            raise UnreadableFile(reason="change_code_unknown", message=words)
        if not addenda["corrected"]:
            raise UnreadableFile(
                reason="corrected_data_missing", message="A change does not say what to."
            )


def _check_traces(batch: Batch) -> None:
    """Trace numbers ascend in a batch, and are those of the bank that the batch is of."""
    if batch.entry_class == "ADV":
        return
    last = -1
    for entry in batch.entries:
        trace = entry.detail.number("trace")
        if trace <= last:
            raise UnreadableFile(
                reason="trace_not_ascending", message=f"Trace {trace} is not after {last}."
            )
        last = trace
