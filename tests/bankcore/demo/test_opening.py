"""The demo bank's first day."""

from datetime import date

import pytest

from bankcore.demo import opening


@pytest.mark.parametrize(
    ("opened_on", "first_day"),
    [
        (date(2026, 11, 26), date(2026, 11, 25)),  # Thanksgiving: no dollars settle
        (date(2026, 11, 29), date(2026, 11, 27)),  # a Sunday
        (date(2027, 3, 29), date(2027, 3, 25)),  # Easter Monday: no euros settle
        (date(2027, 3, 30), date(2027, 3, 30)),
    ],
)
def test_the_first_day_is_one_on_which_every_network_settles(opened_on, first_day):
    assert opening.first_day(opened_on) == first_day
