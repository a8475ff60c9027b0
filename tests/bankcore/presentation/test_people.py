"""The back office says who acted by name, and asks for the names of a page in one query."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from bankcore.actor import Actor, ActorKind
from bankcore.audit import public as audit
from bankcore.db.transactions import use_case
from bankcore.identity import public as identity
from bankcore.presentation.people import People
from tests.conftest import NOW
from tests.security.visitors import staff, visitor
from tests.staff import staff as member

pytestmark = pytest.mark.usefixtures("bank")
TRAIL = "/admin/audit/auditentry/"
Role = identity.Role


def did(actor: Actor) -> None:
    use_case(audit.record)(actor=actor, action="test.did", subject="thing:1", at=NOW)


def test_a_list_names_staff_and_keeps_customers_and_programs_as_they_are():
    anna = visitor("anna")
    did(member("carla", Role.TELLER))
    did(Actor(ActorKind.USER, str(anna.user_id)))
    did(Actor(ActorKind.API_CLIENT, "demo"))
    page = staff().get(TRAIL).content.decode()
    assert '<td class="field-actor">carla</td>' in page
    assert f"customer (user:{anna.user_id})" in page
    assert "client:demo" in page
    assert "anna" not in page, "who a customer is, the customer's own page tells"


def test_the_trail_is_searched_by_the_name_that_it_shows():
    did(member("carla", Role.TELLER))
    did(member("carlo", Role.TELLER))
    page = staff().get(TRAIL, {"q": "carla"}).content.decode()
    assert ">carla<" in page
    assert ">carlo<" not in page


def test_the_names_of_a_page_are_one_query():
    texts = [str(member(f"clerk-{number}", Role.TELLER)) for number in range(5)]
    people = People()
    with CaptureQueriesContext(connection) as asked:
        people.meet([*texts, *texts, None, "client:demo"])
        assert [people.name(each) for each in texts] == [f"clerk-{n}" for n in range(5)]
    assert len(asked) == 1


def test_a_sentence_names_whom_it_is_about():
    carla = member("carla", Role.TELLER)
    assert People().name(f"{carla} opened 21 customers.") == "carla opened 21 customers."
    assert People().name("user:999999 did it.") == "user:999999 did it."
