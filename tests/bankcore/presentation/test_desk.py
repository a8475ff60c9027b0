"""What the back office puts before its staff: what waits for whom, proved by the lists it names."""

from datetime import UTC, datetime, time, timedelta

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Customer
from bankcore import clock, desk
from bankcore.actor import Actor, ActorKind
from bankcore.identity import public as identity
from bankcore.identity.models import User
from bankcore.presentation import work
from bankcore.presentation.staff import actor_of
from bankcore.roles import PERMISSIONS
from bankcore.starts import STARTS
from risk.cases.models import Case
from tests import factories
from tests.factories import people
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
Role = identity.Role


def case(**changes) -> Case:
    now = clock.now()
    given = {"kind": "FRAUD", "subject": f"payer-{Case.objects.count()}", "priority": 3}
    return Case.objects.create(
        **{**given, "opened_at": now, "due_at": now + timedelta(hours=4), **changes}
    )


def home(browser) -> dict[str, int]:
    return {each.title: each.count for each in browser.get("/admin/").context["work"]}


def test_cases_are_counted_as_mine_nobodys_and_late_and_the_lists_prove_it():
    browser = staff(Role.RISK_ANALYST)
    me = str(Actor(ActorKind.USER, str(User.objects.get(username="staff").pk)))
    case(assignee=me)
    case(assignee=me, due_at=clock.now() - timedelta(minutes=1))
    for _ in range(3):
        case()
    assert home(browser) == {
        "Your cases": 2,
        "Cases that nobody has": 3,
        "Cases past their time": 1,
    }
    for each in browser.get("/admin/").context["work"]:
        assert browser.get(each.address).context["cl"].result_count == each.count, each.title


def test_the_kinds_of_cases_that_somebody_may_not_know_of_are_not_counted():
    case(kind="SANCTIONS")
    assert home(staff(Role.RISK_ANALYST)) == {}
    assert home(staff(Role.COMPLIANCE, username="other"))["Cases that nobody has"] == 1


def test_what_waits_for_others_is_not_told():
    case()
    for role in (Role.TELLER, Role.AUDITOR, Role.ADMINISTRATOR):
        assert home(staff(role, username=role)) == {}, role


def test_a_customer_is_due_for_review_on_the_day_and_not_before(monkeypatch):
    customer_id = people.active()
    due = Customer.objects.get(public_id=customer_id).review_on
    for day, count in ((due - timedelta(days=1), None), (due, 1)):
        at = datetime.combine(day, time(12), tzinfo=UTC)
        monkeypatch.setattr("accounts.presentation.admin.customers.clock.now", lambda at=at: at)
        assert home(staff(Role.COMPLIANCE)).get("Customers whose review is due") == count


@pytest.mark.parametrize("kind", desk.WORK, ids=lambda kind: kind.title)
def test_every_kind_of_work_costs_one_bounded_query_and_its_list_opens(kind):
    browser = staff()
    page = work.page_of(admin.site, kind.model)
    request = RequestFactory().get("/")
    request.user = User.objects.get(username="staff")
    actor_of(request)  # one's rights are fetched once
    with CaptureQueriesContext(connection) as asked:
        work.listed(page, request, kind.asked)
    counts = [each["sql"] for each in asked if "COUNT(" in each["sql"]]
    assert len(counts) == 1
    assert "LIMIT 10000" in counts[0]
    others = 1 if kind.model == "warehouse.load" else 0  # after which load they were mended
    assert len(asked) == 1 + others, [each["sql"] for each in asked]
    address = work.address_of(page, kind.asked)
    answer = browser.get(address)
    assert answer.status_code == 200
    known = answer.context["cl"].has_active_filters
    assert known or not page.model.objects.exists(), "the list does not know the filter"


def test_every_right_that_work_is_named_by_is_somebodys():
    assert {each for kind in desk.WORK for each in kind.needs} <= set(PERMISSIONS)
    assert all(PERMISSIONS[each] for kind in desk.WORK for each in kind.needs)


def test_every_app_with_pages_stands_under_one_heading():
    named = [label for labels in desk.SUBJECTS.values() for label in labels]
    assert len(named) == len(set(named))
    assert {model._meta.app_label for model in admin.site._registry} <= set(named)
    assert set(named) <= {each.label for each in apps.get_app_configs()}


def test_pages_stand_under_headings_and_each_once():
    shown = staff().get("/admin/").context["app_list"]
    assert [each["name"] for each in shown] == list(desk.SUBJECTS)
    pages = [page["admin_url"] for each in shown for page in each["models"]]
    assert len(pages) == len(set(pages)) == len(admin.site._registry)


def test_an_empty_bank_says_what_it_needs_and_no_longer_once_it_is_there():
    def steps(browser) -> set[str]:
        return {each.title for each in browser.get("/admin/").context["setup"]}

    browser = staff()
    assert "Take the first customer on" in steps(browser)
    assert "Let staff in" not in steps(browser)
    factories.customer()
    assert "Take the first customer on" not in steps(browser)


def test_which_bank_it_is_stands_on_every_page_but_where_money_is_real(settings):
    browser = staff()
    for path in ("/admin/", "/admin/accounts/customer/", "/admin/search/"):
        assert b'class="environment">Development<' in browser.get(path).content
    settings.ENVIRONMENT_NAME = ""
    assert b'class="environment"' not in browser.get("/admin/").content


def test_work_begins_on_pages_that_open_to_whom_they_are_offered():
    boss = staff()
    offered = dict(boss.get("/admin/").context["starts"])
    assert list(offered) == [each.title for each in STARTS]
    assert {title: boss.get(page).status_code for title, page in offered.items()} == dict.fromkeys(
        offered, 200
    )
    teller = dict(staff(Role.TELLER, username="teller").get("/admin/").context["starts"])
    assert "Drawers and counters" in teller
    assert not teller.keys() & {"Take the next case", "End of day", "Programs and their keys"}
