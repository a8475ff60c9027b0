"""Set-up: done when something it depends on has changed, and otherwise over at once."""

import tempfile
from pathlib import Path

import pytest

from bankcore.runtime.setup import fingerprint
from tests import in_memory
from tests.journeys import set_up


@pytest.fixture
def data_folder():
    with tempfile.TemporaryDirectory(prefix="bk-", dir=in_memory.folder()) as folder:
        Path(folder).chmod(0o755)
        yield Path(folder) / "data"


def test_set_up_says_where_the_bank_is_and_the_second_time_has_nothing_to_do(data_folder):
    set_up.copy_to(data_folder)
    said = (data_folder / "said").read_text()
    assert "set up" in said
    assert str(set_up.FIRST) in said
    assert (data_folder / "static" / "staticfiles.json").exists()
    assert set_up.run(data_folder) == ""


@pytest.mark.long
def test_a_lost_database_is_made_again(data_folder):
    set_up.copy_to(data_folder)
    (data_folder / "postgres").rename(data_folder / "lost")
    assert "set up" in set_up.run(data_folder)
    assert set_up.run(data_folder) == ""


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
