"""Opening ledger accounts, and what they let through."""

import pytest

from bankcore.db.transactions import use_case
from bankcore.ledger import public as ledger
from bankcore.ledger.models import Account
from bankcore.ledger.services import accounts
from bankcore.money import Currency, CurrencyMismatch, Money
from tests.bankcore.ledger import books
from tests.bankcore.ledger.books import bank_account, book, cents, customer_account, hold
from tests.conftest import OPENING_DAY
from tests.factories import eur

pytestmark = pytest.mark.usefixtures("bank")
Status = ledger.AccountStatus
open_many = use_case(ledger.open_many)


def order(number: str, gl_code: str = "2000") -> ledger.AccountToOpen:
    return ledger.AccountToOpen(
        number=number,
        name="A customer",
        gl_code=gl_code,
        currency=Currency.of("EUR"),
        kind=ledger.AccountKind.CUSTOMER,
        opened_on=OPENING_DAY,
    )


def test_accounts_are_opened_empty_in_the_order_asked():
    first, second = open_many(orders=[order("Z"), order("A")])
    numbers = ledger.balances(account_ids=[first, second])
    assert (numbers[first].number, numbers[second].number) == ("Z", "A")
    assert numbers[first].posted == numbers[first].held == numbers[first].available == eur(0)
    assert numbers[first].status is Status.OPEN


@pytest.mark.parametrize(
    ("orders", "error"),
    [
        ([order("A"), order("B", gl_code="7777")], accounts.UnknownGlAccount),
        ([order("A"), order("A")], accounts.NumberTaken),
        ([order("A"), order("TAKEN")], accounts.NumberTaken),
    ],
)
def test_where_one_account_cannot_be_opened_none_is(orders, error):
    open_many(orders=[order("TAKEN")])
    with pytest.raises(error):
        open_many(orders=orders)
    assert not Account.objects.filter(number="A").exists()


def test_the_banks_own_account_is_opened_once_for_each_currency():
    assert bank_account("4100") == bank_account("4100")
    assert bank_account("4100") != bank_account("4100", "USD")
    with pytest.raises(accounts.UnknownGlAccount):
        bank_account("7777")


def test_an_account_with_money_or_holds_stays_open():
    anna, ben = customer_account(funds=100), customer_account()
    with pytest.raises(accounts.AccountNotEmpty):
        books.set_status(account_id=anna, status=Status.CLOSED)
    books.set_floor(account_id=ben, floor=eur(-1))
    hold(ben, 1)
    with pytest.raises(accounts.AccountNotEmpty):
        books.set_status(account_id=ben, status=Status.CLOSED)
    assert ledger.balance(account_id=anna).status is Status.OPEN


@pytest.mark.parametrize("status", list(Status))
def test_a_closed_account_stays_closed(status):
    anna = customer_account()
    books.set_status(account_id=anna, status=Status.CLOSED)
    with pytest.raises(accounts.AccountAlreadyClosed):
        books.set_status(account_id=anna, status=status)


def test_a_blocked_account_can_be_freed():
    anna, ben = customer_account(funds=100), customer_account()
    for status in (Status.FROZEN, Status.DEBIT_BLOCKED, Status.OPEN):
        books.set_status(account_id=anna, status=status)
    assert isinstance(book((anna, -1), (ben, 1)), ledger.Posted)


def test_an_overdraft_cannot_be_taken_back_while_it_is_used():
    anna, ben = customer_account(), customer_account()
    books.set_floor(account_id=anna, floor=eur(-1))
    book((anna, -60), (ben, 60))
    with pytest.raises(accounts.FloorAboveAvailable):
        books.set_floor(account_id=anna, floor=cents(-59))
    books.set_floor(account_id=anna, floor=cents(-60))
    assert books.available(anna) == 0


def test_an_account_that_does_not_exist_is_not_found():
    with pytest.raises(accounts.AccountNotFound):
        ledger.balance(account_id=10**12)
    with pytest.raises(accounts.AccountNotFound):
        books.set_status(account_id=10**12, status=Status.FROZEN)
    with pytest.raises(accounts.AccountNotFound):
        books.set_floor(account_id=10**12, floor=None)
    assert ledger.balances(account_ids=[10**12]) == {}


def test_a_floor_is_in_the_accounts_currency():
    anna = customer_account()
    with pytest.raises(CurrencyMismatch):
        books.set_floor(account_id=anna, floor=Money.of(-1, "JPY"))
    assert books.available(anna) == 0
