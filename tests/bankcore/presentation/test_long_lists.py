"""Lists of a million rows are read by their indexes, and each opens in every way."""

import json

from django.apps import apps
from django.contrib import admin
from django.db import connections
from django.test import RequestFactory

from bankcore.benchmark import lists
from bankcore.identity.models import User
from bankcore.presentation import work

# Cases are sorted by what they are before they are shown: some thousands at the most are kept.
SORTED = {"cases.case"}
# As many rows as are told to PostgreSQL, which then plans as it would with them.
MANY = 1_000_000


def as_if_there_were_many(cursor) -> None:
    """Tell the planner that each table has a million rows on each page that it has."""
    for label in lists.SEARCHED:
        table = apps.get_model(label)._meta.db_table
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

    What a search has found by an index may be sorted.
    """
    table = apps.get_model(label)._meta.db_table
    read = [each["Node Type"] for each in found if each.get("Relation Name") == table]
    sorts = [each["Node Type"] for each in found if each["Node Type"] == "Sort"]
    return [
        *(each for each in read if each == "Seq Scan"),
        *(sorts if what == "first page" else ()),
    ]


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
    request = RequestFactory().get("/")
    request.user = User(pk=1, is_superuser=True, is_active=True)
    wrong = {}
    with connections["owner"].cursor() as cursor:
        as_if_there_were_many(cursor)
        for label, term in lists.SEARCHED.items():
            page = admin.site.get_model_admin(apps.get_model(label))
            asked = {"first page": {}, **({"search": {"q": term}} if page.search_fields else {})}
            for what, filters in asked.items():
                rows = work.listed(page, request, filters).queryset
                if label in SORTED:
                    continue
                if bad := whole(label, what, planned(cursor, rows[:50])):
                    wrong[label, what] = bad
    assert wrong == {}
