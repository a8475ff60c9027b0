"""What the database under test is made from, and the lock under which one process makes it."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
from collections.abc import Iterator
from importlib import metadata

from bankcore import clock
from bankcore.settings import env

_CODE = ("bankcore", "accounts", "payments", "risk", "reporting")
_ITSELF = ("tests/conftest.py", "tests/made.py")


def digest() -> str:
    """Return a name for all that the migrated database depends on, and for today.

    That is every file of the bank, every library's version, and what the operator has set.
    """
    found = hashlib.sha256()
    files = [path for code in _CODE for path in (env.REPOSITORY / code).rglob("*")]
    files += [env.REPOSITORY / name for name in _ITSELF]
    for path in sorted(path for path in files if path.is_file() and path.suffix != ".pyc"):
        found.update(f"{path.relative_to(env.REPOSITORY)}\0".encode())
        found.update(hashlib.sha256(path.read_bytes()).digest())
    libraries = sorted(f"{each.name}=={each.version}" for each in metadata.distributions())
    settings = env.read()
    told = (clock.now().date(), libraries, settings, settings.master_keys)
    found.update(repr(told).encode())
    return found.hexdigest()[:32]


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Let one process at a time make databases for a run of tests."""
    folder = env.read().data_folder
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
