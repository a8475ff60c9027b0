"""The folders in which bank and networks leave files for each other."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO, Final
from uuid import uuid4

from django.conf import settings

_CHUNK: Final = 1 << 20


def to_network(network: str) -> Path:
    """Return the network's inbox, made where it is missing."""
    return _folder(network, "in")


def from_network(network: str) -> Path:
    """Return the network's outbox, made where it is missing."""
    return _folder(network, "out")


def put(path: Path, write: Callable[[BinaryIO], None]) -> None:
    """Write a file so that it is there whole or not at all, whenever the machine stops."""
    waiting = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        with waiting.open("wb") as out:
            write(out)
            out.flush()
            os.fsync(out.fileno())
        waiting.replace(path)
    finally:
        waiting.unlink(missing_ok=True)
    _sync_folder(path.parent)


def tidy(path: Path) -> None:
    """Remove what writers of this file left behind when they were stopped."""
    for left in path.parent.glob(f".{path.name}.*"):
        left.unlink(missing_ok=True)


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
