"""An actor without the permission that a use case names gets NotPermitted, and nothing changes."""

import inspect
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from accounts import public as accounts
from bankcore.access import NotPermitted
from bankcore.actor import Actor, ActorKind, Rights
from bankcore.roles import CUSTOMER, PERMISSIONS
from tests import factories
from tests.accounts.deeds import DEEDS, counts
from tests.architecture.test_rights import doors, needed
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur, people
from tests.factories import loans as lending

pytestmark = pytest.mark.usefixtures("bank")
loans = accounts.loans
TABLES = ("accounts", "ledger", "outbox", "audit", "approvals")
GUARDED = {name: call for name, call in doors("accounts").items() if needed(call)}


def with_all_but(*missing: str) -> Actor:
    """Return a member of staff with every permission save these."""
    rights = Rights(permissions=(frozenset(PERMISSIONS) | CUSTOMER) - frozenset(missing))
    return Actor(ActorKind.USER, "1", rights)


def with_only(*permissions: str) -> Actor:
    """Return a program with these permissions and no others."""
    return Actor(ActorKind.API_CLIENT, "program", Rights(permissions=frozenset(permissions)))


@pytest.mark.parametrize("name", GUARDED)
def test_every_door_asks_for_its_permission_before_all_else(name):
    call = GUARDED[name]
    nothing = dict.fromkeys(inspect.signature(call).parameters)
    before = counts(*TABLES)
    for actor in (with_all_but(*needed(call)), Actor(ActorKind.USER, "1")):
        with pytest.raises(NotPermitted):
            call(**{**nothing, "actor": actor, "now": NOW})
    assert counts(*TABLES) == before


def opening() -> dict[str, Any]:
    order = accounts.AccountOrder(
        customer_id=factories.customer().customer_id,
        product="CURRENT",
        currency=eur(1).currency,
        opened_on=OPENING_DAY,
    )
    return {"orders": [order]}


def of_account(**more: Any) -> dict[str, Any]:
    return {"account_id": factories.account().account_id, **more}


def of_customer(**more: Any) -> dict[str, Any]:
    return {"customer_id": factories.customer().customer_id, **more}


def closing() -> dict[str, Any]:
    order = accounts.ClosingOrder(
        account_id=factories.account().account_id, payout_account_id=None, reason="Moves"
    )
    return {"order": order}


def mandate() -> dict[str, Any]:
    order = accounts.MandateOrder(
        account_id=factories.account().account_id,
        customer_id=factories.customer().customer_id,
        valid_from=OPENING_DAY,
    )
    return {"order": order}


def waiver() -> dict[str, Any]:
    order = accounts.WaiverOrder(
        event=accounts.FeeEvent.DORMANCY,
        from_day=OPENING_DAY,
        to_day=None,
        reason="Goodwill",
        account_id=factories.account().account_id,
    )
    return {"order": order}


def decision() -> dict[str, Any]:
    asked = loans.apply(request=lending.request(factories.customer()), actor=TESTER, now=NOW)
    verdict = loans.Decision(state=loans.ApplicationState.APPROVED, reason="Income")
    return {"application_id": asked.application_id, "decision": verdict}


def contract() -> dict[str, Any]:
    owner = factories.customer()
    request = lending.request(owner)
    asked = loans.apply(request=request, actor=TESTER, now=NOW)
    verdict = loans.Decision(state=loans.ApplicationState.APPROVED, reason="Income")
    loans.decide(application_id=asked.application_id, decision=verdict, actor=TESTER, now=NOW)
    order = loans.ContractOrder(
        application_id=asked.application_id,
        repayment_account_id=factories.account(owner=owner).account_id,
    )
    return {"order": order}


# What each use case takes to change something, where it is asked by who may.
CALLS: Final[Mapping[str, Callable[[], dict[str, Any]]]] = {
    "register_customer": lambda: {"kind": "PERSON", "name": "Demo Person 01"},
    "onboard_customer": lambda: {"applicant": people.person()},
    "set_address": lambda: of_customer(address=people.address()),
    "add_contact": lambda: of_customer(
        contact=accounts.Contact(kind=accounts.ContactKind.EMAIL, value="demo@example.org")
    ),
    "upload_document": lambda: of_customer(document=people.document()),
    "record_kyc_check": lambda: of_customer(
        check=accounts.NewCheck(kind=accounts.KycKind.IDENTITY, result=accounts.KycResult.PASSED)
    ),
    "assess_risk": lambda: of_customer(rating=accounts.RiskRating.HIGH, reason="Cash"),
    "change_customer_status": lambda: of_customer(
        to=accounts.CustomerStatus.BLOCKED, reason="Court order"
    ),
    "export_customer": of_customer,
    "open_accounts": opening,
    "set_account_status": lambda: of_account(
        status=accounts.AccountStatus.DEBIT_BLOCKED, reason="Court order"
    ),
    "close_account": closing,
    "set_statement_cycle": lambda: of_account(cycle=accounts.StatementCycle.QUARTERLY),
    "set_signing_rule": lambda: of_account(rule=accounts.SigningRule.ALL_SIGN),
    "give_mandate": mandate,
    "waive_fee": waiver,
    "loans.apply": lambda: {"request": lending.request(factories.customer())},
    "loans.decide": decision,
    "loans.conclude": contract,
    "loans.disburse": lambda: {"loan_id": lending.contracted()[0].loan_id},
    "loans.quote": lambda: {"loan_id": lending.lent().loan_id, "for_day": OPENING_DAY},
}


@pytest.mark.parametrize("name", CALLS)
def test_the_permission_lets_and_its_lack_keeps_from_a_whole_call(name):
    call, arguments = GUARDED[name], CALLS[name]()
    before = counts(*TABLES)
    with pytest.raises(NotPermitted):
        call(**arguments, actor=with_all_but(*needed(call)), now=NOW)
    assert counts(*TABLES) == before
    call(**arguments, actor=with_only(*needed(call)), now=NOW)
    assert counts(*TABLES) != before


@pytest.mark.parametrize("name", DEEDS)
def test_nobody_asks_for_what_the_right_to_do_is_not_theirs(name):
    deed = DEEDS[name]()
    before = counts(*TABLES)
    with pytest.raises(NotPermitted):
        deed.ask(Actor(ActorKind.USER, "1", Rights(permissions=CUSTOMER)))
    assert counts(*TABLES) == before


def test_the_refusal_names_the_permission():
    blocked = of_account(status=accounts.AccountStatus.DEBIT_BLOCKED, reason="Court order")
    with pytest.raises(NotPermitted, match=r"accounts\.block_account"):
        accounts.set_account_status(**blocked, actor=with_only(), now=NOW)
