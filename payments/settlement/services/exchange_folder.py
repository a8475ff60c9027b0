"""The folders in which bank and networks leave files for each other."""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from django.conf import settings

_CHUNK: Final = 1 << 20
# Clearing files have card numbers in them: the group is for what carries them to the network.
_MODE: Final = 0o640


def to_network(network: str) -> Path:
    """Return the network's inbox, made where it is missing."""
    return _folder(network, "in")


def from_network(network: str) -> Path:
    """Return the network's outbox, made where it is missing."""
    return _folder(network, "out")


@contextmanager
def alone(network: str) -> Iterator[None]:
    """Keep other writers for a network out; who is killed lets go."""
    lock = to_network(network).parent / ".writing"
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield


def put(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file so that it is there whole or not at all, whenever the machine stops.

    Within `alone`: what a writer that was stopped has left behind is written over.
    """
    waiting = path.with_name(f".{path.name}")
    waiting.touch(mode=_MODE)
    waiting.chmod(_MODE)
    with waiting.open("wb") as out:
        write(out)
        out.flush()
        os.fsync(out.fileno())
    waiting.replace(path)
    _sync_folder(path.parent)


def digest(path: Path) -> str:
    """Return the SHA-256 of a file, in hex."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def _folder(network: str, box: str) -> Path:
    folder = Path(settings.GATEWAY_EXCHANGE_FOLDER) / network / box
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
