"""What the house does wrong when it is told to."""

from collections import Counter

KINDS = frozenset(
    {"truncate", "wrong_sum", "repeat", "answer_twice", "return_twice", "silent", "reject_file"}
    | {f"instant_{each}" for each in ("lost", "silent", "slow", "garbage", "unsigned")}
)


class Faults:
    """Faults that wait for their turn, each so many times."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()

    @property
    def waiting(self) -> dict[str, int]:
        """Return what waits."""
        return {kind: count for kind, count in self._waiting.items() if count}

    def add(self, kind: str, count: int) -> None:
        """Have a fault happen the next `count` times; raises ValueError for one that is none."""
        if kind not in KINDS or not 0 < count < 1_000:
            message = f"A fault is one of {', '.join(sorted(KINDS))}, 1 to 999 times."
            raise ValueError(message)
        self._waiting[kind] += count

    def clear(self) -> None:
        """Forget what waits."""
        self._waiting.clear()

    def take(self, kind: str) -> bool:
        """Tell whether the fault happens now."""
        if self._waiting[kind] <= 0:
            return False
        self._waiting[kind] -= 1
        return True

    def spoil(self, content: bytes) -> bytes:
        """Return a file as faults leave it: cut short, or with a sum that is not its own."""
        if self.take("truncate"):
            return content[: len(content) * 2 // 3]
        if self.take("wrong_sum"):
            for start in (b"<NbOfTxs>", b"\n9000"):
                place = content.find(start)
                if place >= 0:
                    at = place + len(start)
                    return content[:at] + b"7" + content[at + 1 :]
        return content
