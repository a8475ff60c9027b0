"""Merkle trees over a log that only grows, as RFC 6962 section 2.1 defines them.

A leaf is SHA-256(0x00 || data), a node SHA-256(0x01 || left || right), and the tree over n leaves
splits at the largest power of two below n.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from typing import Final

EMPTY: Final = hashlib.sha256(b"").digest()

# The hash of the perfect subtree that begins at leaf `index << level` and has `1 << level` leaves.
Perfect = Callable[[int, int], bytes]


def leaf_hash(data: bytes) -> bytes:
    """Return the hash of a leaf."""
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of a node."""
    return hashlib.sha256(b"\x01" + left + right).digest()


def folded(hashes: Sequence[bytes]) -> bytes:
    """Return the root over hashes whose number is a power of two."""
    level = list(hashes)
    while len(level) > 1:
        level = [node_hash(*level[at : at + 2]) for at in range(0, len(level), 2)]
    return level[0]


def root(perfect: Perfect, size: int) -> bytes:
    """Return the tree's root over the first `size` leaves (MTH)."""
    return _range(perfect, 0, size) if size else EMPTY


def inclusion_path(perfect: Perfect, position: int, size: int) -> list[bytes]:
    """Return the audit path of the leaf at `position` in the tree of `size` leaves (PATH)."""
    return _path(perfect, position, 0, size)


def consistency_path(perfect: Perfect, first: int, second: int) -> list[bytes]:
    """Return the proof that the tree of `second` leaves continues that of `first` (PROOF)."""
    return _proof(perfect, first, 0, second, whole=True) if 0 < first < second else []


class Frontier:
    """The roots of the perfect subtrees of a growing log: enough to go on, and to know the root."""

    def __init__(self) -> None:
        self.size = 0
        self._peaks: list[bytes] = []

    def append(self, leaf: bytes) -> None:
        """Add the hash of the next leaf."""
        carried, size = leaf, self.size
        while size & 1:
            carried, size = node_hash(self._peaks.pop(), carried), size >> 1
        self._peaks.append(carried)
        self.size += 1

    def root(self) -> bytes:
        """Return the root over all leaves so far."""
        if not self._peaks:
            return EMPTY
        found = self._peaks[-1]
        for peak in reversed(self._peaks[:-1]):
            found = node_hash(peak, found)
        return found


def split(size: int) -> int:
    """Return the largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


def _range(perfect: Perfect, start: int, end: int) -> bytes:
    count = end - start
    if count & (count - 1) == 0:
        level = count.bit_length() - 1
        return perfect(level, start >> level)
    middle = start + split(count)
    return node_hash(_range(perfect, start, middle), _range(perfect, middle, end))


def _path(perfect: Perfect, position: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + split(end - start)
    if position < middle:
        return [*_path(perfect, position, start, middle), _range(perfect, middle, end)]
    return [*_path(perfect, position, middle, end), _range(perfect, start, middle)]


def _proof(perfect: Perfect, first: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    if first == end:
        return [] if whole else [_range(perfect, start, end)]
    middle = start + split(end - start)
    if first <= middle:
        rest = _range(perfect, middle, end)
        return [*_proof(perfect, first, start, middle, whole=whole), rest]
    before = _range(perfect, start, middle)
    return [*_proof(perfect, first, middle, end, whole=False), before]
