"""The back office lets staff do what the use cases let them, and none alone what takes two."""

import pytest
from django.contrib import admin

from accounts import public as accounts
from accounts.models import Customer, FeeCharge, Loan, LoanApplication
from accounts.presentation.admin.acting import ActingAdmin
from accounts.presentation.admin.customer_actions import ACTIONS
from accounts.presentation.admin.staff_forms import StaffFormAdmin
from accounts.presentation.admin.use_actions import ReasonedActions
from bankcore import clock
from bankcore.approvals.models import Request
from bankcore.roles import PERMISSIONS
from tests import factories
from tests.accounts import use
from tests.accounts.deeds import DEEDS, counts
from tests.architecture.test_rights import doors, needed
from tests.colleagues import decide, logged_in, permitted, superuser
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.factories import loans as lending
from tests.payments.services.movements import withdraw

pytestmark = pytest.mark.usefixtures("bank")
TABLES = ("accounts", "ledger", "outbox", "audit", "approvals")
ADMIN = "/admin/accounts"

# Which use case each page and button calls.
FORMS = {
    "usageterms": "ask_for_usage_terms",
    "feeterms": "ask_for_fee_terms",
    "feewaiver": "waive_fee",
    "holder": "add_holder",
    "mandate": "give_mandate",
    "signingrule": "set_signing_rule",
    "overdraft": "ask_for_overdraft",
}
LISTS = {
    "account": "close_account",
    "accountstate": "reactivate_account",
    "feecharge": "ask_for_fee_refund",
    "feewaiver": "end_waiver",
    "holder": "end_rights",
    "mandate": "end_rights",
}
ACTS = {
    "approve": "loans.ask_for_decision",
    "decline": "loans.ask_for_decision",
    "contract": "loans.conclude",
    "disburse": "loans.disburse",
    "repay": "loans.repay",
    "restructure": "loans.ask_for_restructuring",
    "write-off": "loans.ask_for_write_off",
    "recover": "loans.recover",
    "override": "loans.ask_for_override",
}
OTHERS = {
    f"{ADMIN}/interestterms/introduce/": "ask_for_interest_terms",
    f"{ADMIN}/interestterms/own-rate/": "ask_for_interest_rate",
    f"{ADMIN}/letter/add/": "certify_interest",
    f"{ADMIN}/customer/onboard-person/": "onboard_customer",
    f"{ADMIN}/customer/onboard-company/": "onboard_customer",
}


def pages(kind: type) -> dict[str, admin.ModelAdmin]:
    found = {
        model._meta.model_name: page
        for model, page in admin.site._registry.items()
        if isinstance(page, kind) and model._meta.app_label == "accounts"
    }
    assert found
    return found


def permission_of(door: str) -> str:
    (permission,) = needed(doors("accounts")[door])
    return permission


def all_but(permission: str) -> list[str]:
    """Return every permission of the bank save one, and those on rows besides."""
    others = [each for each in PERMISSIONS if each.startswith("accounts.") and each != permission]
    rows = [f"accounts.{verb}_interestterms" for verb in ("add", "change")]
    return [*others, *rows, "accounts.add_letter", "accounts.change_loanapplication"]


def test_every_page_asks_for_the_permission_of_its_use_case():
    forms = {name: page.permission for name, page in pages(StaffFormAdmin).items()}
    assert forms == {name: permission_of(door) for name, door in FORMS.items()}
    lists = {name: page.permission for name, page in pages(ReasonedActions).items()}
    assert lists == {name: permission_of(door) for name, door in LISTS.items()}
    acts = {act.name: act.permission for page in pages(ActingAdmin).values() for act in page.acts}
    assert acts == {name: permission_of(door) for name, door in ACTS.items()}


@pytest.mark.parametrize("name", ACTIONS)
def test_every_button_beside_a_customer_asks_for_the_permission_of_its_use_case(name):
    action = ACTIONS[name]
    asked = permission_of("ask_for_erasure") if name == "erase" else needed(action.use_case)[0]
    assert f"accounts.{action.permission}" == asked


ADDRESSES = {**{f"{ADMIN}/{name}/add/": door for name, door in FORMS.items()}, **OTHERS}


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_form_is_there_for_who_may_and_refused_to_others(address):
    permission = permission_of(ADDRESSES[address])
    assert permitted("may", permission).get(address).status_code == 200
    others, before = permitted("others", *all_but(permission)), counts(*TABLES)
    assert others.get(address).status_code == 403
    assert others.post(address, {"reason": "x"}).status_code == 403
    assert counts(*TABLES) == before


@pytest.mark.parametrize("name", ACTIONS)
def test_a_customers_button_is_there_for_who_may_and_refused_to_others(name):
    customer_id = factories.customer(kind="COMPANY").customer_id
    customer = Customer.objects.get(public_id=customer_id)
    address = f"{ADMIN}/customer/{customer.pk}/{name}/"
    permission = f"accounts.{ACTIONS[name].permission}"
    may = permitted("may", permission)
    shown = may.get(f"{ADMIN}/customer/{customer.pk}/change/").content.decode()
    assert f"../{name}/" in shown
    assert may.get(address).status_code == 200
    others = permitted("others", *all_but(permission))
    shown = others.get(f"{ADMIN}/customer/{customer.pk}/change/").content.decode()
    assert f"../{name}/" not in shown
    before = counts(*TABLES)
    assert others.post(address, {"to": "BLOCKED", "reason": "x"}).status_code == 403
    assert counts(*TABLES) == before


