"""One clearing house: takes the bank's files, answers, settles, sends back, pays in."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path

from bankcore.counterparties.clearing_house import ach, moment, recalls, sepa, statement
from bankcore.counterparties.clearing_house.faults import Faults
from bankcore.counterparties.clearing_house.payments import Asked, Payment, Sent, Wrong
from bankcore.counterparties.clearing_house.rules import CHANGED, RETURNED_AFTER, fate
from bankcore.counterparties.clearing_house.store import Store

_CURRENCIES = {"sepa": "EUR", "ach": "USD"}
_UNREADABLE = {"sepa": "FF01", "ach": "R26"}
_REPEATED = {"sepa": "AM05", "ach": "R24"}


class House:
    """A network by its name, `sepa` or `ach`; callers hold the program's lock."""

    def __init__(self, network: str, store: Store, folder: Path, faults: Faults) -> None:
        self.network = network
        self._store = store
        self._folder = folder
        self._faults = faults
        for name in ("in", "out"):
            (folder / network / name).mkdir(parents=True, exist_ok=True)

    def look(self) -> int:
        """Work on every new file of the bank's; returns how many. Each is one transaction."""
        done = 0
        inbox = self._folder / self.network / "in"
        for path in sorted(inbox.iterdir(), key=lambda each: (each.stat().st_mtime_ns, each.name)):
            if path.name.startswith(".") or self._store.knows(self.network, path.name):
                continue
            if self._faults.take("silent"):
                return done
            with self._store.connection:
                self._take(path.name, path.read_bytes())
            self._store.write_what_is_kept(self._folder)
            done += 1
        return done

    def clear(self, day: date) -> Mapping[str, object]:
        """End a day: what is due settles, what comes back goes out, the statement is written."""
        with self._store.connection:
            self._settle_debits(day.isoformat())
            self._send_back(day)
            name = self._state(day.isoformat())
        self._store.write_what_is_kept(self._folder)
        return {"network": self.network, "statement": name}

    def credit(self, account: str, minor: int, name: str, day: date) -> Mapping[str, object]:
        """Pay into an account of the bank's."""
        with self._store.connection:
            number = self._store.number("payment")
            own = self._own("incoming")
            if self.network == "sepa":
                payment = Payment(
                    transaction=f"CH{number:012d}",
                    end_to_end=f"E{number}",
                    minor=minor,
                    account=account,
                    name=name,
                )
                content = sepa.transfers(own, day.isoformat(), [payment])
            else:
                content = ach.write([ach.credit(account, minor, name, number)], day)
            self._store.book(self.network, day.isoformat(), own, minor)
            self._put(own, content)
        self._store.write_what_is_kept(self._folder)
        return {"message": own, "transaction": f"CH{number:012d}"}

    def recall(self, original: str, payment: Payment, day: str, code: str) -> Mapping[str, object]:
        """Ask for a payment back that one of the bank's customers got."""
        with self._store.connection:
            own = self._own("recall")
            self._put(own, recalls.recall(own, original, payment, day, code))
        self._store.write_what_is_kept(self._folder)
        return {"message": own}

    def collect(self, asked: Asked, day: date) -> Mapping[str, object]:
        """Collect from an account of the bank's, on this day: it is due when the day ends."""
        with self._store.connection:
            number = self._store.number("payment")
            own = self._own("collections")
            told = ach.debit(asked.account, asked.minor, asked.name, number)
            sepa_id = f"CH{number:012d}"
            payment = Payment(
                transaction=sepa_id if self.network == "sepa" else told.trace,
                end_to_end=f"E{number}",
                minor=asked.minor,
                account=asked.account,
                name=asked.name,
                is_debit=True,
            )
            if self.network == "sepa":
                content = sepa.collection(own, day.isoformat(), payment, asked)
            else:
                content = ach.write([told], day)
            sent = Sent(kind="debits", message=own, day=day.isoformat(), payments=(payment,))
            self._store.add(self.network, sent, payment, "ASKED", "")
            self._put(own, content)
        self._store.write_what_is_kept(self._folder)
        return {"message": own, "transaction": payment.transaction}

    def _take(self, name: str, data: bytes) -> None:
        stem = name.rpartition(".")[0]
        try:
            sent = self._read(stem, data)
        except Wrong as wrong:
            self._store.receive(self.network, name, data, None)
            self._answer(name, stem, "credits", wrong.code, [])
            return
        self._store.receive(self.network, name, data, sent.message)
        if sent.kind == "returns":
            self._take_returns(name, sent)
        elif sent.kind == "recall":
            self._take_recall(sent)
        elif sent.kind not in {"status", "refusal"}:
            self._take_payments(name, sent)

    def _read(self, stem: str, data: bytes) -> Sent:
        if self._faults.take("reject_file"):
            raise Wrong(_UNREADABLE[self.network])
        sent = sepa.read(data) if self.network == "sepa" else ach.read(stem, data)
        if self._store.has_come(self.network, data, sent.message):
            raise Wrong(_REPEATED[self.network])
        return sent

    def _take_payments(self, name: str, sent: Sent) -> None:
        rejected, total = [], 0
        for payment in sent.payments:
            found = fate(self.network, payment.minor)
            state = "TAKEN" if payment.is_debit else "SETTLED"
            if found.reason and not found.later:
                state = "REJECTED" if self.network == "sepa" else "SENT_BACK"
                rejected.append((payment.transaction, found.reason))
            elif found.reason:
                state = f"{state}_COMES_BACK"
            if state == "SENT_BACK" and not payment.is_debit:
                state = "SETTLED_COMES_BACK"  # an ACH credit settles, whatever comes of it
            if state.startswith("SETTLED"):
                total += payment.minor
            self._store.add(self.network, sent, payment, state, found.reason)
        self._answer(name, sent.message, sent.kind, "", rejected)
        if sent.kind == "credits":
            self._store.book(self.network, sent.day, sent.message, -total)
        # An ACH debit that does not go through comes back at once, and never settles: the return
        # is dated before it is due.
        unsettled = self._store.payments(self.network, "SENT_BACK", "9999")
        self._put_returns(unsettled, date.fromisoformat(sent.day) - timedelta(days=1))

    def _take_returns(self, name: str, sent: Sent) -> None:
        minor = 0
        for each in sent.payments:
            if not each.is_debit:
                minor -= each.minor
            elif self._store.take_back(self.network, each.transaction, each.minor):
                minor += each.minor
        self._store.book(self.network, sent.day, sent.message, minor)
        self._answer(name, sent.message, sent.kind, "", [])

    def _take_recall(self, sent: Sent) -> None:
        """Give recalled money back at once, or say no, or nothing."""
        (asked,) = sent.payments
        found = self._store.settled(self.network, asked.transaction)
        code = recalls.answer(asked.minor) if found else recalls.NEVER_CAME
        if code is None:
            return
        if code or found is None:
            own = self._own("refusal")
            self._put(own, recalls.refusal(own, sent.message, sent.original, asked, code))
            return
        identity, message, payment = found
        latest = self._store.latest_day(self.network)
        day = date.fromisoformat(latest) if latest else moment.now().date()
        back = [(identity, message, recalls.FOLLOWED, payment)]
        own = self._put_returns(back, day)
        self._store.book(self.network, day.isoformat(), own, payment.minor)

    def _answer(
        self, name: str, original: str, kind: str, reason: str, rejected: list[tuple[str, str]]
    ) -> None:
        for _ in range(2 if self._faults.take("answer_twice") else 1):
            own = self._own("status" if self.network == "sepa" else "ack")
            if self.network == "sepa":
                group = "RJCT" if reason else "PART" if rejected else "ACCP"
                content = sepa.status(
                    own, original, kind, group=group, reason_code=reason, rejected=rejected
                )
                self._put(own, content)
            else:
                self._put(own, ach.acknowledgement(name, reason), "csv")

    def _settle_debits(self, day: str) -> None:
        """Pay the bank what it collected and is due, and take what others collected from it."""
        sums: defaultdict[str, int] = defaultdict(int)
        for state in ("TAKEN", "TAKEN_COMES_BACK"):
            for identity, message, _, payment in self._store.payments(self.network, state, day):
                sums[message] += payment.minor
                self._store.move([identity], state.replace("TAKEN", "SETTLED"))
        for state, drawn in (("ASKED", "DRAWN"), ("ASKED_GIVEN_BACK", "GIVEN_BACK")):
            for identity, message, _, payment in self._store.payments(self.network, state, day):
                sums[message] -= payment.minor
                self._store.move([identity], drawn)
        for message, minor in sums.items():
            self._store.book(self.network, day, message, minor)

    def _send_back(self, day: date) -> None:
        """Return what comes back after settlement."""
        if self.network == "ach":
            self._tell_changes(day)
        back = [
            each
            for days in RETURNED_AFTER
            for each in self._store.payments(
                self.network, "SETTLED_COMES_BACK", (day - timedelta(days=days)).isoformat()
            )
            if fate(self.network, each[3].minor).days == days
        ]
        own = self._put_returns(back, day)
        if own:
            total = sum(-each.minor if each.is_debit else each.minor for _, _, _, each in back)
            self._store.book(self.network, day.isoformat(), own, total)

    def _put_returns(self, found: list[tuple[int, str, str, Payment]], day: date) -> str:
        """Write returns and say under which name; twice under two where a fault has it so."""
        if not found:
            return ""
        own = self._own("returns")
        self._put(own, self._returns(own, day, found))
        if self._faults.take("return_twice"):
            again = self._own("returns")
            self._put(again, self._returns(again, day, found))
        self._store.move([each[0] for each in found], "RETURNED")
        return own

    def _returns(self, own: str, day: date, found: list[tuple[int, str, str, Payment]]) -> bytes:
        if self.network == "ach":
            told = [
                ach.returned(payment, reason, self._store.number("payment"))
                for _, _, reason, payment in found
            ]
            return ach.write(told, day)
        return sepa.returns(
            own,
            day.isoformat(),
            [
                (f"{own}-{number}", message, payment, reason)
                for number, (_, message, reason, payment) in enumerate(found, 1)
            ],
        )

    def _tell_changes(self, day: date) -> None:
        found = [
            (identity, payment)
            for identity, _, _, payment in self._store.payments(
                self.network, "SETTLED", day.isoformat()
            )
            if payment.minor % 100 == CHANGED
        ]
        if found:
            told = [ach.changed(each, self._store.number("payment")) for _, each in found]
            self._put(self._own("changes"), ach.write(told, day))
            self._store.move([identity for identity, _ in found], "CHANGED")

    def _state(self, day: str) -> str:
        entries = self._store.unstated(self.network, day)
        compact = day.replace("-", "")
        number = self._store.number(f"statement/{self.network}/{compact}")
        name = f"nostro-{compact}-{number:03d}"
        opening = self._store.state_entries(self.network, day, name)
        content = statement.write(
            f"{self.network}-{name}",
            account=f"NOSTRO-{_CURRENCIES[self.network]}",
            currency=_CURRENCIES[self.network],
            day=day,
            opening=opening,
            entries=entries,
        )
        self._store.put(self.network, f"{name}.xml", content)
        return name

    def _own(self, kind: str) -> str:
        return f"{self.network}-{kind}-{self._store.number(f'{self.network}/{kind}'):06d}"

    def _put(self, own: str, content: bytes, ending: str = "") -> None:
        ending = ending or ("xml" if self.network == "sepa" else "ach")
        content = self._faults.spoil(content)
        self._store.put(self.network, f"{own}.{ending}", content)
        if self._faults.take("repeat"):
            self._store.put(self.network, f"{own}-again.{ending}", content)
