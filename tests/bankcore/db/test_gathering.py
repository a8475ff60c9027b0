"""Rows that nobody waits for are written together, and none is forgotten."""

import logging
from threading import Event

from django.db import connection

from bankcore.db.gathering import Gatherer


class Paper:
    """Where rows are written, with word of each time."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.written = Event()

    def write(self, rows) -> None:
        self.batches.append(list(rows))
        self.written.set()


def test_rows_that_come_together_are_written_at_once():
    paper = Paper()
    gatherer = Gatherer[int](write=paper.write, seconds=3600, most=3)
    for row in (1, 2, 3, 4):
        gatherer.add(row)
    assert [row for batch in paper.batches for row in batch] == [1, 2, 3]
    gatherer.flush()  # as at the end of the process
    assert paper.batches[-1] == [4]


def test_a_single_row_is_written_though_no_other_follows():
    paper = Paper()
    gatherer = Gatherer[int](write=paper.write, seconds=0.01, most=100)
    gatherer.add(1)
    assert paper.written.wait(30)
    paper.written.clear()
    gatherer.add(2)
    assert paper.written.wait(30)
    assert paper.batches == [[1], [2]]


def test_a_failure_to_write_is_told_in_the_log_and_ends_nothing(caplog):
    # One that a test before has left open is looked at after a failure, which needs a database.
    connection.close()
    paper = Paper()

    def fail_once(rows) -> None:
        if not caplog.records:
            message = "no paper"
            raise OSError(message)
        paper.write(rows)

    gatherer = Gatherer[int](write=fail_once, seconds=3600, most=1)
    with caplog.at_level(logging.ERROR):
        gatherer.add(1)
    assert "1 rows were not written down" in caplog.text
    gatherer.add(2)
    assert paper.batches == [[2]]
