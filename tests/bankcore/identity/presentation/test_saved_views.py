"""Views of lists that staff save: one's own, and what is shared with one's role."""

import pytest

from bankcore.identity import public as identity
from bankcore.identity.models import SavedView
from tests import factories
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
Role = identity.Role
LIST = "/admin/accounts/customer/"
FILTERS = "status__exact=BLOCKED&kind__exact=PERSON"


def send(browser, act: str, **more):
    body = {"model": "accounts.customer", "act": act, **more}
    return browser.post("/admin/views/", body, follow=True)


def save(browser, name: str = "Blocked people", query: str = FILTERS) -> SavedView:
    answer = send(browser, "save", name=name, query=query)
    assert f"The view {name} is saved." in answer.content.decode()
    return SavedView.objects.latest("id")


def names(browser, path: str = LIST) -> list[str]:
    return [each.name for each in browser.get(path, {"view": "none"}).context["saved"]["views"]]


@pytest.fixture
def clerk():
    return staff(Role.TELLER, username="clerk")


@pytest.fixture
def colleague():
    return staff(Role.TELLER, username="colleague")


def test_a_view_is_saved_offered_and_opens_the_list_with_its_filters(clerk):
    view = save(clerk)
    factories.customer()
    page = clerk.get(LIST, {"view": "none"})
    assert f'href="?{FILTERS.replace("&", "&amp;")}"' in page.content.decode()
    assert page.context["cl"].result_count == 1
    assert clerk.get(f"{LIST}?{view.query}").context["cl"].result_count == 0
    assert names(clerk, "/admin/accounts/account/") == []


def test_whom_somebody_searched_for_and_where_they_were_is_not_kept(clerk):
    assert save(clerk, query=f"q=Demo+Person&p=3&{FILTERS}&o=-1").query == f"{FILTERS}&o=-1"


def test_a_view_saved_again_under_its_name_is_changed(clerk):
    save(clerk)
    assert save(clerk, query="kind__exact=COMPANY").query == "kind__exact=COMPANY"
    assert SavedView.objects.count() == 1


def test_views_are_ones_own(clerk, colleague):
    save(clerk)
    assert names(clerk) == ["Blocked people"]
    assert names(colleague) == []


def test_a_view_is_shared_with_a_role_and_changed_by_its_owner_alone(clerk, colleague):
    view = save(clerk)
    other = staff(Role.FINANCE, username="other")
    send(clerk, "change", view_id=view.pk, name="Stopped", shared_with="Teller")
    assert names(colleague) == ["Stopped"]
    assert names(other) == []
    for act in ("change", "delete"):
        answer = send(colleague, act, view_id=view.pk, name="Mine now")
        assert "There is no such view of yours." in answer.content.decode()
    view.refresh_from_db()
    assert view.name == "Stopped"


def test_the_default_comes_without_asking_and_there_is_one_at_most(clerk, colleague):
    first, second = save(clerk), save(clerk, "Companies", "kind__exact=COMPANY")
    for view in (first, second):
        send(clerk, "change", view_id=view.pk, name=view.name, default="on", shared_with="Teller")
    answer = clerk.get(LIST)
    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}?kind__exact=COMPANY")
    assert clerk.get(LIST, {"view": "none"}).status_code == 200
    assert list(SavedView.objects.filter(is_default=True)) == [second]
    assert colleague.get(LIST).status_code == 200, "another's default is not one's own"


def test_a_view_is_deleted(clerk):
    send(clerk, "delete", view_id=save(clerk).pk)
    assert names(clerk) == []


@pytest.mark.parametrize("name", ["", "  ", "x" * 61])
def test_a_view_without_a_name_or_with_an_endless_one_is_refused(clerk, name):
    assert "A view has a name." in send(clerk, "save", name=name, query="").content.decode()
    assert not SavedView.objects.exists()


def test_a_name_is_anothers_once(clerk):
    save(clerk)
    second = save(clerk, "Companies")
    answer = send(clerk, "change", view_id=second.pk, name="Blocked people")
    assert "There is a view of this name already" in answer.content.decode()
    second.refresh_from_db()
    assert second.name == "Companies"


@pytest.mark.parametrize(
    "body",
    [
        {"model": "nowhere.nothing"},
        {"model": "accounts"},
        {"act": "explode"},
        {"model": "identity.user"},
        {"model": "sessions.session"},
    ],
)
def test_what_is_no_list_of_theirs_or_no_act_is_not_there(clerk, body):
    answer = clerk.post(
        "/admin/views/", {"model": "accounts.customer", "act": "save", "name": "x", **body}
    )
    assert answer.status_code == 404
    assert not SavedView.objects.exists()


def test_nobody_keeps_more_than_thirty_of_a_list(clerk, monkeypatch):
    monkeypatch.setattr("bankcore.identity.services.saved_views.MOST", 1)
    save(clerk)
    answer = send(clerk, "save", name="One more", query="")
    assert "views of this list already" in answer.content.decode()
    assert SavedView.objects.count() == 1
