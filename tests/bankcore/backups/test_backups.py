"""The disk is lost with all that is on it: what was acknowledged is in the backups, to the last."""

from __future__ import annotations

import itertools
import re
import shutil
import signal
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import Error, connection, connections

from bankcore.actor import Actor
from bankcore.alerts import public as alerts
from bankcore.alerts.models import SecurityAlert
from bankcore.backups import public as backups
from bankcore.backups.services import archive as archiving
from bankcore.backups.services import manifest, slot
from bankcore.backups.services import server as server_of
from bankcore.ledger import public as ledger
from bankcore.ledger.models import Transaction
from bankcore.monitoring import public as monitoring
from bankcore.monitoring.repositories import log_readers
from bankcore.runtime import postgres
from bankcore.settings import env
from tests.bankcore.ledger.books import book, customer_account
from tests.payments.faults import servers

CALLERS = 4
BANK = Actor.system("watch-log-readers")


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="bk-", dir="/dev/shm"))
    path.chmod(0o755)
    yield path
    shutil.rmtree(path)


@pytest.fixture
def server(_template, django_db_blocker, folder) -> Iterator[servers.OwnDatabase]:
    """Give a bank on a server of its own, whose backups lie elsewhere."""
    with django_db_blocker.unblock(), servers.own_database(_template) as found:
        found.environment = replace(found.environment, backup_folder=folder / "backups")
        with servers.pointed_at(found):
            yield found


@contextmanager
def archived(server: servers.OwnDatabase, *, synchronous: bool = True) -> Iterator[None]:
    """Archive what the server does, as the archive's process does it."""
    stopped, running = threading.Event(), threading.Event()
    ended: list[Exception] = []

    def run() -> None:
        try:
            backups.archive(
                server.environment,
                is_synchronous=synchronous,
                is_stopped=stopped.wait,
                say=lambda _line: running.set(),
            )
        except Exception as error:  # noqa: BLE001 - the test tells of it
            ended.append(error)

    process = threading.Thread(target=run)
    process.start()
    try:
        assert running.wait(30), ended
        yield
    finally:
        stopped.set()
        process.join(60)


class Clients:
    """Callers who book, and write down what they were told is booked."""

    def __init__(self) -> None:
        self.acknowledged: list[int] = []
        self._payer, self._payee = customer_account(funds=1_000_000), customer_account()
        self._stopped = threading.Event()
        self._threads = [threading.Thread(target=self._work) for _ in range(CALLERS)]

    def _work(self) -> None:
        try:
            while not self._stopped.is_set():
                self.acknowledged.append(self.book())
        except Error:
            pass  # the server is gone
        finally:
            connections.close_all()

    def book(self) -> int:
        posted = book((self._payer, -1), (self._payee, 1))
        assert isinstance(posted, ledger.Posted)
        return posted.txn_id

    def start(self) -> None:
        for each in self._threads:
            each.start()

    def wait_for(self, count: int) -> None:
        deadline = time.monotonic() + 60
        while len(self.acknowledged) < count:
            assert time.monotonic() < deadline
            time.sleep(0.02)

    def join(self) -> None:
        self._stopped.set()
        for each in self._threads:
            each.join(30)


def restored(server: servers.OwnDatabase, folder: Path, until: datetime | None = None):
    environment = env.read({"BANKCORE_DATA": str(folder / "anew")})
    environment = replace(environment, backup_folder=server.environment.backup_folder)
    return environment, backups.restore(environment, until=until, seconds=120)


@contextmanager
def bank_in(environment: env.Environment, server: servers.OwnDatabase) -> Iterator[None]:
    kept, server.environment = server.environment, environment
    try:
        with servers.pointed_at(server):
            yield
    finally:
        server.environment = kept
        postgres.stop(environment)


def test_a_lost_disk_loses_nothing_that_was_acknowledged(server, folder):
    clients = Clients()
    with archived(server):
        clients.start()
        clients.wait_for(50)
        backups.take(server.environment, now=datetime.now(UTC))
        clients.wait_for(len(clients.acknowledged) + 200)
        server.kill()
        clients.join()
        connections.close_all()
        shutil.rmtree(server.environment.postgres_folder)

    environment, found = restored(server, folder)
    with bank_in(environment, server):
        there = set(Transaction.objects.values_list("id", flat=True))
        assert sorted(set(clients.acknowledged) - there) == []
        assert [str(each) for each in ledger.verify() if not each.holds] == []
        # It is a bank again: commits wait for nobody.
        assert clients.book() not in there
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_standby_names")
            assert cursor.fetchone() == ("",)
        promotion_loses_nothing(server, folder)
    assert found.last_commit is not None


