"""Staff of a branch act on their branch's customers only, wherever a permission is asked for."""

from uuid import uuid4

import pytest

from accounts import public as accounts
from accounts.models import Customer, Loan
from bankcore.access import needs
from bankcore.actor import Actor, ActorKind, Rights
from payments import public as payments
from tests import factories
from tests.conftest import NOW
from tests.factories import eur

pytestmark = pytest.mark.usefixtures("bank")


def of_branch(code: str | None) -> Actor:
    rights = Rights(
        permissions=frozenset({"accounts.serve", "accounts.onboard_customer"}), branch_code=code
    )
    return Actor(ActorKind.USER, "1", rights)


NORTH, SOUTH, WHOLE_BANK = (of_branch(code) for code in ("NORTH", "SOUTH", None))


@needs("accounts.serve")
def serve(*, actor: Actor, **what) -> str:
    return "served"


@pytest.fixture
def account():
    """Return the account of a customer whom somebody of the northern branch took on."""
    made = factories.account()
    Customer.objects.filter(accounts__public_id=made.account_id).update(branch_code="NORTH")
    return made


def customer_of(account):
    return Customer.objects.get(accounts__public_id=account.account_id).public_id


@pytest.mark.parametrize("actor", [NORTH, WHOLE_BANK, Actor.system("batch")])
def test_the_branch_and_the_whole_bank_serve_a_customer(actor, account):
    assert serve(actor=actor, account_id=account.account_id) == "served"
    assert serve(actor=actor, customer_id=customer_of(account)) == "served"


def test_another_branch_is_told_that_there_is_no_such_thing(account):
    for what in ({"account_id": account.account_id}, {"customer_id": customer_of(account)}):
        with pytest.raises(accounts.NotInBranch) as another:
            serve(actor=SOUTH, **what)
        (name,) = what
        with pytest.raises(accounts.NotInBranch) as nothing:
            serve(actor=SOUTH, **{name: uuid4()})
        assert (another.value.code, another.value.status) == (nothing.value.code, 404)


def test_a_customer_of_the_head_office_is_no_branchs(account):
    Customer.objects.update(branch_code=None)
    with pytest.raises(accounts.NotInBranch):
        serve(actor=NORTH, account_id=account.account_id)
    assert serve(actor=WHOLE_BANK, account_id=account.account_id) == "served"


def test_orders_are_looked_into_and_who_is_paid_may_be_anybodys(account):
    other = factories.account()
    out = payments.TransferOrder(
        debit_account_id=account.account_id, credit_account_id=other.account_id, amount=eur(1)
    )
    back = payments.TransferOrder(
        debit_account_id=other.account_id, credit_account_id=account.account_id, amount=eur(1)
    )
    assert serve(actor=NORTH, order=out) == "served"
    with pytest.raises(accounts.NotInBranch, match="debit account"):
        serve(actor=NORTH, order=back)
    with pytest.raises(accounts.NotInBranch):
        serve(actor=NORTH, orders=[out, back])


def test_loans_and_applications_are_their_customers_branchs(account):
    for name in ("loan_id", "application_id", "deposit_id", "letter_id", "document_id"):
        with pytest.raises(accounts.NotInBranch, match=name.removesuffix("_id")):
            serve(actor=NORTH, **{name: uuid4()})
    assert not Loan.objects.exists()


@pytest.mark.parametrize("actor", [NORTH, WHOLE_BANK])
def test_who_is_taken_on_by_a_branch_is_its_customer(actor):
    made = accounts.register_customer(kind="PERSON", name="Demo Person", actor=actor, now=NOW)
    found = Customer.objects.get(public_id=made.customer_id)
    assert found.branch_code == actor.rights.branch_code
