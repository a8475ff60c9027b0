"""Use of accounts in the back office."""

from datetime import timedelta

import pytest

from accounts import public as accounts
from accounts.models import AccountState, FeeCharge, FeeTerms, FeeWaiver, Mandate, UsageTerms
from bankcore.identity import public as identity
from bankcore.ledger import public as ledger
from tests import factories
from tests.accounts import use
from tests.colleagues import colleague_approves
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER, eur
from tests.payments.services.movements import left, withdraw

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"
TOMORROW = OPENING_DAY + timedelta(days=1)
TERMS = {
    "product": "CURRENT",
    "currency": "EUR",
    "effective_from": TOMORROW.isoformat(),
    "reason": "Decided by the board",
}


@pytest.fixture
def boss(client):
    identity.ensure_user(username="boss", password=PASSWORD, is_admin=True)
    client.login(username="boss", password=PASSWORD)
    return client


def add(boss, model: str, **values: str):
    return boss.post(f"/admin/accounts/{model}/add/", values)


def act(boss, model: str, action: str, row, **values: str) -> str:
    body = {"action": action, "_selected_action": [row.pk], **values}
    return boss.post(f"/admin/accounts/{model}/", body, follow=True).content.decode()


def test_new_terms_of_use_are_added_for_a_future_day(boss):
    assert b"effective_from" in boss.get("/admin/accounts/usageterms/add/").content
    answer = add(boss, "usageterms", **TERMS, daily_limit="50.00", overdraft_cap="0")
    assert answer.status_code == 302
    assert not UsageTerms.objects.exists()
    approved = colleague_approves()
    row = UsageTerms.objects.get()
    assert (row.daily_limit, row.overdraft_cap, row.effective_from) == (5_000, 0, TOMORROW)
    assert row.recorded_by == approved.checker


@pytest.mark.parametrize(
    ("fault", "message"),
    [
        ({"effective_from": OPENING_DAY.isoformat()}, "in the future"),
        ({"currency": "XXX"}, "no currency"),
        ({"daily_limit": "1.234"}, "EUR has 2 decimals"),
        ({"daily_limit": "0"}, "more than zero"),
        ({"product": "NONE"}, "no product NONE"),
    ],
)
def test_terms_at_fault_are_shown_again_and_not_added(boss, fault, message):
    page = add(boss, "usageterms", **(TERMS | fault)).content.decode()
    assert message in page.replace("&#x27;", "'").replace("is not a currency", "no currency")
    assert not UsageTerms.objects.exists()


def test_a_new_fee_is_added_for_a_future_day(boss):
    add(
        boss,
        "feeterms",
        **TERMS,
        event="MONTHLY_MAINTENANCE",
        fixed="2.50",
        percentage="0.1",
        waived_from="1000.00",
        waived_basis="MINIMUM",
    )
    colleague_approves()
    row = FeeTerms.objects.get()
    assert (row.fixed, row.waived_from, row.waived_basis) == (250, 100_000, "MINIMUM")


def test_a_fee_is_refunded_for_a_reason(boss):
    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=50)
    anna = factories.account(funds=100)
    withdraw(anna, eur(10))
    charge = FeeCharge.objects.get()
    assert "Give a reason" in act(boss, "feecharge", "refund", charge)
    assert "Done for 1" in act(boss, "feecharge", "refund", charge, reason="By mistake")
    assert left(anna) == eur(90)
    assert "has been refunded" in act(boss, "feecharge", "refund", charge, reason="Again")


