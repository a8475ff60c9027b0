"""NACHA files as the operator reads and writes them: by columns, counted from nought."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime

from bankcore.counterparties.clearing_house import moment
from bankcore.counterparties.clearing_house.payments import Payment, Sent, Wrong

_COLUMNS = 94
_OPERATOR = "888888884"
_BANK = "999999992"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """An entry for the bank: a credit, or with `addenda` a return or change of the bank's own."""

    code: str
    account: str
    minor: int
    name: str
    trace: str
    entry_class: str = "PPD"
    addenda: str = ""


def read(message: str, data: bytes) -> Sent:
    """Return what the bank sent; raises Wrong with R17, R25 or R26."""
    lines = data.decode("latin-1").splitlines()
    if any(len(each) != _COLUMNS for each in lines) or len(lines) % 10:
        raise Wrong(code="R17")
    records = [each for each in lines if each != "9" * _COLUMNS]
    if not records or records[0][0] != "1" or records[-1][0] != "9":
        raise Wrong(code="R26")
    payments, day, returned = _entries(records[1:-1])
    _check(records, payments)
    if not payments:
        raise Wrong(code="R26")
    kind = "returns" if returned else "debits" if payments[0].is_debit else "credits"
    settles = datetime.strptime(day, "%y%m%d").replace(tzinfo=UTC).date().isoformat()
    return Sent(kind=kind, message=message, day=settles, payments=tuple(payments))


def _entries(records: Sequence[str]) -> tuple[list[Payment], str, bool]:
    """Return the payments, the day that they settle, and whether they are returns."""
    payments: list[Payment] = []
    day, entry_class, returned = "", "", False
    for line in records:
        if line[0] == "5":
            entry_class, day = line[50:53], line[69:75]
        elif line[0] == "6":
            payments.append(_payment(line, entry_class))
        elif line[0] == "7" and line[1:3] == "99":
            returned = True
            payments[-1] = replace(payments[-1], transaction=line[6:21])
    return payments, day, returned


def _payment(line: str, entry_class: str) -> Payment:
    if not line[29:39].isdigit() or not line[1:12].isdigit():
        raise Wrong(code="R17")
    return Payment(
        transaction=line[79:94],
        end_to_end=line[39:54].strip(),
        minor=int(line[29:39]),
        account=line[12:29].strip(),
        name=line[54:76].strip(),
        bank=line[3:11],
        entry_class=entry_class,
        is_debit=line[2] in "6789",
    )


def _check(records: Sequence[str], payments: Sequence[Payment]) -> None:
    """Compare the file's control with what is in it."""
    control = records[-1]
    entries = [each for each in records if each[0] in "67"]
    hashed = sum(int(each[3:11]) for each in records if each[0] == "6") % 10**10
    debit = sum(each.minor for each in payments if each.is_debit)
    credit = sum(each.minor for each in payments) - debit
    stated = (control[13:21], control[21:31], control[31:43], control[43:55])
    if [*map(int, stated)] != [len(entries), hashed, debit, credit]:
        raise Wrong(code="R25")


def acknowledgement(file: str, reason: str) -> bytes:
    """Return the operator's word on a file."""
    result = "REJECTED" if reason else "ACCEPTED"
    return f"file,result,reason\n{file},{result},{reason}\n".encode()


def returned(payment: Payment, reason: str, number: int) -> Told:
    """Return the entry that gives a payment back to the bank."""
    trace = f"{_OPERATOR[:8]}{number:07d}"
    addenda = f"799{reason}{payment.transaction}{'':6}{payment.bank}{'':44}{trace}"
    code = "26" if payment.is_debit else "21"
    return Told(
        code=code,
        account=payment.account,
        minor=payment.minor,
        name=payment.name,
        trace=trace,
        entry_class=payment.entry_class,
        addenda=addenda,
    )


def changed(payment: Payment, number: int) -> Told:
    """Return the notification that an account has a 9 before its number now."""
    trace = f"{_OPERATOR[:8]}{number:07d}"
    corrected = f"9{payment.account}"[:17]
    addenda = f"798C01{payment.transaction}{'':6}{payment.bank}{corrected:29}{'':15}{trace}"
    return Told(
        code="26" if payment.is_debit else "21",
        account=payment.account,
        minor=0,
        name=payment.name,
        trace=trace,
        entry_class="COR",
        addenda=addenda,
    )


def credit(account: str, minor: int, name: str, number: int) -> Told:
    """Return a credit to an account of the bank."""
    trace = f"{_OPERATOR[:8]}{number:07d}"
    return Told(code="22", account=account, minor=minor, name=name, trace=trace)


def debit(account: str, minor: int, name: str, number: int) -> Told:
    """Return a debit of an account of the bank."""
    trace = f"{_OPERATOR[:8]}{number:07d}"
    return Told(code="27", account=account, minor=minor, name=name, trace=trace)


def write(found: Sequence[Told], day: date) -> bytes:
    """Return a file for the bank, a batch for each entry class."""
    names = f"{'Bankcore Demo Bank':23}{'ACH operator':23}{'':8}"
    lines = [f"101 {_BANK} {_OPERATOR}{moment.now():%y%m%d%H%M}A094101{names}"]
    count = hashed = debit = paid = 0
    classes = sorted({each.entry_class for each in found})
    for number, entry_class in enumerate(classes, 1):
        inside = [each for each in found if each.entry_class == entry_class]
        lines.append(
            f"5200{'Demo Originator':16}{'':20}{'1' + _OPERATOR:10}{entry_class:3}{'PAYMENT':10}"
            f"{'':6}{day:%y%m%d}   1{_OPERATOR[:8]}{number:07d}"
        )
        totals = [0, 0, 0, 0]
        for each in sorted(inside, key=lambda one: one.trace):
            lines.append(
                f"6{each.code}{_BANK}{each.account:17}{each.minor:010d}{'':15}{each.name[:22]:22}"
                f"  {int(bool(each.addenda))}{each.trace}"
            )
            if each.addenda:
                lines.append(each.addenda)
            totals[0] += 2 if each.addenda else 1
            totals[1] += int(_BANK[:8])
            totals[2 if each.code[1] in "6789" else 3] += each.minor
        lines.append(
            f"8200{totals[0]:06d}{totals[1] % 10**10:010d}{totals[2]:012d}{totals[3]:012d}"
            f"{'1' + _OPERATOR:10}{'':19}{'':6}{_OPERATOR[:8]}{number:07d}"
        )
        count, hashed = count + totals[0], hashed + totals[1]
        debit, paid = debit + totals[2], paid + totals[3]
    blocks = -(-(len(lines) + 1) // 10)
    lines.append(
        f"9{len(classes):06d}{blocks:06d}{count:08d}{hashed % 10**10:010d}"
        f"{debit:012d}{paid:012d}{'':39}"
    )
    lines += ["9" * _COLUMNS] * (blocks * 10 - len(lines))
    return ("\n".join(lines) + "\n").encode("latin-1")
