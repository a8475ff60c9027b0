"""The data of tests lie in memory, each checkout's apart, and only where there is room."""

import os
from pathlib import Path

import pytest

from tests import in_memory


@pytest.fixture
def memory(monkeypatch, tmp_path) -> Path:
    """Return a folder that is taken for memory, as a process finds it whose data are on disk."""
    monkeypatch.setattr(in_memory, "_MEMORY", tmp_path)
    monkeypatch.setattr(in_memory, "_ROOM_BYTES", 0)
    monkeypatch.delenv(in_memory._MOVED, raising=False)
    monkeypatch.setenv("BANKCORE_DATA", "/somewhere/data")
    return tmp_path


def test_each_data_folder_has_a_place_of_its_own_in_memory(memory, monkeypatch):
    in_memory.move()
    one = Path(os.environ["BANKCORE_DATA"])
    assert one.parent == memory
    monkeypatch.delenv(in_memory._MOVED)
    monkeypatch.setenv("BANKCORE_DATA", "/elsewhere/data")
    in_memory.move()
    assert Path(os.environ["BANKCORE_DATA"]) not in {one, Path("/elsewhere/data")}


def test_a_program_of_a_test_keeps_the_data_folder_that_it_was_given(memory, monkeypatch):
    in_memory.move()
    monkeypatch.setenv("BANKCORE_DATA", "/given/by/a/test")
    in_memory.move()
    assert os.environ["BANKCORE_DATA"] == "/given/by/a/test"


def test_where_memory_is_short_data_stay_on_disk(memory, monkeypatch):
    monkeypatch.setattr(in_memory, "_ROOM_BYTES", 1 << 60)
    in_memory.move()
    assert os.environ["BANKCORE_DATA"] == "/somewhere/data"
    assert in_memory.folder() == in_memory._DISK


def test_a_place_that_another_user_has_made_is_not_used(memory, monkeypatch):
    uid = os.getuid()
    in_memory.move()
    made = Path(os.environ["BANKCORE_DATA"])
    monkeypatch.setattr(os, "getuid", lambda: uid + 1)
    made.rename(made.with_name(made.name.replace(f"tests-{uid}-", f"tests-{uid + 1}-")))
    monkeypatch.delenv(in_memory._MOVED)
    monkeypatch.setenv("BANKCORE_DATA", "/somewhere/data")
    in_memory.move()
    assert os.environ["BANKCORE_DATA"] == "/somewhere/data"
