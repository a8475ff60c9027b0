"""Lists of the back office cost the same whatever they hold, and go out as files within bounds."""

import csv
import io
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.admin.templatetags import admin_list
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from accounts.models import Account
from bankcore.audit.models import AuditEntry
from bankcore.identity import public as identity
from bankcore.identity.models import Branch, User
from bankcore.presentation import bounded, cells, exporting, work
from bankcore.presentation.read_only import ReadOnlyAdmin
from tests import factories
from tests.bankcore.presentation.list_pages import apart, told
from tests.factories.lively import lively_bank
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
PAGES = {
    model._meta.label_lower: page
    for model, page in admin.site._registry.items()
    if getattr(page, "is_list", True)
}
Role = identity.Role
# What counts on purpose, and why it is bounded all the same.
COUNTING = {
    "credit.override": "the rates of one year stand above the list",
    "payments.bulkfile": "the lines of each file on the page, by the index of their file",
}


# Tables of some thousands of rows at the most, which may be sorted to be shown.
SHORT = {
    *("alerts.securityalert", "credit.referral", "crime.cashreport"),
    *("crime.namehit", "gateway.dispute", "gateway.merchant", "gateway.routingrule"),
    *("interbank.recall", "market.paryield", "operational.action", "outbox.failure"),
    *("payments.fxmargin", "payments.fxrate", "payments.fxresultsale", "payments.fxrevaluation"),
    *("reconciliation.reconexception", "reconciliation.reconrun", "reports.schedule"),
    "scoring.drift",
}


def address(label: str, name: str = "") -> str:
    return f"/admin/{label.replace('.', '/')}/{name}"


@pytest.mark.parametrize("label", PAGES)
def test_every_list_is_one_of_the_houses(label):
    page = PAGES[label]
    assert isinstance(page, ReadOnlyAdmin)
    assert issubclass(page.paginator, bounded.Bounded)
    assert page.show_full_result_count is False
    assert page.date_hierarchy is None, "its years are read from every row there is"
    assert page.show_facets is admin.ShowFacets.NEVER, "they are counts without bounds"


def asked_by(browser, label: str, size: int, monkeypatch) -> tuple[list[str], Any]:
    monkeypatch.setattr(PAGES[label], "list_per_page", size)
    with CaptureQueriesContext(connection) as asked:
        answer = browser.get(address(label))
    assert answer.status_code == 200, label
    # That somebody is there is written once in a while, not by every page.
    apart = ("SAVEPOINT", "RELEASE", 'UPDATE "identity_websession"')
    statements = [each["sql"] for each in asked if not each["sql"].startswith(apart)]
    return statements, answer


def rows_of_django(found) -> str:
    return "".join(f"<tr>{''.join(row)}</tr>\n" for row in admin_list.results(found))


def test_a_list_costs_as_many_queries_for_one_row_as_for_fifty_and_shows_djangos_cells_and_its_sums(
    monkeypatch,
):
    lively_bank()
    browser = staff()
    browser.get("/admin/")
    seen, summed, wrong, without_bounds = 0, 0, [], []
    for label in PAGES:
        (one, _), (many, answer) = (asked_by(browser, label, size, monkeypatch) for size in (1, 50))
        page, found = answer.content.decode(), answer.context.get("cl")
        if found is not None and cells.rows(found) != rows_of_django(found):
            wrong.append((label, cells.rows(found), rows_of_django(found)))
        summed += bool(told(page))
        wrong += [(label, *total) for total in apart(page)]
        rows = apps.get_model(label).objects.all()[:2].count()
        seen += rows > 1
        if len(one) != len(many):
            wrong.append((label, len(one), len(many), many[-2][:300]))
        without_bounds += [
            (label, sql[:160] if "DISTINCT" in sql[:20] else sql[-300:])
            for sql in many
            if "LIMIT" not in sql
            and ("COUNT(" in sql or "SELECT DISTINCT " in sql.replace("DISTINCT ON", ""))
            and label not in COUNTING
        ]
    assert wrong == []
    assert not without_bounds, "\n".join(map(str, without_bounds))
    assert seen > 30, "too few lists have rows for this to say anything"
    assert summed > 6, "too few lists are summed for this to say anything"


def test_a_list_counts_no_further_than_its_bound_and_pages_no_further(monkeypatch):
    monkeypatch.setattr(bounded, "MOST", 3)
    for number in range(5):
        factories.customer(f"Demo Customer {number}")
    browser = staff()
    shown = browser.get(address("accounts.customer")).context["cl"]
    assert shown.result_count == 3
    assert shown.paginator.num_pages == 1


