"""The end of a network's day: everything in one transaction, files after it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from bankcore.counterparties.card_network.clearing import checks, disputes, money
from bankcore.counterparties.card_network.clearing.base2 import Base2
from bankcore.counterparties.card_network.clearing.ipm import Ipm
from bankcore.counterparties.card_network.clearing.records import (
    BadFile,
    ClearingFile,
    Format,
    Kind,
    Record,
    Rejection,
    Taken,
)
from bankcore.counterparties.card_network.clearing.statement import Booking, statement
from bankcore.counterparties.card_network.store import Store

FORMATS: dict[str, Format] = {"visa": Base2(), "mastercard": Ipm()}
# A refund may stand before its purchase in a file: purchases are taken first.
_ORDER = [Kind.PRESENTMENT, Kind.REFUND, Kind.REPRESENTMENT, Kind.CHARGEBACK]


@dataclass(slots=True)
class Day:
    """A network's business day while it ends."""

    store: Store
    network: str
    date: date
    now: datetime
    incoming: list[Record] = field(default_factory=list)
    paid: list[Record] = field(default_factory=list)
    files: list[str] = field(default_factory=list)

    def end(self, inbox: Sequence[tuple[str, bytes]]) -> list[str]:
        """Take the inbox's files, and keep what is to be written; return the files' names."""
        for name, content in inbox:
            self._take_file(name, content)
        charged = disputes.chargebacks(self.store, self.network)
        self.paid += charged
        self.incoming += charged
        if self.incoming:
            self._write_incoming()
        if self.paid:
            self._pay()
        return self.files

    def _take_file(self, name: str, content: bytes) -> None:
        form = FORMATS[self.network]
        taken: list[Taken] = []
        try:
            read = form.read(content)
            self._refuse_a_second(read.file_id)
        except BadFile as refused:
            file_id, accepted = refused.file_id or self._identity_in(name), False
            rejections = [Rejection(0, "", "0009")]
        else:
            file_id, accepted = read.file_id, True
            rejections, taken = self._take_records(read)
        self.store.run(
            "INSERT OR REPLACE INTO inbox VALUES (?, ?, ?, ?, ?)",
            *(self.network, name, content, file_id, int(accepted)),
        )
        stem = name.removesuffix(".dat")
        content = form.acknowledge(file_id, rejections, taken)
        self._keep(f"{self.network}-ack-{stem}.dat", "ack", content)

    def _identity_in(self, name: str) -> str:
        """Return the identity that a file's name tells, where the file itself does not."""
        *_, day, sequence = ["", "", *name.removesuffix(".dat").split("-")]
        is_told = len(day) == 8 and (day + sequence).isdecimal()
        form = FORMATS[self.network]
        return form.file_id(day[2:], int(sequence)) if is_told else ""

    def _refuse_a_second(self, file_id: str) -> None:
        row = self.store.one(
            "SELECT 1 FROM inbox WHERE network = ? AND file_id = ? AND accepted",
            *(self.network, file_id),
        )
        if row is not None:
            message = "a file with this identity came before"
            raise BadFile(message, file_id)

    def _take_records(self, read: ClearingFile) -> tuple[list[Rejection], list[Taken]]:
        rejections = []
        sums: dict[str, list[int]] = defaultdict(list)
        for record in sorted(read.records, key=lambda each: _ORDER.index(each.kind)):
            error = checks.take(self.store, self.network, record)
            if error:
                rejections.append(Rejection(record.number, record.arn, error))
                continue
            signed = -record.amount if record.kind is Kind.REFUND else record.amount
            sums[record.currency].append(signed)
            self._follow(record)
        taken = [Taken(name, len(each), sum(each)) for name, each in sorted(sums.items())]
        return sorted(rejections, key=lambda each: each.number), taken

    def _follow(self, record: Record) -> None:
        """Pay what was taken, or let the cardholder's bank answer it first."""
        if record.kind is not Kind.REPRESENTMENT:
            self.paid.append(record)
            disputes.dispute_by_itself(self.store, self.network, record)
            return
        answer = disputes.answer(self.store, self.network, record)
        self.incoming.append(answer)
        if answer.kind is Kind.REPRESENTMENT:
            self.paid.append(answer)

    def _write_incoming(self) -> None:
        form, sequence = FORMATS[self.network], self._next("incoming")
        content = form.write(form.file_id(f"{self.date:%y%m%d}", sequence), self.incoming)
        self._keep(f"{self.network}-incoming-{self._stamp(sequence)}.dat", "incoming", content)

    def _pay(self) -> None:
        """Advise each currency, and let the settlement bank book it."""
        by_currency: dict[str, list[money.Item]] = defaultdict(list)
        for record in self.paid:
            by_currency[record.currency].append(money.item(record))
        bookings = []
        for number, items in sorted(by_currency.items()):
            sequence = self._next("advice")
            currency = money.currency(number)
            reference = f"{self.network[0].upper()}{self.date:%Y%m%d}{sequence:03d}{currency.code}"
            content = money.advice(
                network=self.network, day=self.date.isoformat(), currency_code=currency.code,
                items=items, reference=reference,
            )  # fmt: skip
            self._keep(f"{self.network}-advice-{self._stamp(sequence)}.csv", "advice", content)
            net = money.total(items).net
            bookings.append(self._book(currency.code, currency.exponent or 0, net, reference))
        sequence = self._next("nostro")
        name = f"nostro-{self._stamp(sequence)}"
        message_id = f"{self.network[0].upper()}-{name}"
        content = statement(message_id, day=self.date, now=self.now, bookings=bookings)
        self._keep(f"{name}.xml", "nostro", content)

    def _book(self, code: str, exponent: int, net: int, reference: str) -> Booking:
        row = self.store.one(
            "SELECT balance FROM nostro WHERE network = ? AND currency = ?", self.network, code
        )
        opening = row["balance"] if row else 0
        self.store.run(
            "INSERT OR REPLACE INTO nostro VALUES (?, ?, ?)", self.network, code, opening + net
        )
        return Booking(
            account=f"{self.network.upper()}-NOSTRO-{code}",
            currency=code,
            exponent=exponent,
            opening=opening,
            net=net,
            reference=reference,
            text=f"Settlement {self.network} {self.date.isoformat()}",
        )

    def _next(self, what: str) -> int:
        row = self.store.one(
            "SELECT count(*) FROM outbox WHERE network = ? AND day = ? AND what = ?",
            *(self.network, self.date.isoformat(), what),
        )
        return (row[0] if row else 0) + 1

    def _stamp(self, sequence: int) -> str:
        return f"{self.date:%Y%m%d}-{sequence:03d}"

    def _keep(self, name: str, what: str, content: bytes) -> None:
        self.store.run(
            "INSERT OR REPLACE INTO outbox (network, name, day, what, content) VALUES"
            " (?, ?, ?, ?, ?)",
            *(self.network, name, self.date.isoformat(), what, content),
        )
        self.files.append(name)


def unread(store: Store, folder: Path, network: str) -> list[tuple[str, bytes]]:
    """Return name and content of the inbox's files that are new, or refused and now others."""
    found = []
    for path in sorted((folder / network / "in").glob(f"{network}-clearing-*.dat")):
        row = store.one(
            "SELECT content, accepted FROM inbox WHERE network = ? AND name = ?",
            *(network, path.name),
        )
        if row is not None and row["accepted"]:
            continue
        content = path.read_bytes()
        if row is None or row["content"] != content:
            found.append((path.name, content))
    return found
