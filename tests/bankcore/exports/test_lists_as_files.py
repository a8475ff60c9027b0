"""Lists too long to wait for are written by a worker, for whoever ordered them and nobody else."""

import csv
import io
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection

from bankcore import clock
from bankcore.audit.models import AuditEntry
from bankcore.exports import public as exports
from bankcore.exports import tasks
from bankcore.exports.models import ListExport
from bankcore.identity import public as identity
from bankcore.identity import tasks as identity_tasks
from bankcore.identity.models import User
from bankcore.outbox.models import Event
from tests import factories
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
Role = identity.Role
LISTS = "/admin/exports/listexport/"


@pytest.fixture
def clerk():
    browser = staff(Role.TELLER, username="clerk")
    User.objects.filter(username="clerk").update(email="clerk@bank.example")
    return browser


def told(name: str) -> dict:
    event = Event.objects.filter(name=name).latest("id")
    return {
        "event_id": str(event.event_id),
        "subject": event.subject,
        "payload": event.payload,
        "occurred_at": event.occurred_at.isoformat(),
    }


def order(browser, model: str = "accounts.customer", query: str = ""):
    return browser.post(f"{LISTS}order/", {"model": model, "query": query}, follow=True)


def written(browser, **asked) -> ListExport:
    assert "is being written" in order(browser, **asked).content.decode()
    tasks.write_list(told("exports.list_ordered"))
    return ListExport.objects.latest("id")


def fetched(browser, row: ListExport) -> list[dict[str, str]]:
    answer = browser.get(f"{LISTS}{row.pk}/file/")
    assert answer.status_code == 200, answer
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_list_is_ordered_written_mailed_and_fetched_and_each_is_written_down(clerk):
    for name in ("Anna Demo", "Berta Demo", "Carl Sample"):
        factories.customer(name)
    row = written(clerk, query="q=demo&p=1&view=none")
    assert (row.state, row.rows, row.is_cut) == ("READY", 2, False)
    assert [each["Name"] for each in fetched(clerk, row)] == ["Berta Demo", "Anna Demo"]
    identity_tasks.send_notice(told("identity.notice_due"))
    (sent,) = mail.outbox
    assert sent.to == ["clerk@bank.example"]
    assert f"{LISTS}{row.pk}/file/" in sent.body
    assert "2 rows" in sent.body
    assert "Demo" not in sent.body.replace("Demo Bank", ""), "a mail names no customer"
    trail = AuditEntry.objects.filter(subject=f"export:{row.pk}").order_by("id")
    assert [each.action for each in trail] == [
        *("exports.list.ordered", "exports.list.written", "exports.list.fetched"),
    ]
    assert trail.last().detail == {"model": "accounts.customer", "rows": 2}


def test_what_was_asked_and_what_is_in_the_file_are_nowhere_in_plain(clerk):
    factories.customer("Anna Secretive")
    row = written(clerk, query="q=secretive")
    with connection.cursor() as cursor:
        cursor.execute("SELECT query || content FROM exports_listexport WHERE id = %s", [row.pk])
        assert b"ecretive" not in bytes(cursor.fetchone()[0])
    assert "ecretive" not in str(told("exports.list_ordered"))


def test_the_worker_told_twice_writes_once(clerk):
    row = written(clerk)
    before = Event.objects.filter(name="identity.notice_due").count()
    assert exports.write(export_id=row.pk, now=clock.now()) is False
    assert Event.objects.filter(name="identity.notice_due").count() == before


def test_a_file_is_its_owners_alone(clerk):
    row = written(clerk)
    colleague = staff(Role.TELLER, username="colleague")
    boss = staff(username="boss")
    for other in (colleague, boss):
        assert other.get(f"{LISTS}{row.pk}/file/").status_code == 404
        assert f"/{row.pk}/file/" not in other.get(LISTS).content.decode()
    assert f"/{row.pk}/file/" in clerk.get(LISTS).content.decode()


