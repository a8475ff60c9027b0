"""Faults by order: what goes wrong with the next messages, as the wire's page lists them."""

from dataclasses import dataclass

KINDS = frozenset({
    "delay", "drop_request", "drop_answer", "twice", "late", "close", "split", "merge",
    "wrong_mac", "wrong_amount", "wrong_currency", "no_terminal", "garbage", "sign_off",
    "stand_in",
})  # fmt: skip
_REPEATS = {"0101": "0100", "0401": "0400", "0421": "0420"}
_TARGETS = frozenset({"0100", "0400", "0420", "0800"})


class UnknownFault(ValueError):
    """An order that the network does not understand."""


@dataclass(slots=True)
class Order:
    """One kind of fault for the next `count` messages of type `on`; `network` "" is any."""

    kind: str
    count: int = 1
    seconds: float = 1.0
    on: str = "0100"
    network: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            message = f"kind must be one of {', '.join(sorted(KINDS))}"
            raise UnknownFault(message)
        if self.on not in _TARGETS:
            message = f"on must be one of {', '.join(sorted(_TARGETS))}"
            raise UnknownFault(message)


class Faults:
    """The orders that are not used up, oldest first."""

    def __init__(self) -> None:
        self._orders: list[Order] = []

    def add(self, order: Order) -> None:
        """Take an order."""
        self._orders.append(order)

    def clear(self) -> None:
        """Forget every order."""
        self._orders.clear()

    @property
    def waiting(self) -> int:
        """How many messages are still to go wrong."""
        return sum(order.count for order in self._orders)

    def take(self, network: str, mti: str) -> Order | None:
        """Return the order that meets this message, one less of it left; None for none."""
        if not self._orders:
            return None
        kind_of = _REPEATS.get(mti, mti)
        for order in self._orders:
            if order.on == kind_of and order.network in {"", network}:
                order.count -= 1
                if order.count <= 0:
                    self._orders.remove(order)
                return order
        return None
