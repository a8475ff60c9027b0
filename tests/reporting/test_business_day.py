"""A business day's figures are the books' own."""

from datetime import timedelta

import pytest

from bankcore.actor import Actor
from bankcore.db.transactions import use_case
from bankcore.errors import BankError
from bankcore.ledger import public as ledger
from bankcore.money import Money
from payments import public as payments
from reporting import public as reporting
from risk import public as risk
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, account, eur, request_key

pytestmark = pytest.mark.usefixtures("committed_bank")


def transfer(payer, payee, amount: Money) -> payments.Movement:
    order = payments.TransferOrder(
        debit_account_id=payer.account_id, credit_account_id=payee.account_id, amount=amount
    )
    return payments.submit_transfer(order=order, request=request_key(), actor=TESTER, now=NOW)


def place_hold(holder) -> int:
    order = ledger.HoldOrder(
        request=request_key(),
        account_id=holder.ledger_account_id,
        amount=eur(7),
        reference="Card 1",
        expires_at=NOW + timedelta(hours=1),
    )
    return use_case(ledger.place_hold)(order=order, actor=TESTER, now=NOW).hold_id


def figures(day=OPENING_DAY) -> reporting.DayFigures:
    return reporting.business_day_figures(day=day)


def test_a_day_without_movements_has_none():
    found = figures()
    assert (found.customers, found.accounts, found.flags) == (0, 0, 0)
    assert found.movements == found.refusals == found.holds == ()


def test_movements_are_counted_and_summed_by_kind_and_currency():
    anna, ben, yuki = account(funds=100), account(funds=50), account(funds=9_000, currency="JPY")
    transfer(anna, ben, eur("12.50"))
    transfer(ben, anna, eur("0.01"))
    assert figures().movements == (
        reporting.MovementLine("TRANSFER", 2, eur("12.51")),
        reporting.MovementLine("DEPOSIT", 1, Money.of(9_000, "JPY")),
        reporting.MovementLine("DEPOSIT", 2, eur(150)),
    )
    assert (figures().customers, figures().accounts) == (3, 3)
    assert yuki.account_id not in {anna.account_id, ben.account_id}


def test_refusals_are_counted_by_their_reason_and_move_nothing():
    anna, ben = account(funds=1), account()
    before = figures().movements
    for amount in (eur(2), eur(3), Money.of(1, "USD")):
        with pytest.raises(BankError):
            transfer(anna, ben, amount)
    assert figures().refusals == (
        reporting.RefusalLine("currency_mismatch", 1),
        reporting.RefusalLine("insufficient_funds", 2),
    )
    assert figures().movements == before


def test_holds_are_counted_by_what_became_of_them():
    holder = account(funds=100)
    place_hold(holder)
    released = place_hold(holder)
    use_case(ledger.release_hold)(hold_id=released, actor=TESTER, now=NOW)
    assert figures().holds == (
        reporting.HoldLine("OPEN", 1, eur(7)),
        reporting.HoldLine("RELEASED", 1, eur(7)),
    )


def test_a_flagged_movement_is_counted_once():
    anna, ben = account(funds=50_000), account()
    booked = transfer(anna, ben, eur(20_000))
    for _ in range(2):
        risk.flag_movement(
            reference=f"transaction:{booked.transaction_id}",
            amount=booked.amount.amount,
            currency="EUR",
            at=NOW,
        )
    assert figures().flags == 1


def test_the_next_day_begins_at_nothing():
    anna, ben = account(funds=50_000), account()
    booked = transfer(anna, ben, eur(20_000))
    place_hold(anna)
    risk.flag_movement(
        reference=f"transaction:{booked.transaction_id}",
        amount=booked.amount.amount,
        currency="EUR",
        at=NOW,
    )
    closed = figures()
    ledger.close_business_day(actor=Actor.system("test"), now=NOW)
    following = figures(OPENING_DAY + timedelta(days=1))
    assert (following.movements, following.holds, following.flags) == ((), (), 0)
    transfer(ben, anna, eur(1))
    assert figures() == closed
