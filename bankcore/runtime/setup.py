"""Set-up that is done once: a second call sees that nothing has changed, without loading Django."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from bankcore.settings import env

_APPS = ("bankcore", "accounts", "payments", "risk", "reporting")
# What set-up depends on: every app's migrations and static files; the demo bank, the settings.
_OF_APPS = ("**/migrations/**/*.py", "**/migrations/**/*.sql", "**/static/**/*")
_OTHERS = ("bankcore/demo/**/*.py", "bankcore/settings/*.py", "requirements.txt")


def fingerprint(repository: Path) -> str:
    """Return a hash of everything that set-up depends on."""
    digest = hashlib.sha256()
    for pattern in (*(f"{app}/{each}" for app in _APPS for each in _OF_APPS), *_OTHERS):
        for path in sorted(repository.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(repository)).encode() + path.read_bytes())
    return digest.hexdigest()


def main() -> int:
    """Set the bank up if anything has changed since the last time; returns the exit code."""
    environment = env.read()
    stamp = environment.data_folder / "set-up"
    now = fingerprint(env.REPOSITORY)
    known = stamp.read_text() if stamp.exists() else ""
    made = (environment.postgres_folder / "PG_VERSION").exists()
    if known == now and made and environment.database_is_embedded:
        return 0
    sys.stdout.write("Setting up the database and the demo bank ...\n")
    sys.stdout.flush()
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, env.REPOSITORY / "manage.py", "setup_bank"], check=False
    )
    if not done.returncode:
        stamp.write_text(now)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
