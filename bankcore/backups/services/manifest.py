"""Comparing a copy of the server with its manifest.

The format is PostgreSQL's, "Backup Manifest Format" in its documentation. `pg_verifybackup` does
the same; the embedded server's build of it does not run.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any, Final

MANIFEST: Final = "backup_manifest"
_PART: Final = 1 << 20
# Of the manifest itself, which cannot list its own hash; and the log, which is checked as it is
# played, record by record.
_UNLISTED: Final = (MANIFEST, "pg_wal/")


def faults(folder: Path) -> list[str]:
    """Return what of a copy is not as its manifest says, a sentence for each; none where whole."""
    path = folder / MANIFEST
    if not path.exists():
        return [f"{MANIFEST} is missing."]
    text = path.read_bytes()
    told = json.loads(text)
    body, _, _ = text.rstrip(b"\n").rpartition(b"\n")
    if hashlib.sha256(body + b"\n").hexdigest() != told["Manifest-Checksum"]:
        return [f"{MANIFEST} was changed."]
    listed = {_name(each): each for each in told["Files"]}
    found = [fault for name, each in listed.items() if (fault := _fault(folder / name, each))]
    return found + [f"{name} is not in the manifest." for name in _others(folder, set(listed))]


def _name(file: dict[str, Any]) -> str:
    if "Path" in file:
        return str(file["Path"])
    return bytes.fromhex(file["Encoded-Path"]).decode(errors="surrogateescape")


def _fault(path: Path, told: dict[str, Any]) -> str | None:
    if not path.is_file():
        return f"{path.name} is missing."
    if path.stat().st_size != told["Size"]:
        return f"{path.name} has {path.stat().st_size} bytes instead of {told['Size']}."
    return None if _hash(path) == told["Checksum"] else f"{path.name} has other bytes than it had."


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while part := file.read(_PART):
            digest.update(part)
    return digest.hexdigest()


def _others(folder: Path, listed: set[str]) -> list[str]:
    every = {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}
    return sorted(name for name in every - listed if not name.startswith(_UNLISTED))
