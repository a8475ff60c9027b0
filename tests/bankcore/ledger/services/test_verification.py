# ruff: noqa: S608 - statements are put together from this suite's own words
"""The invariants of one closed day: sound books hold them, damage to the day breaks them."""

import pytest

from bankcore.ledger import public as ledger
from tests.bankcore.ledger.books import book, customer_account, hold
from tests.bankcore.ledger.damage import damage
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

_DAY = f"'{OPENING_DAY}'"
BREAKS = {
    "a leg is doubled": (
        [f"UPDATE ledger_entry SET amount = amount * 2 WHERE booking_date = {_DAY} AND leg = 1"],
        {"I1", "I13"},
    ),
    "money is made": (
        ["UPDATE ledger_balance SET cr_posted = cr_posted + 5 WHERE held > 0"],
        {"I2"},
    ),
    "more is held than holds say": (
        ["UPDATE ledger_balance SET held = held + 1 WHERE held > 0"],
        {"I7"},
    ),
    "a general-ledger line is wrong": (
        ["UPDATE ledger_gl_daily SET debits = debits + 1 WHERE debits > 0"],
        {"I11"},
    ),
    "a snapshot is wrong": (
        ["UPDATE ledger_snapshot SET balance = balance + 1 WHERE balance = 70"],
        {"I11", "I13"},
    ),
    "a snapshot is missing": (
        ["DELETE FROM ledger_snapshot WHERE balance = 70"],
        {"I11", "I13"},
    ),
}


@pytest.fixture
def closed_day(committed_bank) -> None:
    anna, ben = customer_account(funds=100), customer_account()
    book((anna, -30), (ben, 30))
    hold(anna, 10)
    ledger.close_business_day(actor=TESTER, now=NOW)
    book((anna, -5), (ben, 5))


def broken() -> set[str]:
    return {check.code for check in ledger.verify_day(day=OPENING_DAY) if not check.holds}


def test_a_sound_day_holds_each_of_them(closed_day):
    checks = list(ledger.verify_day(day=OPENING_DAY))
    assert [check.code for check in checks] == ["I1", "I2", "I6", "I7", "I11", "I13"]
    assert all(check.holds and check.checked for check in checks), checks


@pytest.mark.parametrize("what", BREAKS)
def test_damage_to_the_day_is_found(closed_day, what):
    statements, expected = BREAKS[what]
    damage(*statements)
    assert broken() == expected