def test_a_file_is_kept_for_a_day_and_then_gone_with_what_was_asked(clerk):
    row = written(clerk)
    late = clock.now() + exports.KEPT
    actor = identity.staff_actor(user_id=row.owner_id)
    with pytest.raises(exports.ListNotThere):
        exports.fetch(export_id=row.pk, actor=actor, now=late)
    assert exports.remove_expired(now=late - timedelta(minutes=1)) == 0
    assert exports.remove_expired(now=late) == 1
    row.refresh_from_db()
    assert (row.state, row.content, row.query) == ("REMOVED", None, None)
    assert (
        "The list is not there."
        in clerk.get(f"{LISTS}{row.pk}/file/", follow=True).content.decode()
    )


def test_who_may_not_see_the_list_any_more_gets_no_file_of_it(clerk):
    row = written(clerk)
    User.objects.get(username="clerk").groups.clear()
    assert clerk.get(f"{LISTS}{row.pk}/file/").status_code == 403


def test_other_rights_than_those_that_a_file_was_written_with_fetch_nothing(clerk):
    from bankcore.identity.models import Branch

    row = written(clerk)
    Branch.objects.create(code="NORTH", name="Demo North")
    User.objects.filter(username="clerk").update(branch_id="NORTH")
    page = clerk.get(f"{LISTS}{row.pk}/file/", follow=True).content.decode()
    assert "Your rights have changed" in page


def test_a_list_that_one_may_not_see_is_not_ordered_and_not_written(clerk):
    administrator = staff(Role.ADMINISTRATOR, username="administrator")
    assert order(administrator).status_code == 403
    assert not ListExport.objects.exists()
    order(clerk)
    User.objects.get(username="clerk").groups.clear()
    tasks.write_list(told("exports.list_ordered"))
    row = ListExport.objects.get()
    assert (row.state, row.content, row.query) == ("FAILED", None, None)
    assert "may not see it any more" in row.failure


def test_a_branchs_staff_get_their_branchs_rows(clerk):
    from bankcore.identity.models import Branch

    factories.account()
    Branch.objects.create(code="NORTH", name="Demo North")
    User.objects.filter(username="clerk").update(branch_id="NORTH")
    assert written(clerk, model="accounts.account").rows == 0


@pytest.mark.parametrize("query", ["status__exact[]=x&nothing=1", "id__gt=x"])
def test_an_address_that_asks_for_nonsense_is_not_written_and_told(clerk, query):
    order(clerk, query=query)
    tasks.write_list(told("exports.list_ordered"))
    row = ListExport.objects.get()
    assert (row.state, row.content) == ("FAILED", None)
    identity_tasks.send_notice(told("identity.notice_due"))
    assert "could not be written" in mail.outbox[0].body


def test_nobody_has_more_than_three_lists_waiting(clerk):
    for _ in range(3):
        order(clerk)
    assert "You have 3 lists waiting." in order(clerk).content.decode()
    assert ListExport.objects.count() == 3


@pytest.mark.parametrize("model", ["nowhere.nothing", "accounts", "", "sessions.session"])
def test_what_is_no_list_is_not_there(clerk, model):
    assert order(clerk, model=model).status_code == 404


def test_the_list_says_where_a_file_ends_and_offers_the_whole(clerk, monkeypatch):
    factories.customer()
    page = clerk.get("/admin/accounts/customer/").content.decode()
    assert "at most 5,000 rows" in page
    assert "Have the whole list written" not in page
    monkeypatch.setattr("bankcore.presentation.bounded.Bounded.count", 5_001)
    page = clerk.get("/admin/accounts/customer/", {"status__exact": "ACTIVE"}).content.decode()
    assert "Have the whole list written" in page
    assert 'name="query" value="status__exact=ACTIVE"' in page
    assert "at most 100,000 rows" in page


def test_a_file_ends_at_its_limit_and_its_name_says_so(clerk, monkeypatch):
    monkeypatch.setattr("bankcore.exports.services.writing.MOST_ROWS", 1)
    for name in ("Anna Demo", "Berta Demo"):
        factories.customer(name)
    row = written(clerk)
    assert (row.rows, row.is_cut) == (1, True)
    answer = clerk.get(f"{LISTS}{row.pk}/file/")
    assert 'filename="customer-first-1.csv"' in answer["Content-Disposition"]
