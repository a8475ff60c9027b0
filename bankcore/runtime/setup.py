"""Set-up that is done once: a second call sees that nothing has changed, without loading Django."""

from __future__ import annotations

import hashlib
import subprocess
import sys
from pathlib import Path

from bankcore.settings import env

# What set-up depends on: migrations, static files, the demo bank, the settings.
_SOURCES = (
    "**/migrations/**/*.py",
    "**/migrations/**/*.sql",
    "**/static/**/*",
    "bankcore/demo/**/*.py",
    "bankcore/settings/*.py",
    "requirements.txt",
)


def fingerprint(repository: Path) -> str:
    """Return a hash of everything that set-up depends on."""
    digest = hashlib.sha256()
    for top in ("bankcore", "accounts", "payments", "risk", "reporting"):
        for pattern in _SOURCES[:3]:
            for path in sorted((repository / top).glob(pattern)):
                if path.is_file():
                    digest.update(str(path.relative_to(repository)).encode() + path.read_bytes())
    for pattern in _SOURCES[3:]:
        for path in sorted(repository.glob(pattern)):
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
    done = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, env.REPOSITORY / "manage.py", "setup_bank"], check=False
    )
    if not done.returncode:
        stamp.write_text(now)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main())
