"""django-hordak beside the bank: a double-entry ledger for Django, on the same server."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Final

from bankcore.benchmark import hordak_program, scratch
from bankcore.benchmark.timing import Timing
from bankcore.settings.env import REPOSITORY, Environment

VERSION: Final = "2.0.0"
_FOLDER: Final = REPOSITORY / ".bench" / f"hordak-{VERSION}"
_PACKAGES: Final = (f"django-hordak=={VERSION}", "psycopg[binary]~=3.2")
_ACCOUNTS: Final = 50
_INSTALL_SECONDS: Final = 300


class NotMeasured(RuntimeError):
    """The package cannot be had here, or does not run; the message says why."""


def measure(environment: Environment, *, seconds: float, fetches: bool) -> Timing:
    """Return single transfers by one session, in a database that is thrown away.

    The package and the Django that it asks for are fetched into a folder of their own the first
    time, if that may be. Raises NotMeasured.
    """
    python = _installed(fetches=fetches)
    owner = environment.database_owner
    name = f"bankcore_hordak_{os.getpid()}"
    with scratch.empty(owner, name):
        said = _run(
            [
                str(python),
                # Not from the program's own folder, whose hordak.py is another.
                "-P",
                hordak_program.__file__,
                scratch.url(owner, name),
                str(seconds),
                str(_ACCOUNTS),
            ]
        )
    found = json.loads(said.splitlines()[-1])
    return Timing(
        units=found["transfers"],
        wall=found["seconds"],
        calls=[each / 1000 for each in found["milliseconds"]],
    )


def _installed(*, fetches: bool) -> Path:
    python = _FOLDER / "bin" / "python"
    if not (_FOLDER / "installed").exists():
        if not fetches:
            message = f"django-hordak: it is not in {_FOLDER.relative_to(REPOSITORY)}"
            raise NotMeasured(message)
        _run([sys.executable, "-m", "venv", "--clear", str(_FOLDER)])
        _run([str(python), "-m", "pip", "install", "--quiet", *_PACKAGES])
        (_FOLDER / "installed").touch()
    return python


def _run(command: list[str]) -> str:
    try:
        done = subprocess.run(  # noqa: S603 - our own program and arguments
            command, capture_output=True, text=True, check=False, timeout=_INSTALL_SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        message = f"django-hordak: {error}"
        raise NotMeasured(message) from None
    if done.returncode:
        last = (done.stderr.strip().splitlines() or ["it said nothing"])[-1]
        message = f"django-hordak: {last}"
        raise NotMeasured(message)
    return done.stdout
