# ruff: noqa: S608 - statements are put together from this suite's own words
"""manage.py verify_ledger: a line for each invariant, and which one is broken."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from bankcore.ledger import public as ledger
from bankcore.seals import public as seals
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import book, capture, customer_account, hold
from tests.bankcore.ledger.damage import damage
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, request_key

LINE = re.compile(r"([A-Z]+\d+) +(ok|BROKEN) +([\d,]+) checked +([\d,]+) broken")
ALL = [f"I{number}" for number in range(1, 14)]
SUB_LEDGERS = [f"I{number}" for number in range(14, 17)]
SUB_LEDGERS += [f"LN{number}" for number in range(1, 10)]
SUB_LEDGERS += [f"US{number}" for number in range(1, 5)]
SUB_LEDGERS += [f"CD{number}" for number in range(1, 4)]
SUB_LEDGERS += [*(f"PR{number}" for number in range(1, 4)), "SP1"]

ONE_ENTRY = "(SELECT min(txn_id) FROM ledger_entry)"
ONE_ACCOUNT = "(SELECT min(account_id) FROM ledger_balance)"
NO_LIMITS = "ALTER TABLE ledger_balance DROP CONSTRAINT ledger_balance_floor"

# What is done to the books, and every invariant that it breaks.
BREAKS = {
    "I1 a leg is doubled": (
        [
            f"UPDATE ledger_entry SET amount = amount * 2 WHERE txn_id = {ONE_ENTRY} AND leg = 1",
        ],
        {"I1", "I3", "I5", "I11", "I12", "I13"},
    ),
    "I1 a transaction has no legs": (
        [
            (
                "INSERT INTO ledger_txn (id, created_at, booking_date, value_date, kind, actor,"
                " narrative) VALUES (77, now(), '2026-03-09', '2026-03-09', 1, 'x', '')"
            ),
            (
                "INSERT INTO ledger_idem (key, source, operation, result_id, created_at,"
                " booking_date, request_hash)"
                " VALUES (gen_random_uuid(), 3, 1, 77, now(), '2026-03-09', sha256(''))"
            ),
        ],
        {"I1"},
    ),
    "I2 money is made": (
        [f"UPDATE ledger_balance SET cr_posted = cr_posted + 5 WHERE account_id = {ONE_ACCOUNT}"],
        {"I2", "I3", "I11", "I13"},
    ),
    "I3 a balance shows more turnover than its entries": (
        [
            (
                "UPDATE ledger_balance SET cr_posted = cr_posted + 5, dr_posted = dr_posted + 5"
                f" WHERE account_id = {ONE_ACCOUNT}"
            )
        ],
        {"I3"},
    ),
    "I4 a balance has lost count of its entries": (
        [f"UPDATE ledger_balance SET seq = seq + 1 WHERE account_id = {ONE_ACCOUNT}"],
        {"I4"},
    ),
    "I4 an entry is numbered out of line": (
        [
            (
                "UPDATE ledger_entry e SET seq = seq + 7 WHERE seq ="
                " (SELECT max(seq) FROM ledger_entry l WHERE l.account_id = e.account_id)"
            )
        ],
        {"I4", "I12"},
    ),
    "I5 a balance after an entry is wrong": (
        ["UPDATE ledger_entry SET balance_after = balance_after + 1 WHERE seq = 1 AND amount > 0"],
        {"I5", "I12"},
    ),
    "I6 an account is overdrawn": (
        [NO_LIMITS, "UPDATE ledger_balance SET floor = 1000000 WHERE floor IS NOT NULL"],
        {"I6"},
    ),
    "I7 more is held than holds say": (
        ["UPDATE ledger_balance SET held = held + 1 WHERE held > 0"],
        {"I7"},
    ),
    "I7 a hold's history does not explain it": (
        ["DELETE FROM ledger_hold_event WHERE event = 'CAPTURED'"],
        {"I7"},
    ),
    "I8 a transaction has no key": (
        [f"DELETE FROM ledger_idem WHERE result_id = {ONE_ENTRY}"],
        {"I8"},
    ),
    "I8 an answer was given for a transaction that is not there": (
        [f"UPDATE ledger_idem SET result_id = 9 WHERE result_id = {ONE_ENTRY}"],
        {"I8"},
    ),
    "I9 a reversal takes back another transaction": (
        [f"UPDATE ledger_reversal SET reverses_id = {ONE_ENTRY}"],
        {"I9", "I12"},
    ),
    "I9 a reversal takes back nothing": (
        ["UPDATE ledger_reversal SET reverses_id = 9"],
        {"I9", "I12"},
    ),
    "I10 something was booked after the period was closed": (
        ["UPDATE ledger_period SET xid = 1"],
        {"I10"},
    ),
    "I11 the general ledger's day is wrong": (
        ["UPDATE ledger_gl_daily SET debits = debits + 1, credits = credits + 1"],
        {"I11"},
    ),
    "I12 history is rewritten": (
        [f"UPDATE ledger_txn SET narrative = 'Gift' WHERE id = {ONE_ENTRY}"],
        {"I12"},
    ),
    "I13 a snapshot is wrong": (
        [f"UPDATE ledger_snapshot SET balance = balance + 1 WHERE account_id = {ONE_ACCOUNT}"],
        {"I13"},
    ),
}


@pytest.fixture
def lived_in(committed_bank) -> None:
    """Have a bank with everything in its books that an invariant looks at."""
    anna, ben = customer_account(funds=1_000), customer_account()
    first = book((anna, -200), (ben, 200))
    capture(hold(anna, 100), 40, (anna, -40), (ben, 40))
    books.reverse(txn_id=first.txn_id, reason="Error", request=request_key(), actor=TESTER, now=NOW)
    book((anna, -10_000), (ben, 10_000))
    ledger.close_business_day(actor=TESTER, now=NOW)
    book((anna, -5), (ben, 5))
    books.wait_until_final()
    seals.seal_all(now=NOW)
    assert ledger.business_date() == OPENING_DAY + timedelta(days=1)


def verify_ledger() -> tuple[int, dict[str, tuple[str, int, int]], str]:
    """Run the command; return its exit status, its lines by code, and its last words."""
    out, errors = StringIO(), StringIO()
    try:
        call_command("verify_ledger", stdout=out, stderr=errors)
        status = 0
    except SystemExit as leaving:
        status = leaving.code
    lines = {
        code: (verdict, int(checked.replace(",", "")), int(wrong.replace(",", "")))
        for code, verdict, checked, wrong in LINE.findall(out.getvalue())
    }
    return status, lines, (errors.getvalue() or out.getvalue()).strip().splitlines()[-1]


def test_sound_books_are_told_in_a_line_for_each_invariant(lived_in):
    status, lines, last = verify_ledger()
    assert (status, last) == (0, "All invariants hold.")
    assert list(lines) == [*ALL, *SUB_LEDGERS, "FX1"]
    assert {verdict for verdict, _, _ in lines.values()} == {"ok"}
    assert all(lines[code][1] > 0 for code in ALL), lines
    assert lines["I1"][1] == 5
    assert lines["I9"][1] == 1


def test_an_empty_bank_is_sound(committed_bank):
    status, lines, _ = verify_ledger()
    assert (status, list(lines)) == (0, [*ALL, *SUB_LEDGERS])


@pytest.mark.parametrize("what", BREAKS)
def test_damage_is_found_by_the_invariant_it_breaks(lived_in, what):
    statements, expected = BREAKS[what]
    damage(*statements)
    status, lines, last = verify_ledger()
    found = {code for code, (verdict, _, _) in lines.items() if verdict == "BROKEN"}
    assert found == expected
    assert all((wrong > 0) == (code in expected) for code, (_, _, wrong) in lines.items())
    assert status == 1
    assert last == f"{len(expected)} invariants are broken."


def test_every_invariant_is_broken_by_some_damage_here():
    assert {what.split()[0] for what in BREAKS} == set(ALL)
