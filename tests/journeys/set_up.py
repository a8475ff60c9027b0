"""A bank as its set-up leaves it, made once for a run of tests, for each to have a copy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from bankcore.settings import env
from tests import made

_KEPT = "set-up-"
FIRST = env.read().data_folder / f"{_KEPT}unfinished"


def run(folder: Path, **more: str) -> str:
    """Set a bank up in a data folder, as `make setup` does; return what was said."""
    done = subprocess.run(
        [sys.executable, "-m", "bankcore.runtime.setup"],
        env=os.environ
        | {"BANKCORE_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "bankcore.settings.development"}
        | more,
        cwd=env.REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=240,
    )
    assert done.stderr == ""
    return done.stdout


def copy_to(folder: Path) -> None:
    """Make a data folder that equals one in which a bank was set up."""
    # As it is: the database's files are those of a user of their own.
    subprocess.run(["cp", "-a", "--reflink=auto", _made(), folder], check=True)


def _made() -> Path:
    with made.alone():
        kept = env.read().data_folder / f"{_KEPT}{made.digest()}"
        if not kept.exists():
            for older in kept.parent.glob(f"{_KEPT}*"):
                shutil.rmtree(older)
            (FIRST / "said").write_text(run(FIRST))
            FIRST.rename(kept)
        return kept
