"""What the set says, read and checked: every reference leads somewhere."""

from __future__ import annotations

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

from bankcore.demo.berka import files
from bankcore.demo.berka.files import Line
from bankcore.ledger import public as ledger

_CREDITS: Final = {"PRIJEM", "credit"}
_DEBITS: Final = {"VYDAJ", "VYBER", "withdrawal", "withdrawal in cash"}
_INTEREST: Final = {"UROK", "interest credited"}
_PENALTY: Final = {"SANKC. UROK", "sanction interest if negative balance"}
_FEE: Final = {"SLUZBY", "payment for statement"}
_CASH: Final = {"VKLAD", "VYBER", "credit in cash", "withdrawal in cash"}
_ELSEWHERE: Final = {
    *("VYBER KARTOU", "PREVOD Z UCTU", "PREVOD NA UCET"),
    *("credit card withdrawal", "collection from another bank", "remittance to another bank"),
}

# What is kept for later parts is checked now, while file and line can still be named.
_CHECKED: Final[dict[str, dict[str, Callable[[str], object]]]] = {
    "account": {"date": files.day, "frequency": str},
    "disp": {"type": str},
    "card": {"type": str, "issued": files.day},
    "order": {"amount": files.minor_units},
    "loan": {"date": files.day, "amount": files.minor_units, "payments": files.minor_units},
}


class Row(NamedTuple):
    """One transaction of the set; amounts in hellers, credit positive."""

    trans_id: int
    account_id: int
    day: date
    amount: int
    balance: int
    kind: ledger.TransactionKind
    counter_gl: str
    is_interest: bool
    narrative: str

    @property
    def facts(self) -> tuple[object, ...]:
        """What both forms of the set say alike; their words differ, and some are in one only."""
        return self[:-1]

    @property
    def booked(self) -> tuple[object, ...]:
        """What the books are asked for: the set's balance is compared with them, not booked."""
        return (
            *(self.trans_id, self.account_id, self.day.isoformat(), self.amount),
            *(int(self.kind), self.counter_gl),
        )


@dataclass(frozen=True, slots=True)
class Account:
    """An account of the set, and the client who owns it."""

    account_id: int
    owner_id: int
    opened_on: date


@dataclass(frozen=True, slots=True)
class Berka:
    """The whole set: transactions in the order in which they are posted."""

    accounts: dict[int, Account]
    rows: list[Row]
    others: dict[str, dict[int, dict[str, str]]]


def read(directory: Path) -> Berka:
    """Read and check the whole set before anything is posted. Raises files.BadFile."""
    others = {
        "district": _table(directory, "district", {}),
        "client": _table(directory, "client", {}),
    }
    opened = others["account"] = _table(directory, "account", {"district_id": others["district"]})
    others["disp"] = _table(
        directory, "disp", {"client_id": others["client"], "account_id": opened}
    )
    others["card"] = _table(directory, "card", {"disp_id": others["disp"]})
    others["order"] = _table(directory, "order", {"account_id": opened})
    others["loan"] = _table(directory, "loan", {"account_id": opened})
    owners = {
        int(disp["account_id"]): int(disp["client_id"])
        for disp in others["disp"].values()
        if disp["type"].upper() == "OWNER"
    }
    accounts = {}
    for line in files.lines(directory, "account"):
        account_id = line.read("account_id", files.whole_number)
        if account_id not in owners:
            line.fail(f"account {account_id} has no owner in disp")
        opened_on = line.read("date", files.day)
        accounts[account_id] = Account(account_id, owners[account_id], opened_on)
    return Berka(accounts, _rows(directory, accounts), others)


def _table(
    directory: Path, name: str, references: dict[str, dict[int, dict[str, str]]]
) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    for line in files.lines(directory, name):
        # The original form names a district's key A1.
        column = "A1" if name == "district" and "A1" in line.values else f"{name}_id"
        key = line.read(column, files.whole_number)
        for reference, known in references.items():
            _known(line, reference, known)
        for checked, reader in _CHECKED.get(name, {}).items():
            line.read(checked, reader)
        if found.setdefault(key, line.values) != line.values:
            line.fail(f"{name} {key} stands elsewhere with other contents")
    return found


def _rows(directory: Path, accounts: dict[int, Account]) -> list[Row]:
    """Return every transaction once, by day; credits of a day first.

    The files do not keep the order within a day; credits first takes no account lower than its
    bank let it go.
    """
    found: dict[int, Row] = {}
    for line in files.lines(directory, "trans"):
        row = _row(line, accounts)
        if found.setdefault(row.trans_id, row).facts != row.facts:
            line.fail(f"transaction {row.trans_id} stands elsewhere with other contents")
    return sorted(found.values(), key=lambda row: (row.day, row.amount < 0))


def _row(line: Line, accounts: dict[int, Account]) -> Row:
    amount = line.read("amount", files.minor_units)
    kind, counter_gl = _booking(line)
    symbol = line.read("k_symbol", str)
    if amount <= 0:
        line.fail("amount: it must be more than zero")
    return Row(
        trans_id=line.read("trans_id", files.whole_number),
        account_id=_known(line, "account_id", accounts),
        day=line.read("date", files.day),
        amount=line.read("type", _sign) * amount,
        balance=line.read("balance", files.minor_units),
        kind=kind,
        counter_gl=counter_gl,
        is_interest=symbol in _INTEREST | _PENALTY,
        narrative=" ".join(filter(None, (line.read("operation", str), symbol))),
    )


def _sign(word: str) -> int:
    if word in _CREDITS:
        return 1
    if word in _DEBITS:
        return -1
    message = f"{word!r} is neither a credit nor a debit"
    raise ValueError(message)


def _booking(line: Line) -> tuple[ledger.TransactionKind, str]:
    """Return the transaction's kind and the general-ledger line on its other side."""
    symbol, operation = line.read("k_symbol", str), line.read("operation", str)
    if symbol in _INTEREST:
        return ledger.TransactionKind.INTEREST, "5000"
    if symbol in _PENALTY:
        return ledger.TransactionKind.INTEREST, "4000"
    if symbol in _FEE:
        return ledger.TransactionKind.FEE, "4100"
    if operation in _CASH:
        deposit = line.read("type", _sign) > 0
        kind = ledger.TransactionKind
        return (kind.DEPOSIT if deposit else kind.WITHDRAWAL), "1000"
    if operation not in _ELSEWHERE:
        line.fail(f"operation: {operation!r} is none of the set's")
    return ledger.TransactionKind.PAYMENT, "2100"


def _known(line: Line, column: str, known: Container[int]) -> int:
    key = line.read(column, files.whole_number)
    if key not in known:
        line.fail(f"{column}: there is no {key}")
    return key
