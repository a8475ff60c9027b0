"""Where the bank's data lie while it is tested: in memory, where there is room for them.

A test that commits has a database of its own. To make one is to make its two thousand files, and a
disk takes twenty times as much of a processor for it as memory does.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from bankcore.settings import env

_MEMORY = Path("/dev/shm")  # noqa: S108 - what is made there has a name of its own
_DISK = Path("/tmp")  # noqa: S108 - as above; the paths of sockets must be short
_ROOM_BYTES = 4 * 1024**3
_MOVED = "BANKCORE_DATA_OF_TESTS"


def folder() -> Path:
    """Return the folder in which tests make folders of their own for servers."""
    return _MEMORY if _has_room() else _DISK


def move() -> None:
    """Let this process and the programs that it starts keep the bank's data in memory.

    Each data folder has its own there, so that checkouts do not meet. A program whose test has
    given it a data folder keeps that.
    """
    if _MOVED in os.environ or not _has_room():
        return
    given = str((env.REPOSITORY / os.environ.get("BANKCORE_DATA", ".data")).resolve())
    name = hashlib.sha256(given.encode()).hexdigest()[:12]
    place = _MEMORY / f"bankcore-tests-{os.getuid()}-{name}"
    place.mkdir(mode=0o755, exist_ok=True)
    if place.stat().st_uid != os.getuid():
        return
    os.environ["BANKCORE_DATA"] = os.environ[_MOVED] = str(place)


def is_used() -> bool:
    """Return whether the data of this process are in memory."""
    return env.read().data_folder.is_relative_to(_MEMORY)


def _has_room() -> bool:
    return _MEMORY.is_dir() and shutil.disk_usage(_MEMORY).free > _ROOM_BYTES
