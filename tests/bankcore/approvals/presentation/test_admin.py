"""Deciding in the back office."""

import pytest
from django.contrib.auth.models import Permission
from django.test import Client

from bankcore.actor import Actor, ActorKind
from bankcore.approvals import public as approvals
from bankcore.approvals.models import Request
from bankcore.identity.models import User
from tests.bankcore.approvals.errands import ask

pytestmark = pytest.mark.usefixtures("bank", "executors", "today")
LIST = "/admin/approvals/request/"


@pytest.fixture
def today(monkeypatch):
    """Let the back office's clock show the tests' day."""
    from tests.conftest import NOW

    monkeypatch.setattr("bankcore.clock.now", lambda: NOW)


def user(name: str, *permissions: str) -> User:
    made = User.objects.create_user(name, password="x", is_staff=True)
    made.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    return made


def browser(of: User) -> Client:
    client = Client()
    client.force_login(of)
    return client


@pytest.fixture
def maker() -> User:
    return user("maker", "view_request", "decide_request")


@pytest.fixture
def checker() -> User:
    return user("checker", "view_request", "decide_request")


@pytest.fixture
def asked(maker):
    return ask(maker=Actor(ActorKind.USER, str(maker.pk)))


def decide(client, asked, decision, reason=""):
    return client.post(
        f"{LIST}{asked.request_id}/decide/",
        {"decision": decision, "reason": reason},
        follow=True,
    )


def test_the_list_begins_with_what_waits(asked, checker):
    client = browser(checker)
    assert "Approve or refuse" in client.get(LIST).content.decode()
    decide(client, asked, "refuse", "Not now")
    for address, shown in (
        (LIST, False),
        (f"{LIST}?state=ALL", True),
        (f"{LIST}?state=REFUSED", 1),
    ):
        assert ("errand:1" in client.get(address).content.decode()) == bool(shown)


def test_a_checker_approves_with_a_button(asked, checker):
    client = browser(checker)
    page = client.get(f"{LIST}{asked.request_id}/change/").content.decode()
    assert "Approve and carry out" in page
    answer = decide(client, asked, "approve").content.decode()
    assert "is approved and carried out. errand 1" in answer
    assert Request.objects.get().checker == f"user:{checker.pk}"


def test_a_checker_refuses_with_a_reason(asked, checker):
    client = browser(checker)
    assert "The refusal needs a reason." in decide(client, asked, "refuse").content.decode()
    assert "is refused." in decide(client, asked, "refuse", "Not now").content.decode()
    assert Request.objects.get().decision_reason == "Not now"


def test_the_maker_is_offered_no_buttons_and_refused_on_the_server(asked, maker):
    client = browser(maker)
    assert "Approve or refuse" not in client.get(LIST, follow=True).content.decode()
    page = client.get(f"{LIST}{asked.request_id}/change/").content.decode()
    assert "Approve and carry out" not in page
    assert "waits for somebody else" in page
    answer = decide(client, asked, "approve").content.decode()
    assert "Nobody decides on a request of their own." in answer
    assert approvals.get(request_id=asked.request_id).state == approvals.State.REQUESTED


def test_who_may_only_look_decides_nothing(asked):
    client = browser(user("reader", "view_request"))
    assert (
        "Approve and carry out"
        not in client.get(f"{LIST}{asked.request_id}/change/").content.decode()
    )
    assert decide(client, asked, "approve").status_code == 403
    assert client.get(f"{LIST}{asked.request_id}/decide/").status_code == 403
    assert Request.objects.get().state == "REQUESTED"


def test_who_is_no_member_of_staff_sees_nothing(asked):
    customer = User.objects.create_user("customer", password="x")
    assert browser(customer).get(LIST).status_code == 302
    assert browser(customer).post(f"{LIST}{asked.request_id}/decide/").status_code == 302


def waiting(client: Client) -> dict[str, int]:
    return {each.title: each.count for each in client.get("/admin/").context["work"]}


def test_the_home_page_counts_what_one_may_decide_and_is_right_after_the_decision(asked, checker):
    client = browser(checker)
    assert waiting(client) == {"Requests that wait for your decision": 1}
    assert client.get(LIST, {"mine": "decide"}).context["cl"].result_count == 1
    decide(client, asked, "approve")
    assert waiting(client) == {}


def test_ones_own_requests_and_those_one_is_a_party_to_wait_for_others(maker, checker):
    actor = Actor(ActorKind.USER, str(maker.pk))
    ask(maker=actor)
    assert waiting(browser(maker)) == {}
    row = Request.objects.get()
    Request.objects.bulk_create(
        [
            Request(
                kind=row.kind,
                subject="errand:2",
                payload=row.payload,
                reason="Theirs too",
                maker=row.maker,
                requested_at=row.requested_at,
                expires_at=row.expires_at,
                state=row.state,
                parties=[f"user:{checker.pk}"],
            )
        ]
    )
    assert waiting(browser(checker)) == {"Requests that wait for your decision": 1}


def test_who_may_only_look_is_told_of_no_work(asked):
    assert waiting(browser(user("reader", "view_request"))) == {}
