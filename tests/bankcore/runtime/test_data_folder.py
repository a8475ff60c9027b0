"""The data folder can be anywhere, also where a socket's path would be too long."""

import tempfile
from pathlib import Path

import psycopg
import pytest

from bankcore.runtime import embedded, redis
from bankcore.settings import env
from tests import in_memory


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="bk-", dir=in_memory.folder()) as path:
        Path(path).chmod(0o755)
        yield Path(path)


def database_name(environment: env.Environment) -> str:
    database = environment.database
    with psycopg.connect(
        host=database.host, user=database.user, dbname=database.name
    ) as connection:
        return connection.execute("SELECT current_database()").fetchone()[0]


def test_both_servers_run_in_a_folder_with_a_long_path(folder):
    environment = env.read({"BANKCORE_DATA": f"{folder}/{'long' * 30}/data"})
    with embedded.database(environment), embedded.broker(environment):
        assert database_name(environment) == "bankcore"
        assert redis.is_running(environment)
    assert not redis.is_running(environment)
    for socket in environment.socket_folder.iterdir():
        pytest.fail(f"{socket} was left behind")
    environment.socket_folder.rmdir()


def test_two_folders_have_two_databases(folder):
    one, two = (env.read({"BANKCORE_DATA": f"{folder}/{name}"}) for name in ("one", "two"))
    with embedded.database(one):
        with embedded.database(two):
            assert database_name(one) == database_name(two) == "bankcore"
        assert database_name(one) == "bankcore"
        with pytest.raises(psycopg.OperationalError):
            database_name(two)


def test_a_moved_folder_keeps_its_database(folder):
    before = env.read({"BANKCORE_DATA": f"{folder}/before"})
    with embedded.database(before):
        owner = before.database_owner
        with psycopg.connect(host=owner.host, user=owner.user, dbname=owner.name) as connection:
            connection.execute("CREATE TABLE kept (number int)")
    (folder / "before").rename(folder / "after")
    after = env.read({"BANKCORE_DATA": f"{folder}/after"})
    with embedded.database(after):
        owner = after.database_owner
        with psycopg.connect(host=owner.host, user=owner.user, dbname=owner.name) as connection:
            found = connection.execute("SELECT to_regclass('kept')::text").fetchone()
    assert found == ("kept",)
