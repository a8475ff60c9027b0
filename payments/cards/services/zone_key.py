"""The zone master key, which both ends of a link have: keys of sessions come wrapped under it."""

from __future__ import annotations

import os
import secrets
import stat
from pathlib import Path
from typing import Final

from bankcore.errors import BankError

_BYTES: Final = 32


class NoZoneKey(BankError):
    """The file of the zone master key holds no such key, or others may read it."""

    code = "no_zone_key"
    cure = (
        "Put the key that was agreed on into CARD_ZONE_KEY_FILE: 64 hexadecimal digits, mode 0600."
    )
    status = 500


def read(path: Path) -> bytes:
    """Return the key in the file; raises NoZoneKey."""
    try:
        if path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
            message = f"Others than its owner may read {path}."
            raise NoZoneKey(message)
        key = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        key = b""
    if len(key) != _BYTES:
        message = f"{path} is no file with a key of 32 bytes in hexadecimal digits."
        raise NoZoneKey(message)
    return key


def make_once(path: Path) -> bool:
    """Make a key of random bits where there is no file yet; returns whether it was made.

    The file appears whole, under its name, for its owner alone: the other end may make one as well.
    """
    if path.exists():
        return False
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    with os.fdopen(os.open(draft, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
        file.write(secrets.token_hex(_BYTES))
    try:
        os.link(draft, path)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True
