"""A customer acts on what is the customer's own; another's is not found."""

from datetime import date
from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.services.accounts import AccountNotFound, CustomerNotFound
from accounts.services.deposits import DepositNotFound
from accounts.services.loans.settlements import LoanNotFound
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.identity import public as identity
from bankcore.roles import CUSTOMER
from tests import factories
from tests.accounts.closed_days import close
from tests.accounts.deeds import by, counts
from tests.accounts.interest_days import end_day, terms
from tests.conftest import OPENING_DAY
from tests.factories import TESTER, eur, request_key
from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("bank")
loans = accounts.loans
TABLES = ("accounts", "ledger", "outbox", "audit")


class Anna:
    """A customer who is logged in, with an account and a loan; and a stranger to her."""

    def __init__(self) -> None:
        user = identity.ensure_user(username="anna", password="a-long-demo-password")
        self.actor = Actor(ActorKind.USER, str(user), Rights(permissions=CUSTOMER))
        self.loan = lending.lent(funds=5_000, user_id=user)
        self.customer = self.loan.customer
        self.account = self.loan.account
        self.quote_id = quote(self, TESTER).quote_id
        other = identity.ensure_user(username="ben", password="a-long-demo-password")
        self.stranger = Actor(ActorKind.USER, str(other), Rights(permissions=CUSTOMER))
        ben = accounts.register_customer(
            kind="PERSON", name="Demo Person 02", user_id=other, **by(TESTER)
        )
        self.strangers_account = factories.account(funds=5_000, owner=ben)


@pytest.fixture
def anna() -> Anna:
    return Anna()


def repay(anna: Anna, actor: Actor, **more):
    order = loans.Repayment(
        loan_id=anna.loan.loan_id, amount=eur(100), surplus=loans.Surplus.EARLY, **more
    )
    return loans.repay(order=order, request=request_key(), **by(actor))


def quote(anna: Anna, actor: Actor):
    return loans.quote(loan_id=anna.loan.loan_id, for_day=OPENING_DAY, **by(actor))


def repay_early(anna: Anna, actor: Actor):
    return loans.repay_early(quote_id=anna.quote_id, request=request_key(), **by(actor))


ACTS = {
    "export": (
        lambda anna, who: accounts.export_customer(
            customer_id=anna.customer.customer_id, **by(who)
        ),
        CustomerNotFound,
    ),
    "loan": (
        lambda anna, who: loans.apply(request=lending.request(anna.customer), **by(who)),
        CustomerNotFound,
    ),
    "cycle": (
        lambda anna, who: accounts.set_statement_cycle(
            account_id=anna.account.account_id,
            cycle=accounts.StatementCycle.QUARTERLY,
            **by(who),
        ),
        AccountNotFound,
    ),
    "quote": (quote, LoanNotFound),
    "repay": (repay, LoanNotFound),
    "repay early": (repay_early, LoanNotFound),
}


@pytest.mark.parametrize("name", ACTS)
def test_a_customer_acts_on_what_is_hers_and_a_stranger_does_not(anna, name):
    act, refused = ACTS[name]
    before = counts(*TABLES)
    with pytest.raises(refused):
        act(anna, anna.stranger)
    assert counts(*TABLES) == before
    act(anna, anna.actor)
    assert counts(*TABLES) != before


def test_a_log_in_without_a_customer_reaches_nobodys_things(anna):
    user = identity.ensure_user(username="nobody", password="a-long-demo-password")
    nobody = Actor(ActorKind.USER, str(user), Rights(permissions=CUSTOMER))
    with pytest.raises(LoanNotFound):
        repay(anna, nobody)


@pytest.mark.parametrize("write", ["certify", "confirm"])
def test_letters_are_about_ones_own_accounts(anna, write):
    def letter(who: Actor) -> object:
        customer_id = anna.customer.customer_id
        if write == "certify":
            return accounts.certify_interest(customer_id=customer_id, year=2026, **by(who))
        return accounts.confirm_balances(customer_id=customer_id, day=OPENING_DAY, **by(who))

    close(date(2026, 12, 31))
    close(date(2027, 1, 4))
    with pytest.raises(CustomerNotFound):
        letter(anna.stranger)
    assert letter(anna.actor)


