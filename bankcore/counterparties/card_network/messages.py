"""What the network answers to each message of the bank: authorisations and reversals."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from sqlite3 import Row

from iso4217 import Currency

from bankcore.counterparties.card_network import challenges, issuer
from bankcore.counterparties.card_network.codec import Message
from bankcore.counterparties.card_network.store import Store

_ECHOED = (2, 3, 4, 7, 11, 32, 37, 41, 42, 49)
FAMILIES = {"0100": "0100", "0101": "0100", "0400": "0400", "0401": "0400"} | {
    "0420": "0420",
    "0421": "0420",
}
_ANSWERS = {"0100": "0110", "0400": "0410", "0420": "0430"}
# What must be there for a decision; a request without it gets 12.
_NEEDED = {"0100": (2, 3, 4, 7, 11, 32, 37, 49), "0400": (7, 11, 90), "0420": (7, 11, 90)}
_REFUND = "20"
_CURRENCIES = frozenset(f"{each.number:04d}" for each in Currency if each.number)
_DONT_HONOUR, _INVALID, _NOT_FOUND = "05", "12", "25"


def answer(mti: str, request: Mapping[int, str], **added: str) -> Message:
    """Return an answer of type `mti`: what is echoed of the request and `added` (de39="00")."""
    fields = {number: request[number] for number in _ECHOED if number in request}
    fields.update({int(name.removeprefix("de")): value for name, value in added.items()})
    return Message(mti, fields)


@dataclass(frozen=True, slots=True)
class Host:
    """One network's host: decides, and keeps what it decided before anybody answers."""

    network: str
    store: Store
    daily_limit: int

    def answer(self, message: Message, now: datetime) -> Message:
        """Return the answer to an authorisation or a reversal, new in the store."""
        family = FAMILIES[message.mti]
        request = message.fields
        reply = _ANSWERS[family]
        if any(number not in request for number in _NEEDED[family]) or not _is_amount(request):
            return answer(reply, request, de39=_INVALID)
        if family == "0100":
            return self._authorise(request, now)
        known = self._reverse(request)
        return answer(reply, request, de39="00" if known else _NOT_FOUND)

    def _authorise(self, request: Mapping[int, str], now: datetime) -> Message:
        first = self._original(request[90]) if 90 in request else None
        day = now.date().isoformat()
        decision = self._decide(request, first, now)
        amount = decision.approved
        number = self._keep(request, decision, first["id"] if first else None, now)
        code = f"{number % 1_000_000:06d}"
        if amount and not _is_refund(request):
            self._spend(request[2], day, amount)
        if first is not None:
            self.store.run(
                "UPDATE authorisation SET standing = standing + ? WHERE id = ?", amount, first["id"]
            )
        if not amount:
            return answer("0110", request, de39=decision.response)
        self.store.run("UPDATE authorisation SET code = ? WHERE id = ?", code, number)
        return answer("0110", request, de4=f"{amount:012d}", de38=code, de39=decision.response)

    def _decide(
        self, request: Mapping[int, str], first: Row | None, now: datetime
    ) -> issuer.Decision:
        if self._was_reversed_before(request):
            return issuer.Decision(_DONT_HONOUR)
        if request[49] not in _CURRENCIES:
            return issuer.Decision(_INVALID)
        if 90 in request:
            if first is None or first["reversed"] or not first["approved"]:
                return issuer.Decision(_NOT_FOUND)
            if first["pan"] != request[2] or first["currency"] != request[49]:
                return issuer.Decision(_INVALID)
        confirmed = challenges.take(self.store, self.network, request) if first is None else None
        if confirmed is False:
            return issuer.Decision(_DONT_HONOUR)
        asked = issuer.Asked(
            pan=request[2],
            amount=int(request[4]),
            expiry=request.get(14, ""),
            entry_mode=request.get(22, ""),
            spent_today=self._spent(request[2], now.date().isoformat()),
            approved_before=request[2] == issuer.ONCE and self._has_approved(request),
            is_refund=_is_refund(request),
            is_confirmed=bool(confirmed) or first is not None,
        )
        return issuer.decide(asked, daily_limit=self.daily_limit, now=now)

    def _keep(
        self,
        request: Mapping[int, str],
        decision: issuer.Decision,
        first: int | None,
        now: datetime,
    ) -> int:
        return self.store.run(
            "INSERT INTO authorisation (network, de7, stan, acquirer, rrn, pan, currency,"
            " processing, acceptor, requested, approved, standing, response, code, first, at)"
            " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, '', ?, ?)",
            self.network,
            *(request[7], request[11], _plain(request[32]), request[37]),
            *(request[2], request[49], request[3], request.get(42, "")),
            int(request[4]),
            decision.approved,
            decision.approved if first is None else 0,
            decision.response,
            first,
            now.isoformat(timespec="milliseconds"),
        )

    def _reverse(self, request: Mapping[int, str]) -> bool:
        """Take back what DE90 names, down to DE95; tell whether it is known."""
        row = self._original(request[90])
        if row is None:
            _, de7, stan, acquirer = _parts(request[90])
            self.store.run(
                "INSERT OR IGNORE INTO unknown_original VALUES (?, ?, ?, ?)",
                *(self.network, de7, stan, acquirer),
            )
            return False
        remains = int(request[95][:12]) if 95 in request else 0
        if row["first"] is None:
            self._reduce_first(row, remains)
        else:
            self._take_off_increment(row, remains)
        return True

    def _reduce_first(self, row: Row, remains: int) -> None:
        """Leave `remains` of an authorisation with its increments; never more than stood."""
        left = min(row["standing"], max(remains, row["presented"]))
        self.store.run(
            "UPDATE authorisation SET standing = ?, reversed = ? WHERE id = ?",
            *(left, int(remains == 0) or row["reversed"], row["id"]),
        )
        self._spend(row["pan"], row["at"][:10], left - row["standing"], row["processing"])

    def _take_off_increment(self, row: Row, remains: int) -> None:
        """Leave `remains` of one increment, and take the rest off the whole.

        Once more finds nothing to take: what is approved is what remains.
        """
        off = max(row["approved"] - remains, 0)
        self.store.run(
            "UPDATE authorisation SET approved = ?, reversed = ? WHERE id = ?",
            *(row["approved"] - off, int(remains == 0), row["id"]),
        )
        self.store.run(
            "UPDATE authorisation SET standing = max(standing - ?, presented) WHERE id = ?",
            *(off, row["first"]),
        )
        self._spend(row["pan"], row["at"][:10], -off, row["processing"])

    def _original(self, de90: str) -> Row | None:
        _, de7, stan, acquirer = _parts(de90)
        return self.store.one(
            "SELECT * FROM authorisation WHERE network = ? AND de7 = ? AND stan = ?"
            " AND acquirer = ? ORDER BY id DESC LIMIT 1",
            *(self.network, de7, stan, acquirer),
        )

    def _was_reversed_before(self, request: Mapping[int, str]) -> bool:
        row = self.store.one(
            "SELECT 1 FROM unknown_original WHERE network = ? AND de7 = ? AND stan = ?"
            " AND acquirer = ?",
            *(self.network, request[7], request[11], _plain(request[32])),
        )
        return row is not None

    def _has_approved(self, request: Mapping[int, str]) -> bool:
        row = self.store.one(
            "SELECT 1 FROM authorisation WHERE pan = ? AND approved > 0 AND acceptor = ?"
            " AND network = ?",
            *(request[2], request.get(42, ""), self.network),
        )
        return row is not None

    def _spent(self, pan: str, day: str) -> int:
        row = self.store.one(
            "SELECT amount FROM spent WHERE network = ? AND pan = ? AND day = ?",
            *(self.network, pan, day),
        )
        return row["amount"] if row else 0

    def _spend(self, pan: str, day: str, amount: int, processing: str = "") -> None:
        if amount == 0 or processing.startswith(_REFUND):
            return
        self.store.run(
            "INSERT INTO spent VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE"
            " SET amount = max(amount + excluded.amount, 0)",
            *(self.network, pan, day, amount),
        )


def _is_refund(request: Mapping[int, str]) -> bool:
    return request[3].startswith(_REFUND)


def _is_amount(request: Mapping[int, str]) -> bool:
    """Tell whether DE95 says a number, where there is one: its characters may be any."""
    return request.get(95, "0")[:12].isdecimal()


def _plain(acquirer: str) -> str:
    return acquirer.lstrip("0")


def _parts(de90: str) -> tuple[str, str, str, str]:
    """Return type, DE7, STAN and acquirer of an original."""
    return de90[:4], de90[10:20], de90[4:10], _plain(de90[20:31])
