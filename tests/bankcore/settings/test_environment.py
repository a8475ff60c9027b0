"""What an operator can set, and what happens without."""

import os
import subprocess
import sys

import pytest
from django.core.exceptions import ImproperlyConfigured

from bankcore.settings import env

GIVEN = {"SECRET_KEY": "s", "FIELD_KEY": "f"}


def read(**variables: str) -> env.Environment:
    return env.read({**GIVEN, **variables})


def test_without_a_database_given_two_roles_reach_the_embedded_one():
    found = read()
    assert found.database_is_embedded
    assert (found.database.user, found.database_owner.user) == ("bankcore_app", "bankcore_owner")
    assert found.database.name == found.database_owner.name == "bankcore"


def test_with_one_database_url_the_application_becomes_the_lesser_role():
    found = read(DATABASE_URL="postgresql://owner:p%40ss@db.example:5433/books")
    assert not found.database_is_embedded
    assert found.database.options == {"options": "-c role=bankcore_app"}
    assert found.database_owner.options == {}
    assert (found.database.user, found.database.password) == ("owner", "p@ss")
    assert (found.database.host, found.database.port) == ("db.example", "5433")


def test_two_database_urls_are_two_log_ins():
    found = read(
        DATABASE_URL="postgresql://app@db.example/books",
        DATABASE_OWNER_URL="postgresql://owner@db.example/books",
    )
    assert (found.database.user, found.database_owner.user) == ("app", "owner")
    assert found.database.options == {}


def test_a_primary_and_its_standby_are_one_database():
    found = read(
        DATABASE_URL="postgresql://o@db1.example:5432,db2.example:5433/books"
        "?target_session_attrs=primary"
    ).database
    assert (found.host, found.port) == ("db1.example,db2.example", "5432,5433")
    assert found.options["target_session_attrs"] == "primary"
    sockets = read(DATABASE_URL="postgresql://o@%2Frun%2Fa,%2Frun%2Fb/books").database
    assert (sockets.host, sockets.port) == ("/run/a,/run/b", "")


@pytest.mark.parametrize("url", ["mysql://a@b/c", "postgresql://a@b", "postgresql://a@b/", "books"])
def test_a_database_url_that_is_none_is_refused(url):
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        read(DATABASE_URL=url)


@pytest.mark.parametrize("workers", ["", "two", "-1", "1.5"])
def test_a_number_of_workers_that_is_none_is_refused(workers):
    with pytest.raises(ImproperlyConfigured, match="WEB_WORKERS"):
        read(WEB_WORKERS=workers)


def test_there_is_a_hand_for_each_processor_four_at_most_and_never_none():
    assert read().working_hands == min(os.cpu_count() or 1, 4)
    assert read(WORKING_HANDS="9").working_hands == 9
    with pytest.raises(ImproperlyConfigured, match="WORKING_HANDS"):
        read(WORKING_HANDS="0")


def test_lists_are_given_with_commas():
    assert read(ALLOWED_HOSTS=" a.example, b.example ,").allowed_hosts == ("a.example", "b.example")


def test_a_secret_is_made_once_and_kept_for_its_owner_alone(tmp_path):
    first = env.read({"BANKCORE_DATA": str(tmp_path)})
    assert env.read({"BANKCORE_DATA": str(tmp_path)}).secret_key == first.secret_key
    assert first.secret_key != first.field_key
    assert len(first.secret_key) >= 48
    assert (tmp_path / "secrets" / "secret_key").stat().st_mode & 0o077 == 0


def test_a_long_data_folder_has_a_short_path_to_its_sockets(tmp_path):
    deep = tmp_path / ("x" * 120)
    assert len(str(env.socket_folder(deep))) <= 85


def test_production_insists_on_its_secrets():
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    done = subprocess.run(
        [sys.executable, "-c", "import bankcore.settings.production"],
        cwd=env.REPOSITORY,
        env={**bare, "SECRET_KEY": "s"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    for name in ("FIELD_KEY", "DATABASE_URL", "BROKER_URL", "ALLOWED_HOSTS", "PUBLIC_ADDRESS"):
        assert name in done.stderr.splitlines()[-1]
    assert "SECRET_KEY" not in done.stderr.splitlines()[-1]


def test_proxies_that_are_no_networks_are_refused():
    found = read(TRUSTED_PROXIES="10.0.0.0/8, 2001:db8::/32").trusted_proxies
    assert found == ("10.0.0.0/8", "2001:db8::/32")
    with pytest.raises(ImproperlyConfigured, match="TRUSTED_PROXIES"):
        read(TRUSTED_PROXIES="10.0.0.1/8")


@pytest.mark.parametrize(
    ("given", "url"),
    [
        ({"RATE_LIMITS_URL": "off"}, ""),
        ({"RATE_LIMITS_URL": "redis://limits:6379/1"}, "redis://limits:6379/1"),
        ({"BROKER_URL": "redis://broker:6379/0"}, "redis://broker:6379/0"),
        ({"BROKER_URL": "redis+socket:///run/redis.sock"}, "unix:///run/redis.sock"),
    ],
)
def test_requests_are_counted_in_the_brokers_redis_where_nothing_else_is_said(given, url):
    assert read(**given).rate_limits_url == url


def test_only_test_and_live_are_kinds_of_banks():
    assert read().api_mode == "test"
    with pytest.raises(ImproperlyConfigured, match="API_MODE"):
        read(API_MODE="demo")


@pytest.mark.parametrize(("given", "mode"), [({}, "live"), ({"API_MODE": "test"}, "test")])
def test_production_answers_live_keys_where_nothing_else_is_said(given, mode):
    bare = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME"}}
    needed = {
        "SECRET_KEY": "s",
        "FIELD_KEY": "f",
        "ALLOWED_HOSTS": "bank.example",
        "DATABASE_URL": "postgresql://a@127.0.0.1/c",
        "MASTER_KEYS": "1:" + "ab" * 32,
        "PUBLIC_ADDRESS": "https://b.example",
        "BROKER_URL": "redis://127.0.0.1",
    }
    program = "from bankcore.settings import production; print(production.API_MODE)"
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=env.REPOSITORY,
        env={**bare, **needed, **given},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == mode
