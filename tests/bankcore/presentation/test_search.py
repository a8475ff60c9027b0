"""One search over everything that whoever looks may see, by look-ups that an index answers."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory

from accounts import public as accounts
from accounts.models import Account, Customer
from bankcore import desk
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from bankcore.identity.models import Branch, User
from bankcore.presentation import finding
from bankcore.presentation.work import page_of
from tests import factories
from tests.conftest import NOW
from tests.factories import TESTER, people
from tests.payments.gateway import shops
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
Role = identity.Role


def found(browser, term: str) -> dict[str, list[str]]:
    groups = browser.get("/admin/search/", {"q": term}).context["groups"]
    return {each.title: [row.name for row in each.rows] for each in groups}


@pytest.fixture
def anna() -> Account:
    owner = factories.customer("Anna-Maria Demoperson")
    return Account.objects.get(public_id=factories.account(owner=owner).account_id)


@pytest.mark.parametrize("term", ["Demoperson", "demop", "anna demo", "MARIA", "  anna   maria "])
def test_a_customer_is_found_by_the_beginnings_of_words_of_the_name(anna, term):
    assert found(staff(Role.TELLER), term) == {"Customers": ["Anna-Maria Demoperson"]}


@pytest.mark.parametrize("term", ["erson", "anna berta", "' | x:*", "&", "%"])
def test_what_is_no_beginning_of_a_word_finds_nobody_and_breaks_nothing(anna, term):
    assert found(staff(Role.TELLER), term) == {}


def test_a_customer_is_found_by_the_id_and_an_account_by_its_own(anna):
    browser = staff(Role.TELLER)
    assert found(browser, str(anna.customer.public_id)) == {"Customers": [anna.customer.name]}
    assert found(browser, str(anna.public_id)) == {"Accounts": [anna.iban]}


def test_an_account_is_found_by_its_iban_with_blanks_or_by_its_beginning(anna):
    browser = staff(Role.TELLER)
    spaced = " ".join(anna.iban[at : at + 4] for at in range(0, len(anna.iban), 4))
    for term in (spaced, anna.iban.lower(), anna.iban[:18]):
        assert found(browser, term)["Accounts"] == [anna.iban], term


def test_a_customer_is_found_by_the_whole_e_mail_address():
    customer_id = people.prospect()
    people.add_papers(customer_id)
    name = Customer.objects.get(public_id=customer_id).name
    browser = staff(Role.COMPLIANCE)
    assert found(browser, "demo.person@EXAMPLE.org") == {"Customers": [name]}
    assert found(browser, "demo.person@example.com") == {}


def test_cards_and_payments_of_merchants_are_found():
    shop = shops.merchant()
    card = shops.card(shop, last4="4321")
    payment = shops.made(shop, card, merchant_reference="order 77")
    browser = staff(Role.OPERATIONS)
    assert list(found(browser, "**** 4321")) == ["Cards"]
    assert [len(each) for each in found(browser, "4321").values()] == [1]
    by_id = found(browser, payment.object_id)
    assert list(by_id) == ["Merchants' payments"]
    assert list(found(browser, "order 77")) == ["Merchants' payments by the merchant's reference"]


def test_programs_are_found_by_those_who_may_look_at_them():
    from tests.clients import ApiClient

    ApiClient()
    name = _program().name
    assert found(staff(Role.ADMINISTRATOR), name)["Programs"] == [name]
    assert found(staff(Role.TELLER, username="teller"), name) == {}


def _program():
    from bankcore.identity.models import ApiClient

    return ApiClient.objects.latest("id")


def test_somebody_who_may_not_look_at_customers_finds_none(anna):
    assert found(staff(Role.ADMINISTRATOR), "Demoperson") == {}


def test_a_branchs_staff_find_their_branchs_customers_and_accounts_only(anna):
    Branch.objects.create(code="NORTH", name="Demo North")
    browser = staff(Role.TELLER)
    User.objects.filter(username="staff").update(branch_id="NORTH")
    assert found(browser, "Demoperson") == found(browser, anna.iban) == {}
    Customer.objects.filter(pk=anna.customer_id).update(branch_code="NORTH")
    assert found(browser, "Demoperson")
    assert found(browser, anna.iban)


def test_five_are_shown_and_the_list_has_the_others():
    for number in range(7):
        factories.customer(f"Samename Demo {number}")
    browser = staff(Role.TELLER)
    (group,) = browser.get("/admin/search/", {"q": "samename"}).context["groups"]
    assert len(group.rows) == finding.SHOWN
    assert browser.get(group.address).context["cl"].result_count == 7


def test_whoever_looks_for_somebody_is_written_down_found_or_not(anna):
    browser = staff(Role.TELLER)
    browser.get("/admin/search/", {"q": "Demoperson"})
    browser.get("/admin/search/", {"q": "Nobody"})
    noted = AuditEntry.objects.filter(action="accounts.customer.listed").order_by("id")
    assert [each.detail for each in noted] == [
        {"page": "search", "search": "De… (10 characters)"},
        {"page": "search", "search": "No… (6 characters)"},
    ]


def test_nothing_is_asked_of_the_database_without_a_term(django_assert_max_num_queries):
    browser = staff(Role.TELLER)
    browser.get("/admin/search/")
    with django_assert_max_num_queries(12):
        browser.get("/admin/search/", {"q": "   "})


@pytest.mark.parametrize(
    "finder", desk.SEARCHES, ids=lambda each: f"{each.model} by {each.lookups or 'its search'}"
)
def test_every_look_up_is_answered_by_an_index(finder):
    terms = {
        finding.ID: "00000000-0000-0000-0000-000000000007",
        finding.IBAN: "DE02500105170137075030",
        finding.NUMBER: "77",
        finding.LAST_FOUR: "4242",
        finding.OBJECT: "pi_77777777",
        finding.REFERENCE: "order 77",
        finding.WORDS: "anna demo",
    }
    page = page_of(admin.site, finder.model)
    request = RequestFactory().get("/")
    request.user = User(is_superuser=True, is_active=True)
    rows = finding.rows_of(finder, page, request, terms[finder.shape])
    small = {"identity.apiclient"}  # the bank's own programs: some dozens
    plan = _plan(rows.order_by()[:6])
    assert ("Seq Scan" not in plan) or finder.model in small, plan


def _plan(rows) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        sql, values = rows.query.sql_with_params()
        cursor.execute(f"EXPLAIN {sql}", values)
        plan = "\n".join(row[0] for row in cursor.fetchall())
        cursor.execute("SET LOCAL enable_seqscan = on")
    return plan


def test_a_customer_of_another_word_order_is_the_same(anna):
    accounts.register_customer(
        kind="PERSON", name="Berta Demoperson", user_id=None, actor=TESTER, now=NOW
    )
    assert len(found(staff(Role.TELLER), "demoperson")["Customers"]) == 2
    assert found(staff(Role.TELLER), "demoperson berta")["Customers"] == ["Berta Demoperson"]
