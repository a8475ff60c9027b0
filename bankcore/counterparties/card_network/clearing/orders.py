"""Orders of the control port for the end of the day."""

import os
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from bankcore.counterparties.card_network import moment
from bankcore.counterparties.card_network.clearing import disputes
from bankcore.counterparties.card_network.clearing.day import Day, unread
from bankcore.counterparties.card_network.control import Refused
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
    """Keep a cardholder's dispute for the next clearing; without an amount, of all that is left.

    Raises Refused.
    """
    amount = values.get("amount_minor")
    try:
        network, wanted = disputes.open_dispute(
            store,
            arn=str(values["arn"]),
            reason=str(values["reason"]),
            amount=None if amount is None else int(amount),
            network=str(values.get("network", "")),
        )
    except disputes.NoDispute as error:
        raise Refused(409, str(error)) from error
    store.commit()
    return {"network": network, "amount_minor": wanted}


def end_day(store: Store, folder: Path, network: str, day: date) -> Any:
    """End a network's day: read its inbox, decide, pay, write; return the files' names."""
    with store.whole():
        inbox = unread(store, folder, network)
        files = Day(store, network, day, moment.now()).end(inbox)
    write_what_is_kept(store, folder, network)
    return {"read": [name for name, _ in inbox], "written": files}


def day_of_a_new_file(store: Store, folder: Path, network: str) -> date | None:
    """Return the business day that the newest unread file is named for; None for no file."""
    inbox = unread(store, folder, network)
    if not inbox:
        return None
    try:
        return date.fromisoformat(inbox[-1][0].split("-")[2])
    except ValueError:
        return moment.now().date()
