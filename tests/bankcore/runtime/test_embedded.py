"""The embedded servers: shared by all who use a data folder, stopped by the last."""

import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest

from bankcore.runtime import embedded, memory, postgres, redis
from bankcore.settings import env
from tests import in_memory


@pytest.fixture
def environment():
    """Return an environment of its own, in a folder that the server's user may enter."""
    with tempfile.TemporaryDirectory(prefix="bk-", dir=in_memory.folder()) as folder:
        Path(folder).chmod(0o755)
        yield env.read({"BANKCORE_DATA": f"{folder}/data"})


def test_the_last_to_leave_stops_the_database(environment):
    with embedded.database(environment):
        with embedded.database(environment):
            assert postgres.is_running(environment)
        assert postgres.is_running(environment)
    assert not postgres.is_running(environment)


def test_the_database_keeps_what_was_written(environment):
    database = environment.database_owner
    where = {"host": database.host, "user": database.user, "dbname": database.name}
    with embedded.database(environment), psycopg.connect(**where) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS number")
    with embedded.database(environment), psycopg.connect(**where) as connection:
        assert connection.execute("SELECT number FROM kept").fetchone() == (7,)


def test_the_database_listens_on_no_network_address(environment):
    database = environment.database
    where = {"host": database.host, "user": database.user, "dbname": database.name}
    with embedded.database(environment), psycopg.connect(**where) as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
        assert connection.execute("SHOW synchronous_commit").fetchone() == ("on",)


def test_the_database_takes_a_sixteenth_of_the_memory_and_a_third_of_the_disk(
    environment, monkeypatch
):
    monkeypatch.setattr(postgres, "machine_bytes", lambda: 8 << 30)
    monkeypatch.setattr(postgres, "disk_usage", lambda _folder: _Disk(free=30 << 30))
    database = environment.database
    where = {"host": database.host, "user": database.user, "dbname": database.name}
    with embedded.database(environment), psycopg.connect(**where) as connection:
        assert connection.execute("SHOW shared_buffers").fetchone() == ("512MB",)
        assert connection.execute("SHOW max_slot_wal_keep_size").fetchone() == ("10GB",)


@dataclass
class _Disk:
    free: int


@pytest.mark.parametrize(
    ("free", "log", "kept"),
    [
        (30, 0, 10),
        # What is kept does not lower its own bound.
        (18, 12, 10),
        # Less than the log that lies there without any reader makes no room.
        (3, 0, 4),
    ],
)
def test_log_for_a_reader_that_is_away_takes_no_more_than_its_share_of_the_disk(
    tmp_path, monkeypatch, free, log, kept
):
    monkeypatch.setattr(postgres, "disk_usage", lambda _folder: _Disk(free=free << 30))
    (tmp_path / "pg_wal" / "archive_status").mkdir(parents=True)
    with (tmp_path / "pg_wal" / "000000010000000000000007").open("wb") as file:
        file.truncate(log << 30)
    assert postgres._kept_gigabytes(tmp_path) == kept


def test_a_disk_too_full_for_another_bound_keeps_no_server_from_starting(environment, monkeypatch):
    folder = environment.postgres_folder
    folder.mkdir(parents=True)
    monkeypatch.setattr(postgres, "disk_usage", lambda _folder: _Disk(free=60 << 30))
    postgres._configure(environment)
    (folder / "bankcore.part").symlink_to("/dev/full")
    monkeypatch.setattr(postgres, "disk_usage", lambda _folder: _Disk(free=0))
    postgres._configure(environment)
    assert "max_slot_wal_keep_size = 20GB" in (folder / "bankcore.conf").read_text()


def test_memory_is_what_a_container_may_have(tmp_path):
    of_machine = memory.machine_bytes([])
    limit, none, nonsense = (tmp_path / name for name in ("limit", "none", "nonsense"))
    limit.write_text("268435456\n")
    none.write_text("max\n")
    nonsense.write_text(str(2**63))
    assert memory.machine_bytes([none, nonsense, tmp_path / "away"]) == of_machine > 2**28
    assert memory.machine_bytes([none, limit, nonsense]) == 2**28


def test_a_start_on_a_full_disk_says_so_and_leaves_the_configuration_whole(environment):
    folder = environment.postgres_folder
    folder.mkdir(parents=True)
    (folder / "PG_VERSION").write_text("18")
    (folder / "bankcore.conf").write_text("# of the last good start")
    (folder / "bankcore.part").symlink_to("/dev/full")
    with pytest.raises(postgres.PostgresFailed, match="No space left on device"):
        postgres.start(environment)
    assert (folder / "bankcore.conf").read_text() == "# of the last good start"


def test_a_server_left_behind_by_a_killed_process_is_used_and_then_stopped(environment):
    script = (
        "import os, signal;"
        "from bankcore.runtime import embedded; from bankcore.settings import env;"
        f"environment = env.read({{'BANKCORE_DATA': {str(environment.data_folder)!r}}});"
        "used = embedded.database(environment); used.__enter__();"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    subprocess.run([sys.executable, "-c", script], check=False)
    assert postgres.is_running(environment)
    with embedded.database(environment):
        pass
    assert not postgres.is_running(environment)


def test_the_last_to_leave_stops_the_broker(environment):
    with embedded.broker(environment):
        with embedded.broker(environment):
            assert redis.is_running(environment)
        assert redis.is_running(environment)
    assert not redis.is_running(environment)


def test_an_operators_own_servers_are_left_alone(tmp_path):
    own = env.read(
        {
            "BANKCORE_DATA": str(tmp_path / "data"),
            "DATABASE_URL": "postgresql://somebody@db/bank",
            "BROKER_URL": "redis://broker/0",
        }
    )
    with embedded.database(own), embedded.broker(own):
        assert not (tmp_path / "data" / "postgres").exists()
        assert not (tmp_path / "data" / "redis").exists()
