"""Nobody, superuser included, changes money, rates or limits alone."""

import pytest

from accounts import public as accounts
from accounts.models import FeeCharge
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.executors import EXECUTORS
from bankcore.identity import public as identity
from tests import factories
from tests.accounts import use
from tests.accounts.deeds import DEEDS, approve, by, counts
from tests.colleagues import member, superuser
from tests.conftest import NOW
from tests.factories import TESTER, eur
from tests.factories import loans as lending
from tests.payments.services.movements import left, withdraw

pytestmark = pytest.mark.usefixtures("bank")
loans = accounts.loans
BOOKS = ("accounts", "ledger", "outbox")
EVERYTHING = (*BOOKS, "audit", "approvals")


@pytest.fixture(params=DEEDS)
def kind(request) -> str:
    return request.param


@pytest.fixture
def deed(kind):
    return DEEDS[kind]()


def test_every_kind_of_accounts_is_tried_here():
    assert set(DEEDS) == {kind for kind in EXECUTORS if kind.startswith("accounts.")}


def test_a_superuser_alone_does_none_of_it(deed):
    boss, before = superuser("boss"), counts(*EVERYTHING)
    with pytest.raises(accounts.TakesTwoPeople):
        deed.alone(boss)
    assert not deed.is_done()
    assert counts(*EVERYTHING) == before


def test_asking_makes_a_request_and_changes_nothing_else(deed, kind):
    boss, before = superuser("boss"), counts(*BOOKS)
    asked = deed.ask(boss)
    assert (asked.kind, asked.maker, asked.state) == (kind, str(boss), approvals.State.REQUESTED)
    assert not deed.is_done()
    assert counts(*BOOKS) == before


def test_who_asks_does_not_approve(deed):
    boss = superuser("boss")
    asked = deed.ask(boss)
    before = counts(*BOOKS)
    with pytest.raises(approvals.OwnRequest):
        approve(asked, boss)
    assert not deed.is_done()
    assert counts(*BOOKS) == before


def test_a_colleague_approves_and_it_is_done_once(deed):
    asked = deed.ask(superuser("boss"))
    colleague = superuser("colleague")
    assert approve(asked, colleague).state is approvals.State.EXECUTED
    assert deed.is_done()
    before = counts(*EVERYTHING)
    with pytest.raises(approvals.AlreadyDecided):
        approve(asked, colleague)
    assert counts(*EVERYTHING) == before


def test_a_colleague_refuses_and_it_stays_undone(deed):
    asked = deed.ask(superuser("boss"))
    before = counts(*BOOKS)
    approvals.refuse(
        request_id=asked.request_id, reason="No", actor=superuser("colleague"), now=NOW
    )
    assert not deed.is_done()
    assert counts(*BOOKS) == before


def test_what_changed_meanwhile_is_not_approved_over(deed):
    asked = deed.ask(superuser("boss"))
    deed.meanwhile()
    before = counts(*EVERYTHING)
    with pytest.raises(accounts.FactsChanged):
        approve(asked, superuser("colleague"))
    assert counts(*EVERYTHING) == before
    assert Request.objects.get().state == approvals.State.REQUESTED


def test_the_same_is_asked_for_once_at_a_time(deed):
    deed.ask(superuser("boss"))
    before = counts(*EVERYTHING)
    with pytest.raises(approvals.AlreadyRequested):
        deed.ask(superuser("colleague"))
    assert counts(*EVERYTHING) == before


def test_the_bank_itself_does_what_people_agreed_on_before(deed):
    deed.alone(TESTER)
    assert deed.is_done()


@pytest.mark.parametrize("reason", ["", "  ", "x" * 501])
def test_a_request_says_why(reason):
    order = accounts.ErasureOrder(customer_id=factories.customer().customer_id)
    with pytest.raises(approvals.ReasonMissing):
        accounts.ask_for_erasure(order=order, reason=reason, **by(superuser("boss")))
    assert not Request.objects.exists()


def test_what_cannot_be_done_is_not_asked_for():
    order = accounts.ErasureOrder(customer_id=factories.customer().customer_id)
    before = counts(*EVERYTHING)
    with pytest.raises(Exception, match="not closed"):
        accounts.ask_for_erasure(order=order, reason="Asked for", **by(superuser("boss")))
    assert counts(*EVERYTHING) == before


@pytest.mark.parametrize(
    ("amount", "state", "waits"),
    [
        ("10000.00", "APPROVED", False),
        ("10000.01", "APPROVED", True),
        ("10000.01", "DECLINED", True),
        ("10000.01", "WITHDRAWN", False),
    ],
)
def test_a_decision_above_the_limit_takes_two(amount, state, waits):
    asked = loans.apply(
        request=lending.request(factories.customer(), amount=amount), actor=TESTER, now=NOW
    )
    decision = loans.Decision(state=loans.ApplicationState(state), reason="Income")
    order = loans.DecisionOrder(application_id=asked.application_id, decision=decision)
    analyst = member("analyst", identity.Role.RISK_ANALYST)
    made = loans.ask_for_decision(order=order, **by(analyst))
    assert isinstance(made, approvals.RequestView) == waits
    now = loans.application(application_id=asked.application_id).state
    assert now == ("SUBMITTED" if waits else state)


def test_who_registered_a_large_application_does_not_approve_the_decision():
    boss, registrar = superuser("boss"), superuser("registrar")
    asked = loans.apply(
        request=lending.request(factories.customer(), amount=20_000), actor=registrar, now=NOW
    )
    decision = loans.Decision(state=loans.ApplicationState.APPROVED, reason="Income")
    order = loans.DecisionOrder(application_id=asked.application_id, decision=decision)
    request = loans.ask_for_decision(order=order, **by(boss))
    before = counts(*EVERYTHING)
    with pytest.raises(approvals.OwnRequest):
        approve(request, registrar)
    assert counts(*EVERYTHING) == before
    assert loans.application(application_id=asked.application_id).state == "SUBMITTED"


def test_a_small_fee_is_given_back_by_one_person():
    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=25_00)
    anna = factories.account(funds=100)
    withdraw(anna, eur(10))
    order = accounts.RefundOrder(charge_id=FeeCharge.objects.get().pk, reason="By mistake")
    assert accounts.ask_for_fee_refund(order=order, **by(superuser("boss"))) is None
    assert left(anna) == eur(90)


def test_an_import_alone_sets_an_overdraft_without_an_arrangement():
    anna = factories.account()
    with pytest.raises(accounts.TakesTwoPeople):
        accounts.set_overdraft(account_id=anna.account_id, limit=eur(100), **by(superuser("boss")))
    assert accounts.overdraft_of_account(account_id=anna.account_id).in_force == eur(0)
