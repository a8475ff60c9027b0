"""How big a run is."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is measured, on how much; `seconds` is for each figure.

    `callers` are threads that post, and clients of the API, at once. `fetches` says that a package
    to compare with may be fetched.
    `day_end_*` are for the end of day: its accounts, and the entries of the one that has most.
    The next are for the gateway: captures settled, items on each side reconciled, and webhooks;
    the last are the warehouse's entries.
    """

    seconds: float
    accounts: int
    crowd: int
    api_accounts: int
    sessions: int
    callers: int
    fetches: bool
    scale: int
    sizes: tuple[int, ...]
    day_end_accounts: int
    day_end_entries: int
    captures: int
    merchants: int
    items: int
    webhooks: int
    warehouse_entries: int


def full(seconds: float) -> Plan:
    """Return the plan whose figures mean something."""
    return Plan(
        seconds=seconds,
        accounts=10_000,
        crowd=200,
        api_accounts=500,
        sessions=8,
        callers=64,
        fetches=True,
        scale=10,
        sizes=(1, 100, 1_000, 5_000),
        day_end_accounts=1_000_000,
        day_end_entries=100_000,
        captures=1_000_000,
        merchants=2_000,
        items=1_000_000,
        webhooks=2_000,
        warehouse_entries=10_000_000,
    )


def quick() -> Plan:
    """Return the plan that only shows that every measure works."""
    return Plan(
        seconds=0.2,
        accounts=200,
        crowd=110,
        api_accounts=10,
        sessions=2,
        callers=8,
        fetches=False,
        scale=1,
        sizes=(1, 100, 1_000),
        day_end_accounts=2_000,
        day_end_entries=300,
        captures=1_000,
        merchants=10,
        items=1_000,
        webhooks=20,
        warehouse_entries=20_000,
    )
