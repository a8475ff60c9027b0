"""A report is in time on its last day, and late from the day after."""

from datetime import date

import pytest

from reporting.reports.domain.registers import Deadline, deadline

DUE = date(2026, 3, 17)


@pytest.mark.parametrize(
    ("filed_on", "day", "stands"),
    [
        (DUE, DUE, Deadline.KEPT),
        (date(2026, 3, 18), date(2026, 3, 20), Deadline.LATE),
        (None, DUE, Deadline.OPEN),
        (None, date(2026, 3, 18), Deadline.OVERDUE),
        (date(2026, 3, 19), date(2026, 3, 18), Deadline.OVERDUE),  # filed after the day asked for
    ],
)
def test_how_a_report_stands_to_its_deadline(filed_on, day, stands):
    assert deadline(due_on=DUE, filed_on=filed_on, day=day) is stands
