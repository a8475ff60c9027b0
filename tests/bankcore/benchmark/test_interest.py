"""One tiny run of what measures interest."""

from datetime import date

from bankcore.benchmark import interest
from tests.accounts.interest_days import broken
from tests.conftest import NOW, OPENING_DAY


def test_every_account_accrues_each_day_and_is_posted_at_the_months_end(committed_bank):
    said = []
    steps = interest.measure(count=70, first=OPENING_DAY, days=30, now=NOW, say=said.append)
    accrued = [step.counts["accrued"] for step in steps if step.name == "accrue_interest"]
    assert accrued == [0, *[70] * 29]
    posted = {step.day: step.counts["posted"] for step in steps if step.name == "post_interest"}
    assert {day: count for day, count in posted.items() if count} == {date(2026, 3, 31): 70}
    assert len(said) == 1 + len(steps)
    assert broken() == []