def promotion_loses_nothing(server: servers.OwnDatabase, folder: Path) -> None:
    """Lose the server for good while callers book, and let its standby take over."""
    standby = env.read({"BANKCORE_DATA": str(folder / "second")})
    try:
        backups.make_standby(server.environment, standby)
        clients = Clients()
        clients.start()
        clients.wait_for(100)
        tells_whom_it_keeps_log_for(standby)
        server.kill()
        clients.join()
        postgres.promote(standby)
        with bank_in(standby, server):
            there = set(Transaction.objects.values_list("id", flat=True))
            assert sorted(set(clients.acknowledged) - there) == []
            assert clients.book() not in there
        connections.close_all()
        with pytest.raises(backups.StandbyFailed, match="pg_basebackup"):
            backups.make_standby(server.environment, standby)
    finally:
        postgres.stop(standby)


def tells_whom_it_keeps_log_for(standby: env.Environment) -> None:
    """Ask a standby, which writes no log of its own, as the application's role."""
    with server_of.connect(standby) as session:
        session.execute("SELECT pg_create_physical_replication_slot('third', true)")
        session.execute("SET ROLE bankcore_app")
        ((name, is_active, is_lost, kept),) = session.execute(log_readers._READERS).fetchall()
        assert (name, is_active, is_lost, kept >= 0) == ("third", False, False, True)


def test_the_way_back_ends_at_a_moment(server, folder):
    clients = Clients()
    with archived(server):
        backups.take(server.environment, now=datetime.now(UTC) - timedelta(seconds=1))
        before = clients.book()
        time.sleep(0.05)
        moment = datetime.now(UTC)
        time.sleep(0.05)
        after = clients.book()
        connections.close_all()
    environment, _ = restored(server, folder, until=moment)
    with bank_in(environment, server):
        there = set(Transaction.objects.values_list("id", flat=True))
        assert (before in there, after in there) == (True, False)
        assert [str(each) for each in ledger.verify() if not each.holds] == []

    again = env.read({"BANKCORE_DATA": str(folder / "anew")})
    again = replace(again, backup_folder=server.environment.backup_folder)
    with pytest.raises(backups.TargetInUse, match="Name a folder that has none"):
        backups.restore(again, until=None, seconds=1)
    elsewhere = replace(again, data_folder=folder / "elsewhere")
    with pytest.raises(backups.NothingToRestore, match="The oldest was begun at"):
        backups.restore(elsewhere, until=moment - timedelta(days=1), seconds=1)
    assert not elsewhere.data_folder.exists()


def test_a_commit_waits_for_the_archive_and_no_longer_than_that(server, settings, monkeypatch):
    settings.ENVIRONMENT = server.environment
    clients, booked = Clients(), threading.Event()

    def book_later() -> None:
        clients.book()
        booked.set()
        connections.close_all()

    with archiving._awaited(server.environment, is_awaited=True):
        waiting = threading.Thread(target=book_later)
        waiting.start()
        assert not booked.wait(1)
        with archived(server):
            assert booked.wait(20)
    waiting.join()
    clients.book()  # stopped in order: nobody waits
    given_up_it_keeps_no_log_and_lets_nobody_wait(server, clients, monkeypatch)


def given_up_it_keeps_no_log_and_lets_nobody_wait(
    server: servers.OwnDatabase, clients: Clients, monkeypatch
) -> None:
    environment = server.environment
    with archived(server):
        _wait_for(lambda: awaited(server) == archiving.NAME and is_received(server))
        with monkeypatch.context() as patched:
            patched.setattr(slot, "_FREE_SECONDS", 0.1)
            for refused in ("--end", "--anew"):
                with pytest.raises(CommandError, match="Stop that process first"):
                    call_command("run_archive", refused)
            with pytest.raises(backups.ArchiveRunning):
                receive(server)
        assert (slots(server), awaited(server)) == ([(archiving.NAME, "reserved")], archiving.NAME)
        assert log_readers.read()[0].is_active
    archiving._set(environment, archiving.NAME)  # as a process that was killed leaves it
    for told in ("The archive is given up", "There was no archive"):
        said = StringIO()
        call_command("run_archive", "--end", stdout=said)
        assert told in said.getvalue()
    assert (slots(server), awaited(server)) == ([], "")
    clients.book()

    # Log that nobody kept is missing in what was archived: it is not gone on with.
    write_log(server)
    with pytest.raises(backups.ArchiveLost, match="ends before the log"):
        receive(server)
    assert slots(server) == []

    shutil.rmtree(environment.backup_folder)

    rounds = itertools.count()

    def drop_slot(_seconds: float) -> bool:
        if slots(server):
            _wait_for(lambda: is_received(server))
            with server_of.connect(environment) as session:
                every = "FROM pg_replication_slots"
                session.execute(f"SELECT pg_terminate_backend(active_pid, 9000) {every}")
                session.execute(f"SELECT pg_drop_replication_slot(slot_name) {every}")
        return next(rounds) > 20

    with pytest.raises(backups.NotArchiving, match="given the archive up"):
        receive(server, is_stopped=drop_slot)
    with pytest.raises(backups.BackupFailed):
        receive(server, copy=fail)
    assert awaited(server) == ""
    archiving._look(replace(environment, backup_url="host=/nowhere"))  # a server that is away


