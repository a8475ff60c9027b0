"""The exchange folder: files appear in it whole, and nobody deletes the other's."""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings

from payments.interbank.domain.items import Network

_BANKS_OWN = "nostro-"  # statements, which reconciliation reads


def inbox(network: Network) -> Path:
    """Return the clearing house's inbox."""
    return Path(settings.GATEWAY_EXCHANGE_FOLDER) / network.value / "in"


def outbox(network: Network) -> Path:
    """Return where the clearing house puts its files."""
    return Path(settings.GATEWAY_EXCHANGE_FOLDER) / network.value / "out"


def put(network: Network, name: str, content: bytes) -> None:
    """Put a file into the clearing house's inbox: synced under a hidden name, then renamed.

    Doing it again with the same file changes nothing.
    """
    folder = inbox(network)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / name
    if target.exists() and target.read_bytes() == content:
        return
    hidden = folder / f".{name}"
    with hidden.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    hidden.rename(target)
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def arrived(network: Network) -> list[Path]:
    """Return the files in the clearing house's outbox, oldest first, but for statements."""
    folder = outbox(network)
    if not folder.is_dir():
        return []
    found = [
        each
        for each in folder.iterdir()
        if each.is_file() and not each.name.startswith((".", _BANKS_OWN))
    ]
    return sorted(found, key=lambda each: (each.stat().st_mtime_ns, each.name))
