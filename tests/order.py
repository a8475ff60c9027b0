"""In what order tests run: what takes longest first, for what ends last is waited for by all.

Processes are given equal shares of the tests, one behind the other, and take from each other's
shares what waits there longest; each begins with one sort of what is long, so that no two start the
whole bank or a browser at a time. All else is in the order of chance.
"""

from __future__ import annotations

from itertools import islice
from typing import Final, TypeVar

_T = TypeVar("_T")

# Half a minute or more of a quiet machine each.
LONG: Final = (
    (
        "tests/journeys/test_canary.py",
        "tests/journeys/test_whole_bank_starts.py",
        "tests/bankcore/runtime/test_setup.py",
        "tests/payments/faults/test_worker_killed.py",
        "tests/bankcore/outbox/test_chaos.py",
        # Transactions of ten seconds and more, whose end loads of the warehouse wait for: after
        # those of the third sort.
        "tests/security/test_urls.py",
        "tests/bankcore/presentation/test_lists.py",
    ),
    (
        "tests/web/test_every_page.py",
        "tests/web/test_back_office.py",
        "tests/web/test_paying.py",
    ),
    (
        "tests/reporting/warehouse/test_queries.py",
        "tests/bankcore/demo/test_day.py",
        "tests/bankcore/demo/test_import_berka.py",
        "tests/concurrency/test_end_of_day_crash.py",
        "tests/payments/faults/test_database_killed.py",
    ),
)


def longest_first(tests: list[tuple[str, _T]], *, processes: int) -> list[_T]:
    """Return tests, each given with its file, so that every process's share begins with long ones.

    A sort of long tests that has no process of its own follows another in its share.
    """
    heads: list[list[_T]] = [[] for _ in range(processes)]
    for number, files in enumerate(LONG):
        heads[number % processes] += [
            test for long in files for file, test in tests if file == long
        ]
    known = {file for files in LONG for file in files}
    others = iter([test for file, test in tests if file not in known])
    ordered: list[_T] = []
    for number, head in enumerate(heads):
        share = (len(tests) - len(ordered)) // (processes - number)
        ordered += [*head, *islice(others, max(0, share - len(head)))]
    return [*ordered, *others]
