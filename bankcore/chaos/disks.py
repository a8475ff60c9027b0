"""Disks that are full, and disks that are slow."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Final

import psycopg

from bankcore.chaos import processes
from bankcore.chaos.fault import Fault
from bankcore.chaos.whole_bank import WholeBank

_FULL_SECONDS: Final = 6.0
_SLOW_SECONDS: Final = 6.0
# What is left of the small disk before the ballast comes: enough to pay for a while.
_SPARE_BYTES: Final = 96 * 1024 * 1024
_BALLAST: Final = "ballast"
_USE_UP_SECONDS: Final = 60.0
_UNMOUNT_SECONDS: Final = 10.0
_LOOK_SECONDS: Final = 0.1
_HALF_A_FILE: Final = "SELECT pg_logical_emit_message(true, 'chaos', repeat('x', 8000000))"
# A tired disk: a commit of its own takes two or three writes.
_WRITES_A_SECOND: Final = 20
_THROTTLES: Final = Path("/sys/fs/cgroup/blkio")
_LIMIT: Final = "blkio.throttle.write_iops_device"


class NeverRefused(RuntimeError):
    """The disk was full and nothing came of it: that is no trial."""


def faults() -> list[Fault]:
    """Return what can happen to the disk under the whole bank's data folder."""
    return [
        Fault(f"disk slow for {_SLOW_SECONDS:g} s", _slow_down, hindrance=_no_throttle),
        Fault(
            f"disk full for {_FULL_SECONDS:g} s",
            _fill,
            place=_on_a_small_disk,
            hindrance=_no_mounts,
        ),
    ]


def _no_mounts() -> str:
    return "" if os.geteuid() == 0 else "only root mounts a small disk"


def _no_throttle() -> str:
    if os.geteuid() != 0:
        return "only root slows a disk down"
    return "" if (_THROTTLES / _LIMIT).exists() else f"there is no {_THROTTLES / _LIMIT}"


@contextmanager
def _on_a_small_disk(bank: WholeBank) -> Iterator[None]:
    """Put the whole data folder, database, broker and logs, on a small disk, and take it back."""
    folder = bank.environment.data_folder
    aside = folder.with_name(f"{folder.name}-aside")
    bank.stop()
    folder.rename(aside)
    folder.mkdir(mode=0o755)
    try:
        size = _bytes_in(aside) + _SPARE_BYTES
        _run("mount", "-t", "tmpfs", "-o", f"size={size},mode=755", "tmpfs", str(folder))
        try:
            _copy(aside, folder)
            bank.start()
            yield
            bank.stop()
            shutil.rmtree(aside)
            aside.mkdir(mode=0o755)
            _copy(folder, aside)
        finally:
            bank.end()
            _unmount(folder)
    finally:
        folder.rmdir()
        aside.rename(folder)


def _fill(bank: WholeBank) -> None:
    """Fill the disk to the last byte, take what anybody gives back, and then free it.

    It is kept full for some seconds from when PostgreSQL has refused the first commit. Raises
    NeverRefused.
    """
    path = bank.environment.data_folder / _BALLAST
    deadline = time.monotonic() + _USE_UP_SECONDS
    try:
        with path.open("wb", buffering=0) as ballast:
            _take_all(ballast)
            while _has_room_for_log(bank):
                if time.monotonic() > deadline:
                    message = f"PostgreSQL found room for {_USE_UP_SECONDS:g} s on a full disk."
                    raise NeverRefused(message)
                _take_all(ballast)
            until = time.monotonic() + _FULL_SECONDS
            while time.monotonic() < until:
                _take_all(ballast)
                time.sleep(_LOOK_SECONDS)
    finally:
        path.unlink()


def _take_all(ballast: IO[bytes]) -> None:
    for size in (1 << 20, 1 << 12):
        with suppress(OSError):
            while True:
                ballast.write(bytes(size))


def _has_room_for_log(bank: WholeBank) -> bool:
    """Write half a file of log, so that those kept ready come to an end; returns whether it is."""
    try:
        with bank.connect("postgres") as session:
            session.execute(_HALF_A_FILE)
    except psycopg.Error:
        return False
    return True


def _slow_down(bank: WholeBank) -> None:
    """Let PostgreSQL's processes write so many times a second, all together."""
    device = bank.environment.postgres_folder.stat().st_dev
    group = _THROTTLES / f"bankcore-chaos-{os.getpid()}"
    group.mkdir()
    try:
        limit = f"{os.major(device)}:{os.minor(device)} {_WRITES_A_SECOND}"
        (group / _LIMIT).write_text(limit)
        _move(processes.family(bank.postmaster()), group)
        time.sleep(_SLOW_SECONDS)
    finally:
        (group / _LIMIT).write_text(f"{os.major(device)}:{os.minor(device)} 0")
        _empty(group)


def _move(pids: list[int], group: Path) -> None:
    for pid in pids:
        with suppress(ProcessLookupError):
            (group / "cgroup.procs").write_text(str(pid))


def _empty(group: Path) -> None:
    """Move everybody out, until nobody has made another process meanwhile, and remove it."""
    while found := (group / "cgroup.procs").read_text().split():
        _move([int(pid) for pid in found], _THROTTLES)
    group.rmdir()


def _bytes_in(folder: Path) -> int:
    return sum(each.lstat().st_blocks * 512 for each in folder.rglob("*"))


def _unmount(folder: Path) -> None:
    """Take the small disk away as soon as nobody looks at it, as who watches memory does."""
    deadline = time.monotonic() + _UNMOUNT_SECONDS
    while True:
        try:
            _run("umount", str(folder))
        except subprocess.CalledProcessError:
            if time.monotonic() > deadline:
                raise
            time.sleep(_LOOK_SECONDS)
        else:
            return


def _copy(source: Path, target: Path) -> None:
    _run("cp", "--archive", f"{source}/.", str(target))


def _run(*command: str) -> None:
    subprocess.run(command, check=True)  # noqa: S603 - the system's programs, our own arguments
