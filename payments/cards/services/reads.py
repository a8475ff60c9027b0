"""What others may know of the links."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from payments.cards.domain.specs import DIALECTS
from payments.cards.repositories import links, reversals
from payments.cards.services.connector import ALIVE


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkStatus:
    """How the connection to a network is doing; `words` say it to an operator."""

    network: str
    is_up: bool
    words: str


def link_statuses(*, now: datetime) -> list[LinkStatus]:
    """Return how each network's connection is doing."""
    return [_status(network, now) for network in DIALECTS]


def _status(network: str, now: datetime) -> LinkStatus:
    link = links.get(network)
    if link is None:
        return LinkStatus(network=network, is_up=False, words="was never there")
    seen = f"last seen {link.seen_at:%Y-%m-%d %H:%M:%S} UTC"
    if now - link.seen_at > ALIVE:
        return LinkStatus(network=network, is_up=False, words=f"is gone, {seen}")
    if not link.signed_on:
        return LinkStatus(
            network=network, is_up=False, words=f"is not signed on, {seen} {link.detail}".strip()
        )
    return LinkStatus(network=network, is_up=True, words=f"is signed on, {seen}")


def open_reversals() -> list[datetime]:
    """Return since when each reversal waits for its acknowledgement, oldest first."""
    return reversals.waiting()
