"""The records of a NACHA file as tables of fields: 94 columns each (NACHA Operating Rules, App. 3).

A field is written `name:length`, with `#` where it is a number that is filled up with zeros; text
is filled up with blanks. Names in `=` are constants.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

COLUMNS: Final = 94


@dataclass(frozen=True, slots=True)
class Field:
    """Columns of a record; `start` counts from nought."""

    name: str
    start: int
    length: int
    is_number: bool

    def cut(self, text: str) -> str:
        """Return the field of a record."""
        return text[self.start : self.start + self.length]


@dataclass(frozen=True, slots=True)
class Layout:
    """One kind of record; `type` is its first column, `constants` what some fields must be."""

    type: str
    fields: dict[str, Field]
    constants: dict[str, str]


def _layout(type_code: str, text: str) -> Layout:
    fields: dict[str, Field] = {}
    constants: dict[str, str] = {}
    start = 1
    for part in text.split():
        name, _, rest = part.partition(":")
        size, _, constant = rest.partition("=")
        length = int(size.rstrip("#"))
        fields[name] = Field(name, start, length, size.endswith("#"))
        if constant:
            constants[name] = constant
        start += length
    if start != COLUMNS:
        message = f"A record of type {type_code} has {start} columns."
        raise ValueError(message)
    return Layout(type_code, fields, constants)


FILE_HEADER: Final = _layout(
    "1",
    "priority:2=01 destination:10 origin:10 created_on:6 created_at:4 modifier:1 size:3=094 "
    "blocking:2=10 format:1=1 destination_name:23 origin_name:23 reference:8",
)
BATCH_HEADER: Final = _layout(
    "5",
    "service_class:3# company_name:16 discretionary:20 company_id:10 entry_class:3 description:10 "
    "descriptive_date:6 effective_date:6 settlement_date:3 originator_status:1 odfi:8 number:7#",
)
IAT_BATCH_HEADER: Final = _layout(
    "5",
    "service_class:3# iat_indicator:16 exchange:2 exchange_kind:1 exchange_reference:15 "
    "country:2 company_id:10 entry_class:3 description:10 origin_currency:3 currency:3 "
    "effective_date:6 settlement_date:3 originator_status:1 odfi:8 number:7#",
)
ENTRY: Final = _layout(
    "6",
    "code:2# rdfi:8 check_digit:1 account:17 amount:10# identification:15 name:22 "
    "discretionary:2 has_addenda:1# trace:15",
)
CTX_ENTRY: Final = _layout(
    "6",
    "code:2# rdfi:8 check_digit:1 account:17 amount:10# identification:15 addenda_count:4# name:16 "
    "reserved:2 discretionary:2 has_addenda:1# trace:15",
)
IAT_ENTRY: Final = _layout(
    "6",
    "code:2# rdfi:8 check_digit:1 addenda_count:4# reserved:13 amount:10# account:35 blank:2 "
    "screening:1 second_screening:1 has_addenda:1# trace:15",
)
ADV_ENTRY: Final = _layout(
    "6",
    "code:2# rdfi:8 check_digit:1 account:15 amount:12# advice_routing:9 file_identification:5 "
    "operator_data:1 name:22 discretionary:2 has_addenda:1# operator:8 day:3 sequence:4",
)
ADDENDA_02: Final = _layout(
    "7",
    "type:2=02 reference:7 reference_2:3 terminal:6 serial:6 day:4 authorisation:6 location:27 "
    "city:15 state:2 trace:15",
)
ADDENDA_05: Final = _layout("7", "type:2=05 information:80 sequence:4# entry_sequence:7#")
ADDENDA_98: Final = _layout(
    "7",
    "type:2=98 change_code:3 original_trace:15 reserved:6 original_rdfi:8 corrected:29 blank:15 "
    "trace:15",
)
ADDENDA_99: Final = _layout(
    "7",
    "type:2=99 reason:3 original_trace:15 date_of_death:6 original_rdfi:8 information:44 trace:15",
)
ADDENDA_10: Final = _layout(
    "7",
    "type:2=10 transaction_kind:3 foreign_amount:18 foreign_trace:22 name:35 reserved:6 "
    "entry_sequence:7#",
)
ADDENDA_11: Final = _layout("7", "type:2=11 name:35 street:35 reserved:14 entry_sequence:7#")
ADDENDA_12: Final = _layout("7", "type:2=12 city:35 country:35 reserved:14 entry_sequence:7#")
ADDENDA_13: Final = _layout(
    "7", "type:2=13 name:35 qualifier:2 bank:34 country:3 reserved:10 entry_sequence:7#"
)
ADDENDA_14: Final = _layout(
    "7", "type:2=14 name:35 qualifier:2 bank:34 country:3 reserved:10 entry_sequence:7#"
)
ADDENDA_15: Final = _layout(
    "7", "type:2=15 identification:15 street:35 reserved:34 entry_sequence:7#"
)
ADDENDA_16: Final = _layout("7", "type:2=16 city:35 country:35 reserved:14 entry_sequence:7#")
ADDENDA_17: Final = _layout("7", "type:2=17 information:80 sequence:4# entry_sequence:7#")
ADDENDA_18: Final = _layout(
    "7",
    "type:2=18 name:35 qualifier:2 bank:34 country:3 reserved:6 sequence:4# entry_sequence:7#",
)
BATCH_CONTROL: Final = _layout(
    "8",
    "service_class:3# count:6# hash:10# debit:12# credit:12# company_id:10 authentication:19 "
    "reserved:6 odfi:8 number:7#",
)
ADV_BATCH_CONTROL: Final = _layout(
    "8",
    "service_class:3# count:6# hash:10# debit:20# credit:20# operator_data:19 odfi:8 number:7#",
)
FILE_CONTROL: Final = _layout(
    "9", "batches:6# blocks:6# count:8# hash:10# debit:12# credit:12# reserved:39"
)
ADV_FILE_CONTROL: Final = _layout(
    "9", "batches:6# blocks:6# count:8# hash:10# debit:20# credit:20# reserved:23"
)

ADDENDA: Final = {
    each.constants["type"]: each
    for each in (
        *(ADDENDA_02, ADDENDA_05, ADDENDA_98, ADDENDA_99, ADDENDA_10, ADDENDA_11, ADDENDA_12),
        *(ADDENDA_13, ADDENDA_14, ADDENDA_15, ADDENDA_16, ADDENDA_17, ADDENDA_18),
    )
}

SERVICE_CLASSES: Final = frozenset({200, 220, 225, 280})
MIXED, CREDITS, DEBITS, ADVICES = 200, 220, 225, 280
ENTRY_CLASSES: Final = frozenset(
    [
        "ACK",
        "ADV",
        "ARC",
        "ATX",
        "BOC",
        "CCD",
        "CIE",
        "COR",
        "CTX",
        "DNE",
        "ENR",
        "IAT",
        "MTE",
        "POP",
        "POS",
        "PPD",
        "RCK",
        "SHR",
        "TEL",
        "TRC",
        "TRX",
        "WEB",
        "XCK",
    ]
)
_ENTRIES: Final = {
    "ADV": ADV_ENTRY,
    "ATX": CTX_ENTRY,
    "CTX": CTX_ENTRY,
    "ENR": CTX_ENTRY,
    "IAT": IAT_ENTRY,
    "TRX": CTX_ENTRY,
}


def of_entry(entry_class: str) -> Layout:
    """Return the layout of a standard entry class's entries."""
    return _ENTRIES.get(entry_class, ENTRY)


def is_credit(code: int) -> bool | None:
    """Tell whether a transaction code credits (True) or debits an account; None of no such code.

    The second digit tells: 1 to 4 credit, 6 to 9 debit. Accounting advices (81 to 88) take turns.
    """
    account, what = divmod(code, 10)
    if account == 8 and 1 <= what <= 8:
        return what % 2 == 1
    if account not in {2, 3, 4, 5}:
        return None
    if 1 <= what <= 4:
        return True
    return False if 6 <= what <= 9 else None