@pytest.mark.parametrize("name", ACTS)
def test_an_act_on_a_loan_is_there_for_who_may_and_refused_to_others(name):
    row = _to_act_on(name)
    model = row._meta.model_name
    address = f"{ADMIN}/{model}/{row.pk}"
    permission = permission_of(ACTS[name])
    may = permitted("may", permission)
    assert f"/{name}/" in may.get(f"{address}/change/").content.decode()
    assert may.get(f"{address}/{name}/").status_code == 200
    others = permitted("others", *all_but(permission))
    assert f"/{name}/" not in others.get(f"{address}/change/").content.decode()
    before = counts(*TABLES)
    body = {"reason": "x", "amount": "1.00", "more_instalments": "1", "holiday": "0"}
    assert others.post(f"{address}/{name}/", body).status_code == 403
    assert counts(*TABLES) == before


def _to_act_on(name: str) -> Loan | LoanApplication:
    loans = accounts.loans
    if name in {"approve", "decline", "contract", "override"}:
        asked = loans.apply(request=lending.request(factories.customer()), actor=TESTER, now=NOW)
        if name in {"contract", "override"}:
            yes = loans.Decision(state=loans.ApplicationState.APPROVED, reason="Income")
            loans.decide(application_id=asked.application_id, decision=yes, actor=TESTER, now=NOW)
        return LoanApplication.objects.get()
    if name == "disburse":
        lending.contracted()
        return Loan.objects.get()
    lent = lending.lent()
    if name == "recover":
        loans.write_off(loan_id=lent.loan_id, reason="Insolvent", actor=TESTER, now=NOW)
    return Loan.objects.get()


def test_a_chosen_rows_action_is_there_for_who_may_and_refused_to_others():
    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=50)
    withdraw(factories.account(funds=100), eur(10))
    body = {"action": "refund", "_selected_action": [FeeCharge.objects.get().pk], "reason": "x"}
    others = permitted("others", *all_but("accounts.refund_fee"), "accounts.change_feecharge")
    # But for the entry that they have seen the list.
    tables = [each for each in TABLES if each != "audit"]
    before = counts(*tables)
    shown = others.post(f"{ADMIN}/feecharge/", body, follow=True).content.decode()
    assert "Refund the chosen" not in shown
    assert counts(*tables) == before
    may = permitted("may", "accounts.refund_fee")
    assert "Done for 1" in may.post(f"{ADMIN}/feecharge/", body, follow=True).content.decode()


@pytest.mark.parametrize("kind", DEEDS)
def test_a_superuser_alone_gets_none_of_it_done_through_the_pages(kind, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    deed, boss = DEEDS[kind](), superuser("boss")
    deed.ask(boss)
    browser = logged_in("boss")
    page = browser.get(f"/admin/approvals/request/{Request.objects.get().pk}/change/")
    assert 'value="approve"' not in page.content.decode()
    assert decide(browser).state == "REQUESTED"
    assert not deed.is_done()
    superuser("colleague")
    assert decide(logged_in("colleague")).state == "EXECUTED"
    assert deed.is_done()


def test_a_superuser_asks_for_an_overdraft_on_the_page_and_is_told_that_it_waits():
    anna = factories.account()
    superuser("boss")
    form = {"iban": anna.iban, "limit": "100.00", "from_day": OPENING_DAY, "reason": "Asked for"}
    page = logged_in("boss").post(f"{ADMIN}/overdraft/add/", form, follow=True).content.decode()
    assert f"request {Request.objects.get().pk} waits for a colleague" in page
    assert accounts.overdraft_of_account(account_id=anna.account_id).in_force == eur(0)


def test_a_large_fee_among_the_chosen_is_asked_for():
    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=25_01)
    withdraw(factories.account(funds=100), eur(10))
    superuser("boss")
    body = {"action": "refund", "_selected_action": [FeeCharge.objects.get().pk], "reason": "x"}
    page = logged_in("boss").post(f"{ADMIN}/feecharge/", body, follow=True).content.decode()
    assert "Asked for 1" in page
    assert FeeCharge.objects.filter(refund=None).count() == 1


def test_an_erasure_is_asked_for_beside_the_customer_and_a_colleague_erases():
    deed = DEEDS["accounts.erasure"]()
    customer = Customer.objects.get()
    superuser("boss")
    form = {"sure": "on", "reason": "Asked for"}
    address = f"{ADMIN}/customer/{customer.pk}/erase/"
    page = logged_in("boss").post(address, form, follow=True).content.decode()
    assert "waits for a colleague" in page
    assert not deed.is_done()
    superuser("colleague")
    assert decide(logged_in("colleague")).state == "EXECUTED"
    assert deed.is_done()
