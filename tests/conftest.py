"""A real PostgreSQL for every test: inside one transaction, or in a database of its own."""

import contextlib
import gc
import os
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from _pytest import runner
from django.conf import settings
from django.contrib import admin
from django.core.management import call_command
from django.db import connections
from django.test import Client
from hypothesis import settings as hypothesis
from psycopg import sql

from bankcore import clock
from bankcore.crypto import key_ring, subject_keys
from bankcore.db import rights
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from bankcore.runtime import embedded, garbage
from bankcore.settings import env
from tests import in_memory, made, order, pristine, stack

OPENING_DAY = date(2026, 3, 2)
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
_PREFIX = "test_bankcore_"
_MADE = "made_for_tests_"
SHARED_DATA = Path(
    os.environ.get("BANKCORE_SHARED_DATA", env.REPOSITORY.parent / "shared" / "data")
)

# How long an example takes says how busy the machine is, and nothing about the bank.
hypothesis.register_profile("bank", deadline=None)
hypothesis.load_profile("bank")

# Tests start the bank's programs a hundred times: none should compile the bank's code anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Iterator[object]:
    """Spare the collector what stays until the end: the modules, and the tests themselves."""
    gc.disable()
    admin.site.load()  # whose pages many modules of tests go through
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()
        garbage.collect_rarely()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Put what takes longest first, once the others are in an order of chance."""
    given = getattr(config, "workerinput", {"workercount": 1})
    tests = [(test.path.relative_to(config.rootpath).as_posix(), test) for test in items]
    items[:] = order.longest_first(tests, processes=given["workercount"])


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> bool:
    """Run a test as pytest does, with room on the stack."""
    return stack.with_room(runner.pytest_runtest_protocol, item, nextitem)


@pytest.fixture
def now() -> datetime:
    """Return a moment of the opening day."""
    return NOW


@pytest.fixture(scope="session")
def _server() -> Iterator[None]:
    with embedded.database(env.read()):
        _spare_memory()
        yield


def _spare_memory() -> None:
    """Let the log of a server whose data are in memory be as short as they are."""
    environment = env.read()
    if environment.database_is_embedded and in_memory.is_used():
        with psycopg.connect(
            host=str(environment.socket_folder), user="postgres", dbname="postgres", autocommit=True
        ) as server:
            server.execute("ALTER SYSTEM SET min_wal_size = '80MB'")
            server.execute("ALTER SYSTEM SET max_wal_size = '512MB'")
            server.execute("SELECT pg_reload_conf()")


@pytest.fixture(scope="session")
def _template(_server, django_db_blocker) -> Iterator[str]:
    """Give this process a database of its own: every migration, and the first day open."""
    name = f"{_PREFIX}{os.getpid()}"
    with made.alone(), django_db_blocker.unblock():
        _drop_left_behind()
        _replace_database(name, template=_made())
        _point_to(name)
    yield name
    with django_db_blocker.unblock():
        connections.close_all()
    _drop_database(name)


@pytest.fixture(scope="session")
def django_db_setup(_template) -> None:
    """Take pytest-django's place: its test databases would lack the application's role."""


@pytest.fixture
def bank(db) -> None:
    """Open the bank's first day; everything is rolled back after the test."""


@pytest.fixture(autouse=True)
def _log_ins_without_pages(monkeypatch) -> None:
    """Let `client.login` and `client.force_login` count as a log-in with a second factor.

    They go past the pages; what these hold is tested with `client.post("/login/", ...)`.
    """
    plain = Client._login

    def log_in(client: Client, user, backend=None) -> None:
        plain(client, user, backend)
        identity.begin_session(
            user_id=user.pk,
            key_digest=identity.session_digest(client.cookies[settings.SESSION_COOKIE_NAME].value),
            factor=identity.Factor.APP,
            where=identity.Where(address="127.0.0.1", user_agent=""),
            device_token="",
            remember=False,
            now=clock.now(),
        )

    monkeypatch.setattr(Client, "_login", log_in)


class _Standing:
    """This process's database for tests that commit."""

    def __init__(self) -> None:
        self._name = ""
        self._state: pristine.State | None = None

    def lend(self, template: str) -> str:
        """Return the name of a database that equals the template."""
        self._name = f"{template}_{threading.get_native_id()}"
        if self._state is None:
            _replace_database(self._name, template=template)
            self._state = pristine.seen(self._name)
        return self._name

    def take_back(self) -> None:
        """Put it back as it was, or drop it."""
        before, self._state = self._state, None
        if before is not None:
            self._state = pristine.restored(self._name, before)
        if self._state is None:
            self.drop()

    def drop(self) -> None:
        """Drop it, where there is one."""
        if self._name:
            self._state = None
            _drop_database(self._name)


@pytest.fixture(scope="session")
def _standing(_template) -> Iterator[_Standing]:
    standing = _Standing()
    yield standing
    standing.drop()


