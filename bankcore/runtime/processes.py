"""The bank's processes on one machine: started together, watched, stopped together."""

from __future__ import annotations

import contextlib
import ctypes
import os
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_LIBC = ctypes.CDLL(None)
_PR_SET_PDEATHSIG = 1
_LOOK_SECONDS = 0.1
_SERVER_SECONDS = 2.0
_STOP_SECONDS = 15.0
_FIRST_PAUSE = 0.5
_LONGEST_PAUSE = 30.0
# A process that has run this long was well: the next failure is a new one.
_WELL_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Program:
    """A process to keep running; it is up once its log says `ready`."""

    name: str
    command: Sequence[str]
    ready: str


@dataclass(frozen=True, slots=True)
class Server:
    """A daemon beneath the programs: looked at now and then, started again where it is gone.

    `start` returns whether it had to; it raises RuntimeError or OSError where it could not.
    """

    name: str
    start: Callable[[], bool]


@dataclass(slots=True)
class _Child:
    program: Program
    log: Path
    process: subprocess.Popen[bytes] | None = None
    log_start: int = 0
    is_up: bool = False
    started: float = 0.0
    pause: float = _FIRST_PAUSE
    again_at: float = 0.0


@dataclass(slots=True)
class Supervisor:
    """Keeps programs running until stopped; `say` gets a line for whatever happens."""

    programs: Sequence[Program]
    log_folder: Path
    say: Callable[[str], None]
    on_all_up: Callable[[], None] = lambda: None
    servers: Sequence[Server] = ()
    _stopping: threading.Event = field(default_factory=threading.Event)
    _servers_seen: float = field(default_factory=time.monotonic)

    def stop(self, *_signal: object) -> None:
        """Ask `run` to stop everything and return."""
        self._stopping.set()

    def stop_on_signals(self) -> None:
        """Have SIGINT and SIGTERM call `stop`, whether `run` has begun or not."""
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)

    def run(self) -> None:
        """Run all programs until SIGINT, SIGTERM or `stop`; one that ends is started again."""
        self.stop_on_signals()
        self.log_folder.mkdir(parents=True, exist_ok=True)
        children = [_Child(p, self.log_folder / f"{p.name}.log") for p in self.programs]
        greeted = False
        try:
            while not self._stopping.is_set():
                self._look_after_servers()
                for child in children:
                    self._look_after(child)
                if not greeted and all(child.is_up for child in children):
                    greeted = True
                    self.on_all_up()
                self._stopping.wait(_LOOK_SECONDS)
        finally:
            self._stop_all(children)

    def _look_after_servers(self) -> None:
        now = time.monotonic()
        if now - self._servers_seen < _SERVER_SECONDS:
            return
        self._servers_seen = now
        for server in self.servers:
            try:
                if server.start():
                    self.say(f"{server.name:<8} had ended; started again")
            except (RuntimeError, OSError) as error:
                self.say(f"{server.name:<8} cannot be started: {str(error).splitlines()[0]}")

    def _look_after(self, child: _Child) -> None:
        now = time.monotonic()
        if child.process is None:
            if now >= child.again_at:
                _start(child)
            return
        code = child.process.poll()
        if code is not None:
            _kill_group(child.process)
            self._note_end(child, code, now)
        elif not child.is_up and _has_said(child, child.program.ready):
            child.is_up = True
            self.say(f"{child.program.name:<8} up, process {child.process.pid}, log {child.log}")

    def _note_end(self, child: _Child, code: int, now: float) -> None:
        if now - child.started > _WELL_SECONDS:
            child.pause = _FIRST_PAUSE
        child.process, child.is_up, child.again_at = None, False, now + child.pause
        self.say(
            f"{child.program.name:<8} ended ({_reason(code)}); again in {child.pause:g} s,"
            f" log {child.log}"
        )
        child.pause = min(child.pause * 2, _LONGEST_PAUSE)

    def _stop_all(self, children: Sequence[_Child]) -> None:
        for child in reversed(children):
            if child.process is not None:
                _stop(child.process)
                self.say(f"{child.program.name:<8} stopped")


def _start(child: _Child) -> None:
    with child.log.open("ab") as output:
        child.log_start = output.tell()
        child.started = time.monotonic()
        child.process = subprocess.Popen(  # noqa: S603 - our own programs
            child.program.command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            # Ctrl-C reaches the supervisor alone, which stops the rest in order.
            start_new_session=True,
            preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has one thread
        )


def _die_with_parent() -> None:
    """Have the kernel stop this process when the supervisor is killed."""
    _LIBC.prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)


def _has_said(child: _Child, text: str) -> bool:
    with child.log.open("rb") as log:
        log.seek(child.log_start)
        return text.encode() in log.read()


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(_STOP_SECONDS)
    _kill_group(process)
    process.wait()


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """Kill what a program has left behind of its own children, or the program that will not end."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)


def _reason(code: int) -> str:
    return signal.Signals(-code).name if code < 0 else f"exit code {code}"
