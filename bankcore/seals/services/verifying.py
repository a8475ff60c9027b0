"""Recomputing every seal from the rows, and naming what does not fit."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Final

from bankcore.actor import Actor
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.seals.domain import merkle
from bankcore.seals.domain.heads import BEGINNING, Log, SignedHead
from bankcore.seals.repositories import heads, leaves
from bankcore.seals.repositories.logs import SOURCES
from bankcore.seals.services import keys

_MOST_REPORTED: Final = 20


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit: a row by table and id, or a part of the seal itself."""

    what: str

    def __str__(self) -> str:
        return self.what


@dataclass(frozen=True, slots=True, kw_only=True)
class Verified:
    """So many rows under so many heads were looked at; `findings` is empty where all fits."""

    rows: int
    seals: int
    newest: str
    findings: tuple[Finding, ...] = field(default=())

    @property
    def holds(self) -> bool:
        """Return whether all fits."""
        return not self.findings


class UnreadableHeads(ValueError):
    """The file of exported heads has a line that is none."""


def verify(
    *, exported: str | None = None, trusted: Mapping[str, bytes] | None = None, since: int = 0
) -> Verified:
    """Recompute rows, trees, chain and signatures; returns what does not fit.

    `exported` is the path of a file of exported heads: every one of its heads must still be in the
    chain. `trusted` are public keys by id, as kept outside the database; without them those of the
    database are taken, and of those of the database no head proves that nobody has replaced them.
    Rows and trees under heads numbered up to `since` are taken as they are. Raises UnreadableHeads.
    """
    chain = heads.all_in_order()
    findings = [*_chain(chain, trusted), *_exported(chain, exported)]
    rows = 0
    for log in Log:
        of_log = [sealed for sealed in chain if sealed.head.log is log]
        findings += _rows(log, of_log, since)
        findings += _trees(log, of_log)
        rows += of_log[-1].head.size if of_log else 0
    newest = chain[-1].head.hash().hex() if chain else ""
    return Verified(rows=rows, seals=len(chain), newest=newest, findings=tuple(findings))


@use_case
def report(found: Verified, *, actor: Actor, now: datetime) -> None:
    """Write into the audit trail what does not fit, the first 20 of it: each raises an alert."""
    for finding in found.findings[:_MOST_REPORTED]:
        audit.record(actor=actor, action="audit.seal.mismatch", subject=str(finding)[:120], at=now)


def _chain(chain: Sequence[SignedHead], trusted: Mapping[str, bytes] | None) -> Iterator[Finding]:
    known = heads.keys() if trusted is None else trusted
    previous, ends = BEGINNING, dict.fromkeys(Log, (0, 0))
    for number, sealed in enumerate(chain, start=1):
        head = sealed.head
        start_xid, start_size = ends[head.log]
        linked = head.number == number and head.previous == previous
        if not linked or head.from_xid != start_xid or head.size <= start_size:
            yield Finding(f"seal {head.number}: does not follow from the one before")
        public_key = known.get(sealed.key_id)
        if public_key is None:
            yield Finding(f"seal {head.number}: signed with the unknown key {sealed.key_id}")
        elif not keys.is_signed(
            head.signed_bytes(), signature=sealed.signature, public_key=public_key
        ):
            yield Finding(f"seal {head.number}: its signature is not the key's")
        previous, ends[head.log] = head.hash(), (head.to_xid, head.size)


def _exported(chain: Sequence[SignedHead], exported: str | None) -> Iterator[Finding]:
    if exported is None:
        return
    there = {sealed.head.number: sealed.as_line() for sealed in chain}
    for line in Path(exported).read_text(encoding="ascii").splitlines():
        try:
            number = int(json.loads(json.loads(line)["signed"])[1])
        except (ValueError, KeyError, IndexError, TypeError):
            message = f"{exported} has a line that is no head: {line[:40]}"
            raise UnreadableHeads(message) from None
        if there.get(number) != line:
            yield Finding(f"seal {number}: is not the one that was exported")


def _rows(log: Log, of_log: Sequence[SignedHead], since: int) -> Iterator[Finding]:
    start = 0
    for sealed in of_log:
        head = sealed.head
        if head.number > since:
            for row_id, what in leaves.differences(
                log, from_xid=head.from_xid, to_xid=head.to_xid, start=start, end=head.size
            ):
                table = SOURCES[log].table
                yield Finding(f"{table} {row_id}: {what} since seal {head.number}")
        start = head.size


def _trees(log: Log, of_log: Sequence[SignedHead]) -> Iterator[Finding]:
    """Compare the heads' roots, and the nodes that are kept, with the leaves."""
    roots = {sealed.head.size: sealed for sealed in of_log}
    frontier, tile, tiles = merkle.Frontier(), [], []
    for hash_ in leaves.in_order(log):
        frontier.append(hash_)
        tile.append(hash_)
        if len(tile) == leaves.TILE:
            tiles.append(merkle.folded(tile))
            tile = []
        sealed = roots.pop(frontier.size, None)
        if sealed is not None and sealed.head.root != frontier.root():
            yield Finding(f"seal {sealed.head.number}: its root is not that of its leaves")
    for sealed in roots.values():
        yield Finding(f"seal {sealed.head.number}: has more leaves than there are")
    if of_log and frontier.size > of_log[-1].head.size:
        yield Finding(f"{log.name.lower()}: there are leaves under no seal")
    yield from _nodes(log, tiles)


def _nodes(log: Log, tiles: list[bytes]) -> Iterator[Finding]:
    level, whole = leaves.STEP, leaves.TILE
    while tiles:
        if leaves.nodes_in_order(log, level) != tiles:
            yield Finding(f"{log.name.lower()}: nodes of level {level} are not those of the leaves")
        starts = range(0, len(tiles) - whole + 1, whole)
        tiles = [merkle.folded(tiles[at : at + whole]) for at in starts]
        level += leaves.STEP