@pytest.fixture
def committed_bank(_template, _standing, django_db_blocker) -> Iterator[str]:
    """Give the test a database of its own, where commits are real; the value is its name.

    The next test finds it as this one did: put back where that can be, or else made anew, for
    the journal cannot be emptied by whoever the bank lets in.
    """
    with django_db_blocker.unblock():
        connections.close_all()
        name = _standing.lend(_template)
        _point_to(name)
        yield name
        connections.close_all()
        _point_to(_template)
    _standing.take_back()


@pytest.fixture
def rewind(committed_bank) -> Iterator[Callable[[], None]]:
    """Give a function that keeps the bank as it is when first called, and puts it back later."""
    kept = f"{committed_bank}_kept"

    def call() -> None:
        connections.close_all()
        there = call.__dict__.setdefault("there", False)
        source, target = (kept, committed_bank) if there else (committed_bank, kept)
        _replace_database(target, template=source)
        key_ring.forget()
        subject_keys.forget()
        call.__dict__["there"] = True

    yield call
    _drop_database(kept)


# Tests make staff in the transaction that is rolled back after them, for which the bank's role is
# lent what is the owner's alone; `closed_doors` takes it back in a database of the test's own.
_OWNERS = (
    """{} EXECUTE ON FUNCTION
    identity_bootstrap(bigint, text[], boolean, boolean, text, text, timestamptz)
    {} bankcore_app""",
    """{} INSERT, UPDATE, DELETE ON identity_user_groups,
    identity_user_user_permissions, auth_group,
    auth_group_permissions {} bankcore_app""",
)


def _let_tests_make_staff() -> None:
    with connections["owner"].cursor() as cursor:
        for right in _OWNERS:
            cursor.execute(right.format("GRANT", "TO"))


@pytest.fixture
def closed_doors(committed_bank) -> Callable[[], None]:
    """Give a function that leaves the bank's role with the rights that it has in production."""

    def close() -> None:
        with connections["owner"].cursor() as cursor:
            for right in _OWNERS:
                cursor.execute(right.format("REVOKE", "FROM"))

    return close


def _made() -> str:
    """Return the database that all migrations have made, making it where today has none.

    Its name tells all that it was made from: whatever changes, another is made.
    """
    name = f"{_MADE}{made.digest()}"
    found = _databases(_MADE)
    if name in found:
        return name
    for older in found:
        _drop_database(older)
    unfinished = f"{_PREFIX}{os.getpid()}_unfinished"
    _replace_database(unfinished, template="template1")
    _point_to(unfinished)
    gc.disable()  # what migrations forget is given back at once, after them
    try:
        call_command("migrate", database="owner", verbosity=0)
    finally:
        gc.enable()
        gc.collect()
    rights.grant()
    _let_tests_make_staff()
    ledger.open_first_business_day(day=OPENING_DAY)
    identity.ensure_roles()
    connections.close_all()
    with _maintenance() as server:
        server.execute(
            sql.SQL("ALTER DATABASE {} RENAME TO {}").format(
                sql.Identifier(unfinished), sql.Identifier(name)
            )
        )
    return name


def _databases(prefix: str) -> list[str]:
    with _maintenance() as server:
        found = server.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [prefix]
        ).fetchall()
    return [name for (name,) in found]


def _drop_left_behind() -> None:
    """Drop the databases of runs that were killed: their names tell the process."""
    for name in _databases(_PREFIX):
        if not Path(f"/proc/{name.removeprefix(_PREFIX).split('_')[0]}").exists():
            with contextlib.suppress(psycopg.errors.ObjectInUse):
                _drop_database(name)


def _point_to(name: str) -> None:
    key_ring.forget()
    subject_keys.forget()
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def _maintenance() -> psycopg.Connection:
    owner = env.read().database_owner
    return psycopg.connect(
        host=owner.host,
        port=owner.port or None,
        user=owner.user or None,
        password=owner.password or None,
        dbname=owner.name,
        autocommit=True,
    )


def _replace_database(name: str, *, template: str) -> None:
    _drop_database(name)
    with _maintenance() as server:
        server.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(
                sql.Identifier(name), sql.Identifier(template)
            )
        )


def _drop_database(name: str) -> None:
    with _maintenance() as server:
        # Without FORCE: PostgreSQL waits for closing connections, and a leaked one is an error.
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


def in_threads(count: int, work) -> list:
    """Run `work(number)` in so many threads that start together; return results or exceptions."""
    start = threading.Barrier(count)
    results: list = [None] * count

    def run(number: int) -> None:
        start.wait(timeout=10)
        try:
            results[number] = work(number)
        except Exception as error:  # noqa: BLE001 - the test judges it
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    assert not any(thread.is_alive() for thread in threads), "a thread hangs"
    return results


assert settings.configured