def test_a_loan_is_not_repaid_from_a_strangers_account(anna):
    before = counts(*TABLES)
    with pytest.raises(AccountNotFound):
        repay(anna, anna.actor, from_account_id=anna.strangers_account.account_id)
    assert counts(*TABLES) == before


def test_a_loan_that_is_paid_back_is_not_found_by_a_stranger_either(anna):
    repay_early(anna, anna.actor)
    with pytest.raises(LoanNotFound):
        repay(anna, anna.stranger)
    with pytest.raises(loans.LoanNotOwed):
        repay(anna, anna.actor)


def deposit(anna: Anna, who: Actor, **more) -> accounts.DepositView:
    order = accounts.DepositOrder(
        **{
            "funding_account_id": anna.account.account_id,
            "amount": eur(1_000),
            "term": accounts.Term(months=3),
            "instruction": accounts.MaturityInstruction.PAY_OUT,
            "penalty": accounts.Penalty(accounts.BreakRule.FORFEIT_DAYS, days=5),
            **more,
        }
    )
    return accounts.open_deposit(order=order, request=request_key(), **by(who))


@pytest.fixture
def offered():
    """Offer term deposits from the day after the opening day, and open that day."""
    terms(
        (0, "0.0365"),
        product="TERM_DEPOSIT",
        posting_period=accounts.PostingPeriod.AT_MATURITY,
    )
    end_day()


def test_a_deposit_is_opened_and_broken_by_who_holds_the_accounts(anna, offered):
    with pytest.raises(AccountNotFound):
        deposit(anna, anna.stranger)
    with pytest.raises(AccountNotFound):
        deposit(anna, anna.actor, payout_account_id=anna.strangers_account.account_id)
    made = deposit(anna, anna.actor)
    before = counts(*TABLES)
    with pytest.raises(DepositNotFound):
        accounts.break_deposit(
            deposit_id=made.deposit_id, request=request_key(), **by(anna.stranger)
        )
    assert counts(*TABLES) == before
    broken = accounts.break_deposit(
        deposit_id=made.deposit_id, request=request_key(), **by(anna.actor)
    )
    assert broken.state is accounts.DepositState.BROKEN


def test_a_joint_holder_opens_a_deposit_and_who_has_a_mandate_does_not(anna, offered):
    stranger = accounts.customer_of_user(user_id=int(anna.stranger.id))
    mandate = accounts.MandateOrder(
        account_id=anna.account.account_id,
        customer_id=stranger.customer_id,
        valid_from=OPENING_DAY,
    )
    accounts.give_mandate(order=mandate, **by(TESTER))
    with pytest.raises(AccountNotFound):
        deposit(anna, anna.stranger)
    accounts.add_holder(
        account_id=anna.account.account_id,
        customer_id=stranger.customer_id,
        valid_from=OPENING_DAY,
        **by(TESTER),
    )
    assert deposit(anna, anna.stranger).principal == eur(1_000)


def test_a_program_of_one_customer_reaches_that_customers_things_only(anna):
    def program(customer_id) -> Actor:
        rights = Rights(
            permissions=frozenset({"accounts.repay_loan", "accounts.open_account"}),
            customer_id=customer_id,
        )
        return Actor(ActorKind.API_CLIENT, "program", rights)

    with pytest.raises(LoanNotFound):
        repay(anna, program(uuid4()))
    assert repay(anna, program(anna.customer.customer_id)).principal == eur(99)


def test_staff_act_for_every_customer(anna):
    staff = Actor(
        ActorKind.USER, "1", Rights(permissions=frozenset({*CUSTOMER, "accounts.open_account"}))
    )
    assert repay(anna, staff).principal == eur(99)
