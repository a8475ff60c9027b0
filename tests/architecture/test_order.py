"""What takes longest begins first, and nothing is lost by it."""

import pytest

from bankcore.settings import env
from tests.order import LONG, longest_first

SOME = [(f"tests/test_{number % 40}.py", number) for number in range(200)]


@pytest.mark.parametrize("processes", [1, 2, 3, 4, 7])
def test_each_process_begins_with_a_sort_of_long_tests_and_every_test_runs_once(processes):
    long = [(file, f"{file} {number}") for files in LONG for file in files for number in range(2)]
    tests = sorted([*SOME, *long], key=repr, reverse=True)
    ordered = longest_first(tests, processes=processes)
    assert sorted(map(repr, ordered)) == sorted(repr(test) for _, test in tests)
    # As xdist shares them out: each process gets its part of what those before it have left.
    begin = 0
    for number, files in enumerate(LONG[:processes]):
        assert ordered[begin].startswith(files[0])
        begin += (len(tests) - begin) // (processes - number)


def test_what_is_not_long_stays_in_the_order_of_chance():
    assert longest_first(SOME, processes=3) == [number for _, number in SOME]


def test_every_long_file_is_there():
    assert [file for files in LONG for file in files if not (env.REPOSITORY / file).exists()] == []