def test_staff_who_may_only_look_refund_nothing(client):
    from django.contrib.auth.models import Permission

    from bankcore.identity.models import User

    use.fee(use.EVENTS.CASH_WITHDRAWAL, fixed=50)
    withdraw(factories.account(funds=100), eur(10))
    user = User.objects.create_user("teller", password=PASSWORD, is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_feecharge"))
    client.login(username="teller", password=PASSWORD)
    page = act(client, "feecharge", "refund", FeeCharge.objects.get(), reason="x")
    assert "Refund the chosen" not in page
    assert FeeCharge.objects.filter(refund=None).count() == 1
    assert client.get("/admin/accounts/feeterms/add/").status_code == 403


def test_a_mandate_is_given_and_ended(boss):
    anna, ben = factories.account(), factories.customer("Demo Person 02")
    values = {
        "iban": anna.iban,
        "customer_id": str(ben.customer_id),
        "valid_from": OPENING_DAY.isoformat(),
    }
    assert b"no account with this IBAN" in add(boss, "mandate", **values | {"iban": "x"}).content
    assert b"more than zero" in add(boss, "mandate", **values, daily_limit="0").content
    assert add(boss, "mandate", **values, daily_limit="100.00").status_code == 302
    row = Mandate.objects.get()
    assert row.daily_limit == 10_000
    assert "Done for 1" in act(boss, "mandate", "end_today", row, reason="Revoked")
    assert Mandate.objects.latest("id").valid_to == OPENING_DAY


def test_a_joint_holder_and_a_signing_rule_are_recorded(boss):
    anna, ben = factories.account(), factories.customer("Demo Person 02")
    days = {"valid_from": TOMORROW.isoformat(), "valid_to": OPENING_DAY.isoformat()}
    who = {"iban": anna.iban, "customer_id": str(ben.customer_id)}
    assert b"before the first" in add(boss, "holder", **who, **days).content
    add(boss, "holder", **who, valid_from=OPENING_DAY.isoformat())
    add(boss, "signingrule", iban=anna.iban, rule="ALL_SIGN")
    found = accounts.use_of_account(account_id=anna.account_id, day=OPENING_DAY)
    assert (len(found.signatories), found.rule) == (2, accounts.SigningRule.ALL_SIGN)


def test_an_overdraft_is_agreed_within_the_cap(boss):
    use.limits(overdraft_cap=10_000)
    anna = factories.account()
    values = {"iban": anna.iban, "from_day": OPENING_DAY.isoformat(), "reason": "Asked for it"}
    assert b"up to 100.00 EUR" in add(boss, "overdraft", **values, limit="100.01").content
    add(boss, "overdraft", **values, limit="100.00")
    assert accounts.overdraft_of_account(account_id=anna.account_id).in_force == eur(0)
    colleague_approves()
    assert accounts.overdraft_of_account(account_id=anna.account_id).in_force == eur(100)


@pytest.mark.parametrize("whole", ["", "on"])
def test_a_waiver_is_for_an_account_or_for_its_customer(boss, whole):
    anna = factories.account()
    values = {"iban": anna.iban, "event": "DORMANCY", "from_day": OPENING_DAY.isoformat()}
    add(boss, "feewaiver", **values, reason="Goodwill", for_customer=whole)
    waiver = FeeWaiver.objects.get()
    assert (waiver.customer is not None, waiver.account is not None) == (bool(whole), not whole)
    assert "Done for 1" in act(boss, "feewaiver", "end_waivers", waiver, reason="Over")
    assert FeeWaiver.objects.get().to_day == OPENING_DAY
    assert "no waiver" in act(boss, "feewaiver", "end_waivers", waiver, reason="Again")


def test_a_dormant_account_is_woken_for_a_reason(boss):
    use.limits(dormancy_days=1)
    factories.account()
    day = OPENING_DAY + timedelta(days=9)
    accounts.mark_dormant_accounts(day=day, next_day=day + timedelta(days=1), actor=TESTER, now=NOW)
    page = act(boss, "accountstate", "reactivate", AccountState.objects.get(), reason="Seen")
    assert "Done for 1" in page
    assert AccountState.objects.latest("id").state == "ACTIVE"


def test_an_account_is_closed_and_paid_out(boss):
    from accounts.models import Account

    anna, ben = factories.account(funds=10), factories.account()
    row = Account.objects.get(iban=anna.iban)
    chosen = {"reason": "Moves abroad", "payout_iban": "x"}
    assert "no account with this IBAN" in act(boss, "account", "close", row, **chosen)
    assert "Done for 1" in act(boss, "account", "close", row, **chosen | {"payout_iban": ben.iban})
    assert left(ben) == eur(10)
    balance = ledger.balance(account_id=anna.ledger_account_id)
    assert balance.status is ledger.AccountStatus.CLOSED


@pytest.mark.parametrize(
    "model",
    ["usageterms", "feeterms", "feewaiver", "feecharge", "holder", "mandate", "signingrule",
     "overdraft", "accountstate"],
)  # fmt: skip
def test_lists_of_use_open(boss, model):
    use.limits(daily_limit=1, overdraft_cap=1)
    use.fee(use.EVENTS.DORMANCY, fixed=1)
    assert boss.get(f"/admin/accounts/{model}/").status_code == 200
