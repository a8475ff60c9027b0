"""Lists of a million rows are read by their indexes, and each opens in every way."""

import json
from urllib.parse import parse_qsl
from uuid import uuid4

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connections
from django.db.models import DateTimeField
from django.test import RequestFactory

from bankcore.benchmark import lists
from bankcore.identity.models import User
from bankcore.presentation import bounded, index_order, work
from payments.models import ExternalPayment
from tests import factories
from tests.conftest import NOW
from tests.security.visitors import staff

# As many rows as are told to PostgreSQL, which then plans as it would with them.
MANY = 1_000_000


def page_of(label: str):
    return admin.site.get_model_admin(apps.get_model(label))


def asking():
    """Return the request of somebody who may see everything."""
    request = RequestFactory().get("/")
    request.user = User(pk=1, is_superuser=True, is_active=True)
    return request


def as_if_there_were_many(cursor) -> None:
    """Tell the planner that each table has a million rows on each page that it has.

    What values there are it learns anew: opening lists has added to the audit trail.
    """
    for label in lists.SEARCHED:
        table = apps.get_model(label)._meta.db_table
        cursor.execute(f"ANALYZE {table}")
        cursor.execute(
            "SELECT pg_restore_relation_stats('schemaname', 'public', 'relname', %s::text,"
            " 'relpages', 1::integer, 'reltuples', %s::real)",
            [table, MANY],
        )


def nodes(plan) -> list[dict]:
    return [plan, *(each for child in plan.get("Plans", ()) for each in nodes(child))]


def planned(cursor, queryset) -> list[dict]:
    sql, values = queryset.query.sql_with_params()
    cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
    (found,) = cursor.fetchone()
    return nodes((found if isinstance(found, list) else json.loads(found))[0]["Plan"])


def whole(label: str, what: str, found: list[dict]) -> list[str]:
    """Return what of a plan reads all rows of the list's own table, or sorts them for a page.

    What a search has found by an index may be sorted, and what is of the same moment.
    """
    table = apps.get_model(label)._meta.db_table
    read = [each["Node Type"] for each in found if each.get("Relation Name") == table]
    sorts = [
        each["Node Type"]
        for each in found
        if each["Node Type"] == "Sort"
        or (each["Node Type"] == "Incremental Sort" and not is_by_moment(label, each))
    ]
    return [
        *(each for each in read if each == "Seq Scan"),
        *(sorts if not what.startswith("search") else walks(found)),
    ]


def is_by_moment(label: str, sort: dict) -> bool:
    (known,) = sort["Presorted Key"]
    column = known.rpartition(".")[2].removesuffix(" DESC")
    return isinstance(apps.get_model(label)._meta.get_field(column), DateTimeField)


def walks(found: list[dict]) -> list[str]:
    """Return the indexes that are read from their first row on, looking for rows that match."""
    return [
        f"{each['Index Name']}: {each['Filter']}"
        for each in found
        if "Filter" in each and "Index Cond" not in each and "Index Name" in each
    ]


def ways_asked(page, request, term: str) -> dict[str, dict[str, str]]:
    # Something of the same shape that is nowhere: it is not stumbled upon.
    asked = {"first page": {}, "search": {"q": f"{term}99999"}}
    for place, column in enumerate(page.get_list_display(request)):
        if column in page.get_sortable_by(request):
            asked |= {f"by {column} {sign}": {"o": f"{sign}{place}"} for sign in ("", "-")}
    return asked


def dear_ways(cursor, way, request) -> dict[tuple[str, str], list[str]]:
    """Return how one page of what a filter leaves is read, or counted, where that costs as much
    as half the table: what few rows have is not looked for among all."""
    rows = work.listed(page_of(way.label), request, dict(parse_qsl(way.asked, True))).queryset
    (all_of_them,) = planned(cursor, apps.get_model(way.label).objects.all())[:1]
    asked = {"page": rows[:50], "count": rows.order_by().values("pk")[: bounded.MOST]}
    plans = {what: planned(cursor, each) for what, each in asked.items()}
    return {
        (way.label, f"{way.what}: {what}"): [each["Node Type"] for each in plan]
        for what, plan in plans.items()
        if plan[0]["Total Cost"] > all_of_them["Total Cost"] / 2
    }


def columns(page, request) -> list[str]:
    return [str(each) for each in page.get_list_display(request)]