def is_received(server: servers.OwnDatabase) -> bool:
    with server_of.connect(server.environment) as session:
        return session.execute("SELECT active FROM pg_replication_slots").fetchone() == (True,)


def test_old_backups_go_and_what_only_they_need(server):
    clients, now = Clients(), datetime.now(UTC)
    with archived(server, synchronous=False):
        for hours in (3, 2, 1):
            backups.take(server.environment, now=now - timedelta(hours=hours))
            clients.book()
            switch_log(server)
        wal = server.environment.backup_folder / "wal"
        kept = backups.backups(server.environment)[1]
        _wait_for(lambda: any(each.name > kept.first_wal for each in wal.iterdir()))
        assert backups.remove_older(server.environment, keep=2) == 1
    assert [each.taken_at for each in backups.backups(server.environment)] == [
        (now - timedelta(hours=hours)).replace(microsecond=0) for hours in (2, 1)
    ]
    assert min(each.name for each in wal.iterdir()) >= kept.first_wal


def test_an_archive_that_was_away_for_too_long_says_so_and_begins_anew(
    server, folder, client, settings, monkeypatch
):
    settings.ENVIRONMENT = server.environment
    clients = Clients()
    with archived(server, synchronous=False):
        backups.take(server.environment, now=datetime.now(UTC) - timedelta(hours=1))
        before = clients.book()
    lose_slot(server)
    for _ in range(2):
        with pytest.raises(backups.ArchiveLost, match="run_archive --anew"):
            receive(server)
    assert slots(server) == [(archiving.NAME, "lost")]  # nothing has changed
    with pytest.raises(backups.ArchiveLost):
        archiving._look(server.environment)
    assert told(client) == {"kept_bytes": 0, "reader_active": 0, "reader_lost": 1}
    (alert,) = alerts_raised()
    assert (alert.kind, alert.severity) == ("log_reader_lost", "CRITICAL")
    assert "manage.py run_archive --anew" in alert.summary
    aside = begin_anew(monkeypatch)
    with archived(server):
        after = clients.book()
    assert told(client)["reader_lost"] == 0
    assert alerts_raised() == []
    connections.close_all()

    environment, _ = restored(server, folder)
    with bank_in(environment, server):
        there = set(Transaction.objects.values_list("id", flat=True))
        assert {before, after} <= there
    # What was put aside still leads back to before, and whoever looks for that is told where it is.
    with pytest.raises(backups.NothingToRestore, match=f"set BACKUP_FOLDER to its {aside.name}"):
        restored(server, folder / "early", until=datetime.now(UTC) - timedelta(minutes=30))
    server.environment = replace(server.environment, backup_folder=aside)
    environment, _ = restored(server, folder / "aside")
    with bank_in(environment, server):
        there = set(Transaction.objects.values_list("id", flat=True))
        assert (before in there, after in there) == (True, False)


def receive(server: servers.OwnDatabase, *, is_stopped=lambda _seconds: True, **more) -> None:
    backups.archive(
        server.environment,
        is_synchronous=True,
        is_stopped=is_stopped,
        say=lambda _line: None,
        **more,
    )


class Stopper(StringIO):
    """What a command says; it is stopped in order once it says that the copy is whole."""

    def __init__(self) -> None:
        super().__init__()
        self.handlers: dict[int, Callable[[], None]] = {}

    def write(self, text: str) -> int:
        if "is whole" in text:
            self.handlers[signal.SIGTERM]()
        return super().write(text)


def begin_anew(monkeypatch) -> Path:
    """Return what was put aside."""
    said = Stopper()
    monkeypatch.setattr(signal, "signal", said.handlers.__setitem__)
    call_command("run_archive", "--anew", stdout=said)
    aside = Path(re.search("until now is in (.*)[.]", said.getvalue())[1])
    assert sorted(each.name for each in aside.iterdir()) == ["bases", "wal"]
    return aside


