"""The supervisor, over real processes."""

import os
import signal
import subprocess
import sys
import time

import pytest

SCRIPT = """
import sys
from pathlib import Path
from bankcore.runtime.processes import Program, Supervisor

child = [sys.executable, "-u", "-c", "import time; print('ready'); time.sleep(600)"]
failing = [sys.executable, "-u", "-c", "print('ready'); raise SystemExit(3)"]
chosen = {"good": child, "failing": failing}
Supervisor(
    programs=[Program(name, chosen[name], ready="ready") for name in sys.argv[2:]],
    log_folder=Path(sys.argv[1]),
    say=lambda line: print(line, flush=True),
    on_all_up=lambda: print("all up", flush=True),
).run()
"""


@pytest.fixture
def supervisor(tmp_path):
    started = []

    def start(*names: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", SCRIPT, str(tmp_path), *names],
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def line_with(process: subprocess.Popen, text: str) -> str:
    for line in process.stdout:
        if text in line:
            return line
    pytest.fail(f"it ended without saying {text!r}")


def pid_in(line: str) -> int:
    return int(line.partition("process ")[2].partition(",")[0])


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def assert_gone(pid: int) -> None:
    deadline = time.monotonic() + 10
    while is_alive(pid):
        assert time.monotonic() < deadline, f"process {pid} is still there"
        time.sleep(0.05)


@pytest.mark.parametrize("sent", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_and_leaves_nobody(supervisor, sent):
    process = supervisor("good")
    child = pid_in(line_with(process, "good     up"))
    process.send_signal(sent)
    line_with(process, "good     stopped")
    assert process.wait(10) == 0
    assert_gone(child)


def test_a_killed_process_is_started_again(supervisor):
    process = supervisor("good")
    first = pid_in(line_with(process, "good     up"))
    os.kill(first, signal.SIGKILL)
    assert "SIGKILL" in line_with(process, "ended")
    assert pid_in(line_with(process, "good     up")) != first


def test_a_process_that_keeps_failing_is_started_ever_more_slowly(supervisor):
    process = supervisor("failing")
    said = [line_with(process, "ended") for _ in range(3)]
    assert ["exit code 3" in line for line in said] == [True] * 3
    pauses = [float(line.partition("again in ")[2].partition(" s")[0]) for line in said]
    assert pauses == [0.5, 1, 2]


def test_a_killed_supervisor_takes_its_processes_along(supervisor):
    process = supervisor("good")
    child = pid_in(line_with(process, "good     up"))
    process.kill()
    process.wait(10)
    assert_gone(child)
