"""Orders of the control port for the end of the day."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bankcore.counterparties.card_network.store import Store


def prepare(folder: Path, network: str) -> None:
    """Make the network's inbox and outbox."""
    for place in ("in", "out"):
        (folder / network / place).mkdir(parents=True, exist_ok=True)


def write_what_is_kept(store: Store, folder: Path, network: str) -> None:
    """Write the files that are kept in the store and not yet in the outbox.

    A file gets its name once it is whole and synced, so nobody reads half of one.
    """
    out = folder / network / "out"
    rows = store.all("SELECT name, content FROM outbox WHERE network = ? AND NOT written", network)
    for row in rows:
        hidden = out / f".{row['name']}"
        with hidden.open("wb") as file:
            file.write(row["content"])
            file.flush()
            os.fsync(file.fileno())
        hidden.replace(out / row["name"])
        _sync_folder(out)
        store.run(
            "UPDATE outbox SET written = 1 WHERE network = ? AND name = ?", network, row["name"]
        )
        store.commit()


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def business_day(values: Mapping[str, Any]) -> date:
    """Return the day that an order names; raises ValueError or KeyError."""
    return date.fromisoformat(values["date"])


def dispute(store: Store, values: Mapping[str, Any]) -> Any:
    """Not yet."""
    raise NotImplementedError


def end_day(store: Store, folder: Path, network: str, day: date) -> Any:
    """Not yet."""
    raise NotImplementedError


def day_of_a_new_file(store: Store, folder: Path, network: str) -> date | None:
    """Not yet."""
    raise NotImplementedError