def alerts_raised() -> list[SecurityAlert]:
    """Return the alerts that nobody has closed, once the timetable has looked."""
    monitoring.watch_log_readers(actor=BANK, now=datetime.now(UTC))
    alerts.raise_due(actor=BANK, now=datetime.now(UTC))
    return list(SecurityAlert.objects.exclude(state="CLOSED"))


def told(client) -> dict[str, float]:
    """Return what the metrics tell of the archive."""
    text = client.get("/metrics").content.decode()
    series = re.compile(
        r'^bankcore_database_log_(\w+){reader="bankcore_archive"} (\S+)$', re.MULTILINE
    )
    return {name: float(number) for name, number in series.findall(text)}


def fail() -> None:
    raise backups.BackupFailed


def lose_slot(server: servers.OwnDatabase) -> None:
    """Have the server write more log than it keeps for an archive that is away."""
    with server_of.connect(server.environment) as session:
        session.execute("ALTER SYSTEM SET max_slot_wal_keep_size = '16MB'")
        session.execute("SELECT pg_reload_conf()")
    write_log(server)


def write_log(server: servers.OwnDatabase) -> None:
    with server_of.connect(server.environment) as session:
        for _ in range(3):
            session.execute("SELECT pg_logical_emit_message(true, 'test', 'x'), pg_switch_wal()")
        session.execute("CHECKPOINT")


def slots(server: servers.OwnDatabase) -> list[tuple[str, str]]:
    with server_of.connect(server.environment) as session:
        return session.execute("SELECT slot_name, wal_status FROM pg_replication_slots").fetchall()


def awaited(server: servers.OwnDatabase) -> str:
    with server_of.connect(server.environment) as session:
        return session.execute("SHOW synchronous_standby_names").fetchone()[0]


def test_a_copy_is_compared_with_its_manifest_to_the_byte(server):
    folder = backups.take(server.environment, now=datetime.now(UTC)).folder
    assert manifest.faults(folder) == []
    version = folder / "PG_VERSION"
    kept = version.read_bytes()
    for other, fault in (
        (b"17\n", "PG_VERSION has other bytes than it had."),
        (b"180\n", "PG_VERSION has 4 bytes instead of 3."),
    ):
        version.write_bytes(other)
        assert manifest.faults(folder) == [fault]
    version.unlink()
    assert manifest.faults(folder) == ["PG_VERSION is missing."]
    version.write_bytes(kept)
    (folder / "stranger").touch()
    assert manifest.faults(folder) == ["stranger is not in the manifest."]
    told = folder / "backup_manifest"
    told.write_bytes(told.read_bytes().replace(b"PG_VERSION", b"PG_OTHER"))
    assert manifest.faults(folder) == ["backup_manifest was changed."]


def test_nothing_is_left_of_a_backup_that_failed(server, monkeypatch):
    server.environment = replace(server.environment, backup_url="host=/nowhere user=nobody")
    monkeypatch.setenv("PATH", str(postgres.binary("psql").parent))
    with pytest.raises(backups.BackupFailed):
        backups.take(server.environment, now=datetime.now(UTC))
    assert backups.backups(server.environment) == []
    assert list((server.environment.backup_folder / "bases").iterdir()) == []


@pytest.mark.parametrize("command", ["back_up", "run_archive"])
def test_a_machine_without_the_servers_programs_is_told_what_to_install(
    command, folder, settings, monkeypatch
):
    settings.ENVIRONMENT = replace(
        settings.ENVIRONMENT, backup_url="host=/nowhere", backup_folder=folder / "backups"
    )
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.setattr(signal, "signal", lambda *_: None)
    with pytest.raises(CommandError, match="Install PostgreSQL's client programs"):
        call_command(command)
    assert [each for each in (folder / "backups").rglob("*") if each.is_file()] == []


def test_giving_the_archive_up_is_not_archiving():
    with pytest.raises(CommandError, match="leave --synchronous out"):
        call_command("run_archive", "--end", "--synchronous")


def test_the_newest_backup_always_stays():
    with pytest.raises(CommandError, match="the newest backup always stays"):
        call_command("back_up", "--keep", "0")


def switch_log(server: servers.OwnDatabase) -> None:
    with server_of.connect(server.environment) as session:
        session.execute("SELECT pg_switch_wal()")


def _wait_for(condition) -> None:
    deadline = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)
