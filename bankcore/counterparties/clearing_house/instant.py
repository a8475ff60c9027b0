"""The instant service: one payment a message, answered at once, each way; money moves with the yes.

A payment that the bank asks about and that never came is rejected then, for good: should it come
later, it finds that answer. One to the bank waits for its answer for so many seconds, and the payer
has the money back after them, whatever the bank says later.
"""

from collections.abc import Mapping
from datetime import timedelta

from bankcore.counterparties.clearing_house import instant_messages, moment, sepa
from bankcore.counterparties.clearing_house.instant_messages import Asked
from bankcore.counterparties.clearing_house.payments import Payment, Sent
from bankcore.counterparties.clearing_house.rules import fate
from bankcore.counterparties.clearing_house.store import Store

_NETWORK = "sepa"
_NEVER_CAME, _TOO_LATE, _REPEATED = "NOOR", "AB05", "AM05"
_YES = frozenset({"ACCP", "ACSC", "ACSP"})


class Instant:
    """SEPA's instant payments; callers hold the program's lock."""

    def __init__(self, store: Store, seconds: float) -> None:
        self._store = store
        self._seconds = seconds

    def take(self, data: bytes) -> bytes:
        """Return the answer to a message of the bank's; raises Wrong."""
        asked = instant_messages.read(data)
        with self._store.connection:
            if asked.kind == "pay":
                return self._pay(asked)
            if asked.kind == "ask" and self._store.incoming(asked.message) is None:
                return self._told(asked)
            return self._answered(asked)

    def next_waiting(self) -> bytes | None:
        """Return the oldest payment to the bank that waits for its answer."""
        with self._store.connection:
            self._give_up()
            return self._store.oldest_waiting()

    def credit(self, payment: Payment, day: str) -> Mapping[str, object]:
        """Pay one of the bank's customers at once."""
        now = moment.now()
        with self._store.connection:
            number = self._store.number("payment")
            message, transaction = f"sepa-instant-{number:06d}", f"CI{number:012d}"
            told = Payment(
                transaction=transaction,
                end_to_end=f"E{number}",
                minor=payment.minor,
                account=payment.account,
                name=payment.name,
                bank=payment.bank,
            )
            content = sepa.transfers(message, day, [told], instant_at=now)
            row = (message, transaction, payment.minor, day, now.timestamp(), content)
            self._store.add_incoming(row)
        return {"message": message, "transaction": transaction}

    def _pay(self, asked: Asked) -> bytes:
        known = self._store.payment_of(_NETWORK, asked.message)
        if known is None:
            known = self._decide(asked)
        elif known[2] != asked.minor and known[1] != _NEVER_CAME:
            return self._status(asked, "RJCT", _REPEATED)
        return self._of_state(asked, *known[:2])

    def _decide(self, asked: Asked) -> tuple[str, str, int]:
        found = fate(_NETWORK, asked.minor)
        state, reason = "SETTLED", found.reason
        if asked.accepted_at is None or self._is_late(asked):
            state, reason = "REJECTED", _TOO_LATE
        elif found.reason:
            state = "SETTLED_COMES_BACK" if found.later else "REJECTED"
        self._add(asked, state, reason)
        if state.startswith("SETTLED"):
            self._store.book(_NETWORK, asked.day, asked.message, -asked.minor)
        return state, reason, asked.minor

    def _is_late(self, asked: Asked) -> bool:
        assert asked.accepted_at is not None  # noqa: S101 - asked before
        return moment.now() - asked.accepted_at > timedelta(seconds=self._seconds)

    def _told(self, asked: Asked) -> bytes:
        """Say what became of a payment of the bank's; one that never came is rejected now."""
        known = self._store.payment_of(_NETWORK, asked.message)
        if known is None:
            self._add(asked, "REJECTED", _NEVER_CAME)
            known = ("REJECTED", _NEVER_CAME, 0)
        return self._of_state(asked, *known[:2])

    def _add(self, asked: Asked, state: str, reason: str) -> None:
        payment = Payment(
            transaction=asked.transaction,
            end_to_end=asked.end_to_end,
            minor=asked.minor,
            account=asked.account,
            name=asked.name,
        )
        sent = Sent(kind="credits", message=asked.message, day=asked.day, payments=(payment,))
        self._store.add(_NETWORK, sent, payment, state, reason)

    def _of_state(self, asked: Asked, state: str, reason: str) -> bytes:
        if state == "REJECTED":
            return self._status(asked, "RJCT", reason)
        return self._status(asked, "ACCP", "")

    def _answered(self, asked: Asked) -> bytes:
        """Take the bank's answer to a payment, or its question about it, and say how it stands."""
        self._give_up()
        row = self._store.incoming(asked.message)
        if row is None or row[0] != asked.transaction:
            return self._status(asked, "RJCT", _NEVER_CAME)
        _, state, reason, minor, day = row
        if state == "WAITING" and asked.kind == "answer":
            taken = asked.status in _YES
            state, reason = ("SETTLED", "") if taken else ("REJECTED", asked.reason)
            self._store.move_incoming(asked.message, state, reason)
            if taken:
                self._store.book(_NETWORK, day, asked.message, minor)
        said = {"WAITING": "PDNG", "SETTLED": "ACSC"}.get(state, "RJCT")
        return self._status(asked, said, reason if said == "RJCT" else "")

    def _give_up(self) -> None:
        until = moment.now() - timedelta(seconds=self._seconds)
        self._store.give_up_incoming(until.timestamp(), _TOO_LATE)

    def _status(self, asked: Asked, said: str, reason: str) -> bytes:
        own = f"sepa-said-{self._store.number('sepa/said'):06d}"
        return instant_messages.status(
            own, asked.message, asked.transaction, said=said, reason=reason
        )
