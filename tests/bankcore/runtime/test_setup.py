"""Set-up: done when something it depends on has changed, and otherwise over at once."""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from bankcore.runtime.setup import fingerprint
from bankcore.settings import env


@pytest.fixture
def data_folder():
    with tempfile.TemporaryDirectory(prefix="bk-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def set_up(data_folder: Path) -> str:
    """Set up in the folder; return what was said."""
    done = subprocess.run(
        [sys.executable, "-m", "bankcore.runtime.setup"],
        env=os.environ
        | {
            "BANKCORE_DATA": str(data_folder),
            "DJANGO_SETTINGS_MODULE": "bankcore.settings.development",
        },
        cwd=env.REPOSITORY,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )
    assert done.stderr == ""
    return done.stdout


def test_the_second_set_up_has_nothing_to_do_and_a_lost_database_is_made_again(data_folder):
    said = set_up(data_folder)
    assert str(data_folder) in said
    assert (data_folder / "static" / "staticfiles.json").exists()
    said = set_up(data_folder)
    assert said == ""
    (data_folder / "postgres").rename(data_folder / "lost")
    said = set_up(data_folder)
    assert "set up" in said


@pytest.mark.parametrize(
    ("name", "is_noticed"),
    [
        ("accounts/migrations/0009_more.py", True),
        ("bankcore/ledger/migrations/sql/0009.sql", True),
        ("bankcore/presentation/static/site.css", True),
        ("bankcore/demo/bank.py", True),
        ("bankcore/settings/base.py", True),
        ("requirements.txt", True),
        ("payments/services/transfers.py", False),
        ("docs/index.md", False),
    ],
)
def test_what_set_up_depends_on_is_noticed(tmp_path, name, is_noticed):
    before = fingerprint(tmp_path)
    file = tmp_path / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("first")
    after = fingerprint(tmp_path)
    assert (after != before) == is_noticed
    file.write_text("second")
    assert (fingerprint(tmp_path) != after) == is_noticed