def test_long_lists_open_in_every_way_and_are_read_by_their_indexes(committed_bank, monkeypatch):
    monkeypatch.setattr(lists.ledger, "open_first_business_day", lambda **_: None)
    # A log-in of the tests has shown it.
    monkeypatch.setattr(lists, "show_second_factor", lambda _browser, _user_id: None)
    found = lists.measure(count=200, times=1, say=lambda _line: None)
    assert {each.label for each in found} == set(lists.SEARCHED)
    assert {each.what for each in found} > {"first page", "second page", "last page", "search"}
    costs = {}
    for each in found:
        if each.what.endswith("page"):
            costs.setdefault(each.label, set()).add(each.queries)
    assert max(max(each) for each in costs.values()) <= 25
    request = asking()
    wrong = {}
    with connections["owner"].cursor() as cursor:
        as_if_there_were_many(cursor)
        for label, term in lists.SEARCHED.items():
            page = page_of(label)
            for what, filters in ways_asked(page, request, term).items():
                rows = work.listed(page, request, filters).queryset
                if bad := whole(label, what, planned(cursor, rows[:50])):
                    wrong[label, what] = bad
        for way in (each for each in found if each.what.startswith("filter")):
            wrong |= dear_ways(cursor, way, request)
    assert wrong == {}, "\n".join(f"{each}: {why}" for each, why in wrong.items())


def test_the_long_lists_are_those_that_are_measured():
    long = {each._meta.label_lower for each, page in admin.site._registry.items() if is_long(page)}
    assert long == set(lists.SEARCHED)


def is_long(page) -> bool:
    return getattr(page, "is_long", False)


def test_a_long_list_is_offered_in_the_orders_of_its_indexes_and_a_short_one_in_all():
    request = asking()
    offered = {
        label: [index_order.field_of(each) for each in page_of(label).get_sortable_by(request)]
        for label in lists.SEARCHED
    }
    assert offered == {
        "accounts.customer": ["status", "risk_rating", "public_id"],
        "accounts.account": ["iban", "public_id"],
        "ledger.account": ["number"],
        "audit.auditentry": ["actor", "subject"],
        "cases.case": ["priority", "state", "outcome"],
        "gateway.operation": ["object_id", "intent"],
        "gateway.paymentintent": ["object_id", "merchant"],
        "risk.screeningdecision": ["reference", "decided_at"],
        "payments.externalpayment": ["public_id", "creditor_iban"],
    }
    short = page_of("gateway.merchant")
    assert list(short.get_sortable_by(request)) == list(short.get_list_display(request))


@pytest.mark.usefixtures("bank")
def test_a_long_list_is_not_sorted_by_a_column_that_is_not_offered():
    request = asking()
    for label in lists.SEARCHED:
        page = page_of(label)
        own = list(work.listed(page, request, {}).queryset.query.order_by)
        for place, column in enumerate(page.get_list_display(request)):
            if column not in page.get_sortable_by(request):
                found = work.listed(page, request, {"o": f"-{place}"})
                assert list(found.queryset.query.order_by) == own, (label, column)
                assert "o" not in found.params, "its links would ask for it again"
        for nonsense in ("99", "-", "0.0", "x", "1.1"):
            work.listed(page, request, {"o": nonsense})


@pytest.mark.usefixtures("bank")
def test_a_long_list_is_turned_by_the_last_column_asked_for_and_its_file_is_in_that_order():
    for name in ("Anna Demo", "Berta Demo"):
        factories.customer(name)
    browser, address = staff(), lists.address("accounts.customer")
    status = columns(page_of("accounts.customer"), asking()).index("status")
    shown = browser.get(address, {"o": f"{status}.0"}).context["cl"]
    assert [each.name for each in shown.result_list] == ["Anna Demo", "Berta Demo"]
    assert shown.params["o"] == str(status)
    for sign, names in (("", ["Anna Demo", "Berta Demo"]), ("-", ["Berta Demo", "Anna Demo"])):
        file = browser.get(f"{address}export/", {"o": f"{sign}{status}"}).content.decode()
        assert [line.split(",")[0] for line in file.splitlines()[1:]] == names
    page = browser.get(address).content.decode()
    assert f"?o={status}" in page
    assert "?o=0" not in page, "nobody is invited to sort a million names"


@pytest.mark.usefixtures("bank")
def test_a_search_of_payments_finds_an_iban_however_it_is_written_and_a_part_of_a_name():
    make_payment(creditor_iban="DE02120300000000202051", creditor_name="Demo Dairy")
    make_payment(creditor_iban="NL91ABNA0417164300", creditor_name="Demo Bakery")

    def found(term: str) -> list[str]:
        page = staff().get(lists.address("payments.externalpayment"), {"q": term})
        return [each.creditor_name for each in page.context["cl"].result_list]

    assert found("de02 1203 0000 0000 2020 51") == ["Demo Dairy"]
    assert found("bake") == ["Demo Bakery"]
    assert found("DE99 9999 9999 9999 9999 99") == []


def make_payment(**fields) -> None:
    fields |= {"account_id": uuid4(), "txn_id": ExternalPayment.objects.count() + 1}
    ExternalPayment.objects.create(amount_minor=100, currency="EUR", created_at=NOW, **fields)
