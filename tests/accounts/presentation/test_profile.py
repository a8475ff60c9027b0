"""A customer's own data, and nobody else's."""

import pytest

from accounts import public as accounts
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from tests.conftest import NOW
from tests.factories import TESTER, people

pytestmark = pytest.mark.usefixtures("bank")
PASSWORD = "a-long-demo-password"


def person_with_login(username: str, family_name: str):
    customer_id = people.prospect(
        people.person(family_name=family_name),
        user_id=identity.ensure_user(username=username, password=PASSWORD),
    )
    accounts.set_address(
        customer_id=customer_id,
        address=people.address(street=f"{family_name}weg 5"),
        actor=TESTER,
        now=NOW,
    )
    return customer_id


@pytest.fixture
def logged_in(client):
    person_with_login("demo", "Person")
    person_with_login("other", "Elsewhere")
    assert client.login(username="demo", password=PASSWORD)
    return client


def test_a_customer_sees_their_own_data_only(logged_in):
    answer = logged_in.get("/profile/")
    page = answer.content.decode()
    assert "Demo Person" in page
    assert "29 Feb 1984" in page
    assert "Personweg 5" in page
    assert "Elsewhere" not in page
    assert "no-store" in answer["Cache-Control"]


def test_the_page_is_linked_from_every_page(logged_in):
    assert 'href="/profile/"' in logged_in.get("/").content.decode()


def test_a_customer_takes_everything_along(logged_in):
    answer = logged_in.post("/profile/export/")
    told = answer.json()
    assert told["customer"]["name"] == "Demo Person"
    assert told["customer"]["addresses"][0]["street"] == "Personweg 5"
    assert "Elsewhere" not in answer.content.decode()
    assert answer["Content-Disposition"] == 'attachment; filename="my-data.json"'
    entry = AuditEntry.objects.get(action="accounts.customer.exported")
    assert entry.actor.startswith("user:")


def test_a_company_sees_its_own_data(client):
    people.prospect(
        people.company(), user_id=identity.ensure_user(username="firm", password=PASSWORD)
    )
    client.login(username="firm", password=PASSWORD)
    page = client.get("/profile/").content.decode()
    assert "HRB 4711" in page
    assert people.LEI in page


@pytest.mark.parametrize("path", ["/profile/", "/profile/export/"])
def test_nobody_else_gets_in(client, path):
    method = client.post if "export" in path else client.get
    assert method(path)["Location"].startswith("/login/")
    identity.ensure_user(username="nobody", password=PASSWORD)
    client.login(username="nobody", password=PASSWORD)
    assert method(path).status_code == 404


def test_an_export_is_not_started_by_a_link(logged_in):
    assert logged_in.get("/profile/export/").status_code == 405
    assert not AuditEntry.objects.filter(action="accounts.customer.exported").exists()
