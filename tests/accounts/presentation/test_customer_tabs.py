"""A customer's page in tabs: the file first and cheap, the rest each to whom its list is open."""

import pytest
from django.test.utils import CaptureQueriesContext

from accounts.models import Account, Customer
from bankcore import desk
from bankcore.identity import public as identity
from bankcore.identity.models import Branch, User
from tests import factories
from tests.factories import people
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
Role = identity.Role


@pytest.fixture
def anna() -> Account:
    owner = factories.customer("Demo Person 01")
    return Account.objects.select_related("customer").get(
        public_id=factories.account(owner=owner, funds=1_234).account_id
    )


def page(browser, customer: Customer, tab: str = ""):
    answer = browser.get(
        f"/admin/accounts/customer/{customer.pk}/change/", {"tab": tab} if tab else {}
    )
    assert answer.status_code == 200
    return answer


def offered(browser, customer: Customer) -> set[str]:
    return {name for name, _, _ in page(browser, customer).context["tabs"]}


@pytest.mark.parametrize("role", [Role.TELLER, Role.OPERATIONS, Role.COMPLIANCE])
def test_the_first_tab_costs_at_most_fifteen_queries(role):
    customer_id = people.prospect()
    people.add_papers(customer_id)
    customer = Customer.objects.get(public_id=customer_id)
    browser = staff(role)
    browser.get("/admin/")
    from django.db import connection

    with CaptureQueriesContext(connection) as asked:
        page(browser, customer)
    assert len(asked) <= 15, "\n".join(each["sql"][:150] for each in asked)


def test_accounts_stand_with_what_is_on_them(anna):
    shown = page(staff(Role.TELLER), anna.customer, "accounts").content.decode()
    assert anna.iban in shown
    assert '<td class="money">1,234.00 EUR</td>' in shown
    assert "There are none." in shown  # deposits


def test_another_customers_accounts_are_not_among_them(anna):
    other = Account.objects.get(public_id=factories.account(funds=5).account_id)
    assert other.iban not in page(staff(), anna.customer, "accounts").content.decode()


def test_a_tab_is_offered_to_whom_one_of_its_lists_is_open(anna):
    assert offered(staff(Role.TELLER), anna.customer) == {
        *("", "checks", "accounts", "loans", "payments", "cards", "messages", "notes", "trail"),
    }
    everything = {each.name for each in desk.CUSTOMER_TABS}
    assert offered(staff(Role.COMPLIANCE, username="c"), anna.customer) >= everything


def test_a_table_is_shown_to_whom_its_list_is_open_and_to_nobody_else(anna):
    def titles(role: Role) -> set[str]:
        answer = page(staff(role, username=role.value), anna.customer, "trail")
        return {each.title for each in answer.context["tables"]}

    assert titles(Role.TELLER) == {"Requests", "Letters"}
    assert titles(Role.COMPLIANCE) == {"Requests", "Letters", "Audit trail"}


def test_a_tab_that_one_may_not_open_shows_nothing(anna):
    answer = page(staff(Role.TELLER), anna.customer, "risk")
    assert answer.context["tables"] == []
    assert "There is nothing here that you may see." in answer.content.decode()


def test_the_trail_of_a_customer_tells_of_the_customer(anna):
    browser = staff(Role.COMPLIANCE)
    page(browser, anna.customer)
    shown = page(browser, anna.customer, "trail").content.decode()
    assert "accounts.customer.read" in shown


def test_another_branchs_customer_is_not_there_on_any_tab(anna):
    Branch.objects.create(code="NORTH", name="Demo North")
    browser = staff(Role.TELLER)
    User.objects.filter(username="staff").update(branch_id="NORTH")
    for tab in ("", *(each.name for each in desk.CUSTOMER_TABS)):
        answer = browser.get(f"/admin/accounts/customer/{anna.customer_id}/change/", {"tab": tab})
        assert answer.status_code == 302, tab


@pytest.mark.parametrize("tab", desk.CUSTOMER_TABS, ids=lambda tab: tab.name)
def test_every_tab_opens_and_tells_of_all_its_tables(anna, tab):
    tables = page(staff(), anna.customer, tab.name).context["tables"]
    assert [each.title for each in tables] == [part.title for part in tab.parts]