def exported(browser, label: str, **asked):
    answer = browser.get(address(label, "export/"), asked)
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    return answer, list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_a_page_far_back_shows_what_it_would_if_it_were_read_at_once(monkeypatch):
    rows = Account.objects.select_related("customer").order_by("-opened_on", "-id")
    for _ in range(5):
        factories.account()
    shown = {}
    for far in (1_000, 0):
        monkeypatch.setattr(bounded, "_FAR", far)
        pages = bounded.Bounded(rows, 2)
        shown[far] = [list(pages.page(number)) for number in pages.page_range]
    assert shown[0] == shown[1_000]
    assert [len(each) for each in shown[0]] == [2, 2, 1]


def test_a_file_has_the_lists_columns_and_what_its_filters_leave():
    for name in ("Anna Demo", "Berta Demo", "Carl Sample"):
        factories.customer(name)
    browser = staff(Role.TELLER)
    answer, rows = exported(browser, "accounts.customer", q="demo", p="1")
    assert [row["Name"] for row in rows] == ["Berta Demo", "Anna Demo"]
    assert answer["X-Row-Limit"] == "5000"
    assert 'filename="customer-2.csv"' in answer["Content-Disposition"]
    assert exported(browser, "accounts.customer", status__exact="BLOCKED")[1] == []


def test_a_file_ends_at_its_limit_and_its_name_says_so(monkeypatch):
    monkeypatch.setattr(exporting, "MOST", 2)
    for number in range(3):
        factories.customer(f"Demo Customer {number}")
    answer, rows = exported(staff(), "accounts.customer")
    assert len(rows) == 2
    assert "customer-first-2.csv" in answer["Content-Disposition"]


def test_a_spreadsheet_takes_what_is_in_a_file_for_text():
    factories.customer('=HYPERLINK("https://evil.example")')
    _, (row,) = exported(staff(), "accounts.customer")
    assert row["Name"].startswith("'=HYPERLINK(")


def test_a_file_holds_what_whoever_asks_may_see():
    made = factories.account()
    Branch.objects.create(code="NORTH", name="Demo North")
    clerk = staff(Role.OPERATIONS)
    assert len(exported(clerk, "accounts.account")[1]) == 1
    User.objects.filter(username="staff").update(branch_id="NORTH")
    assert exported(clerk, "accounts.account")[1] == []
    assert Account.objects.filter(public_id=made.account_id).exists()
    nobody = staff(Role.ADMINISTRATOR, username="administrator")
    assert nobody.get(address("accounts.account", "export/")).status_code == 403


def test_every_file_is_written_down_even_of_what_is_about_nobody():
    browser = staff()
    for label in ("accounts.customer", "accounts.product"):
        exported(browser, label)
        last = AuditEntry.objects.latest("id")
        assert (last.action, last.detail["page"]) == (f"{label}.listed", "export_list")


def test_money_days_and_yes_or_no_are_said_as_people_and_spreadsheets_read_them():
    factories.account(funds=1_234)
    _, (row,) = exported(staff(), "accounts.account")
    assert row["Balance"] == "1234.00 EUR"
    assert row["Opened on"] == "2026-03-02"


def test_the_list_links_to_its_file_with_its_filters():
    page = staff().get(address("accounts.customer"), {"status__exact": "ACTIVE"}).content.decode()
    assert 'href="export/?status__exact=ACTIVE"' in page
    assert "at most 5,000 rows" in page


def test_the_first_page_of_a_long_list_is_read_in_the_order_of_an_index():
    """A list of a million rows that are sorted to show fifty of them keeps people waiting."""
    request = RequestFactory().get("/")
    request.user = User(pk=1, is_superuser=True, is_active=True)
    sorted_whole = set()
    with connection.cursor() as cursor:
        for way in ("seqscan", "sort", "bitmapscan", "hashjoin", "mergejoin"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        for label, page in PAGES.items():
            sql, values = work.listed(page, request, {}).queryset[:50].query.sql_with_params()
            cursor.execute(f"EXPLAIN {sql}", values)
            lines = [row[0].strip(" ->") for row in cursor.fetchall()]
            if any(line.startswith("Sort  ") for line in lines):
                sorted_whole.add(label)
    assert sorted_whole == SHORT
