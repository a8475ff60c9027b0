"""The back office shows a branch's staff what is their branch's, on every page that leads there."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import ForeignKey
from django.test import Client, RequestFactory

from accounts.models import Account, Customer
from bankcore.identity import public as identity
from bankcore.identity.models import Branch, User
from bankcore.presentation.branch_paths import PATHS
from bankcore.presentation.read_only import ReadOnlyAdmin
from tests import factories
from tests.staff import PASSWORD, staff

pytestmark = pytest.mark.usefixtures("bank")
APPS = ("accounts", "payments", "ledger")
REGISTERED = {
    model._meta.label_lower: page
    for model, page in admin.site._registry.items()
    if model._meta.app_label in APPS
}
_ACCOUNT_NUMBERS = {"account_id", "ledger_account_id", "sell_account_id", "buy_account_id"}


def leads_to_a_customer(model, depth: int = 3) -> bool:
    """Tell whether rows of the model are of one customer, by what its columns point at."""
    if model in (Customer, Account) or model._meta.label_lower == "ledger.account":
        return True
    columns = [
        each for each in model._meta.concrete_fields if "position" not in each.name and depth
    ]
    return any(
        each.name in _ACCOUNT_NUMBERS
        or (isinstance(each, ForeignKey) and leads_to_a_customer(each.related_model, depth - 1))
        for each in columns
        if each.name != "counter_account"
    )


@pytest.mark.parametrize("label", REGISTERED)
def test_every_page_that_leads_to_a_customer_says_by_which_way(label):
    if leads_to_a_customer(apps.get_model(label)):
        assert label in PATHS, f"{label} needs its way in bankcore/presentation/branch_paths.py"
        assert isinstance(REGISTERED[label], ReadOnlyAdmin)


@pytest.mark.parametrize("label", [each for each in PATHS if each in REGISTERED])
def test_every_way_can_be_gone(label):
    request = RequestFactory().get("/")
    request.user = User(branch_id="NORTH")
    assert list(REGISTERED[label].get_queryset(request)) == []


@pytest.fixture
def two_branches():
    """Return the IBANs of an account of each branch, and one of the head office."""
    found = []
    for code in ("NORTH", "SOUTH", None):
        made = factories.account()
        Customer.objects.filter(accounts__public_id=made.account_id).update(branch_code=code)
        found.append(Account.objects.get(public_id=made.account_id))
    for code in ("NORTH", "SOUTH"):
        Branch.objects.create(code=code, name=f"Demo {code}")
    return found


def browser(branch: str | None) -> Client:
    staff(f"clerk-{branch}", identity.Role.OPERATIONS, branch=branch)
    client = Client()
    assert client.login(username=f"clerk-{branch}", password=PASSWORD)
    return client


@pytest.mark.parametrize(("branch", "sees"), [("NORTH", [0]), ("SOUTH", [1]), (None, [0, 1, 2])])
def test_lists_and_pages_show_a_branch_its_own(two_branches, branch, sees):
    client = browser(branch)
    listed = client.get("/admin/accounts/account/").content.decode()
    for number, account in enumerate(two_branches):
        assert (account.iban in listed) == (number in sees)
        for address in (
            f"/admin/accounts/account/{account.pk}/change/",
            f"/admin/accounts/customer/{account.customer_id}/change/",
            f"/admin/ledger/account/{account.ledger_account_id}/change/",
        ):
            status = client.get(address).status_code
            assert (status == 200) == (number in sees), (address, status)
