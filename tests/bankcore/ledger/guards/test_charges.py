"""What the bank's own charges may do to an account, held by PostgreSQL whoever writes."""

import pytest
from django.db import IntegrityError

from tests.conftest import NOW, OPENING_DAY

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
TRANSFER, INTEREST, FEE, TAX = 2, 7, 8, 11


def charge(raw, account, amount, balance_after, *, seq=2, kind=FEE) -> None:
    """Take `amount` from the account as a transaction of this kind."""
    number = raw.book_kind(kind)
    own = raw.account(kind="INTERNAL")
    raw.add_legs(number, (account, seq, -amount, balance_after), (own, 1, amount, amount))


def excess(raw, account) -> int:
    return raw.run("SELECT excess FROM ledger_balance WHERE account_id = %s", [account])[0][0]


@pytest.mark.parametrize("kind", [INTEREST, FEE, TAX])
def test_a_charge_may_take_an_account_below_its_floor(raw, kind):
    anna = raw.account(funds=100)
    charge(raw, anna, 130, -30, kind=kind)
    assert raw.balance(anna) == (130, 100, 0, 2)
    assert excess(raw, anna) == 30


def test_a_charge_within_the_floor_leaves_no_excess(raw):
    anna = raw.account(funds=100)
    charge(raw, anna, 100, 0)
    assert excess(raw, anna) == 0


def test_another_debit_below_the_floor_is_refused_as_ever(raw):
    anna = raw.account(funds=100)
    with pytest.raises(IntegrityError, match="do not follow"):
        charge(raw, anna, 130, -30, kind=TRANSFER)


def test_nothing_but_charges_is_taken_while_there_is_excess(raw):
    anna = raw.account(funds=100)
    charge(raw, anna, 130, -30)
    with pytest.raises(IntegrityError, match="do not follow"):
        charge(raw, anna, 1, -31, seq=3, kind=TRANSFER)
    charge(raw, anna, 1, -31, seq=3)
    assert excess(raw, anna) == 31


def test_money_paid_in_makes_up_for_the_excess_and_is_not_lent_out_again(raw):
    anna, ben = raw.account(funds=100), raw.account(funds=500)
    charge(raw, anna, 130, -30)
    raw.book((anna, 3, 20, -10), (ben, 2, -20, 480))
    assert excess(raw, anna) == 10
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.book((anna, 4, -1, -11), (ben, 3, 1, 481))
    raw.book((anna, 4, 15, 5), (ben, 3, -15, 465))
    assert excess(raw, anna) == 0
    raw.book((anna, 5, -5, 0), (ben, 4, 5, 470))


def test_a_charge_hides_no_other_debit_in_the_same_statement(raw):
    anna, own = raw.account(funds=100), raw.account(kind="INTERNAL")
    fee, transfer = raw.book_kind(FEE), raw.book_kind(TRANSFER)
    day = OPENING_DAY.isoformat()
    lines = [
        (anna, 2, -130, -30, fee, day, day, 1, 978),
        (anna, 3, -1, -31, transfer, day, day, 1, 978),
        (own, 1, 130, 130, fee, day, day, 2, 978),
        (own, 2, 1, 131, transfer, day, day, 2, 978),
    ]
    with pytest.raises(IntegrityError, match="do not follow"):
        raw.copy_legs(lines)
    assert raw.balance(anna) == (0, 100, 0, 1)


def test_nothing_can_be_held_while_there_is_excess(raw):
    anna = raw.account(funds=100)
    charge(raw, anna, 130, -30)
    with pytest.raises(IntegrityError, match="ledger_balance_floor"):
        raw.run(
            """
            INSERT INTO ledger_hold (account_id, currency, amount, reference, placed_at)
            VALUES (%s, 978, 1, 'x', %s)""",
            [anna, NOW],
        )


def test_held_money_that_is_freed_makes_up_for_the_excess(raw):
    anna = raw.account(funds=100)
    raw.run(
        """
        INSERT INTO ledger_hold (account_id, currency, amount, reference, placed_at)
        VALUES (%s, 978, 60, 'x', %s)""",
        [anna, NOW],
    )
    charge(raw, anna, 70, 30)
    assert excess(raw, anna) == 30
    raw.run(
        "UPDATE ledger_hold SET released = 60, state = 'RELEASED' WHERE account_id = %s", [anna]
    )
    assert excess(raw, anna) == 0


def test_an_overdraft_agreed_afterwards_takes_the_excess_up(raw):
    anna = raw.account(funds=100)
    charge(raw, anna, 130, -30)
    raw.run("UPDATE ledger_balance SET floor = -20 WHERE account_id = %s", [anna])
    assert excess(raw, anna) == 10
    raw.run("UPDATE ledger_balance SET floor = -50 WHERE account_id = %s", [anna])
    assert excess(raw, anna) == 0


def test_a_floor_cannot_be_raised_onto_an_account_that_is_short(raw):
    anna = raw.account(funds=100)
    charge(raw, anna, 130, -30)
    with pytest.raises(IntegrityError, match="ledger_balance_floor"):
        raw.run("UPDATE ledger_balance SET floor = 10 WHERE account_id = %s", [anna])


def test_the_application_cannot_write_the_excess_itself(application):
    with pytest.raises(Exception, match="permission denied"):
        application.run("UPDATE ledger_balance SET excess = 5")
