"""What the filters of lists offer, and by which of their columns lists can be ordered."""

from datetime import UTC, datetime

import pytest
from django.contrib import admin
from django.contrib.admin.templatetags.admin_list import result_headers
from django.db import connection
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext

from bankcore.identity.models import User
from bankcore.presentation import newest_values
from payments.gateway.models import Merchant, Operation
from payments.gateway.presentation.admin import filters
from payments.interbank.models import Settlement
from risk.cases import public as cases
from risk.cases.models import Case, CaseTag
from tests.security.visitors import staff

pytestmark = pytest.mark.usefixtures("bank")
NOW = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)
PATHS = ("priority", "level", "outcome", "tags__name")


def asking(**asked):
    request = RequestFactory().get("/", asked)
    request.user = User(pk=1, is_superuser=True, is_active=True)
    return request


def raised(subject: str, priority: int) -> Case:
    cases.raise_alert(
        kind=cases.CaseKind.FRAUD, subject=subject, reference=subject, priority=priority,
        reason="Fast.", source="screening", now=NOW,
    )  # fmt: skip
    return Case.objects.get(subject=subject)


def test_filters_offer_what_the_newest_rows_have_each_value_once(monkeypatch):
    for number, priority in enumerate((5, 3, 4, 3)):
        raised(f"cus-{number}", priority)
    rows = Case.objects.all()
    assert newest_values.newest_values(rows, PATHS) == {
        "priority": [3, 4, 5],
        "level": [1],
        "outcome": [""],
        "tags__name": [None],
    }
    monkeypatch.setattr(newest_values, "MOST", 3)
    assert newest_values.newest_values(rows, PATHS)["priority"] == [3, 4]
    assert newest_values.newest_values(rows.none(), PATHS)["priority"] == []


def test_a_filter_offers_the_words_of_the_newest_rows_that_have_any_and_rows_without(monkeypatch):
    monkeypatch.setattr(newest_values, "MOST", 2)
    for number, name in enumerate(("old", "mule", "ring")):
        CaseTag.objects.create(case=raised(f"cus-{number}", 5), name=name)
    raised("cus-without", 5)
    raised("cus-without-too", 5)
    found = newest_values.newest_values(Case.objects.all(), ["tags__name"])
    assert found == {"tags__name": ["mule", "ring", None]}
    page = staff().get("/admin/cases/case/").content.decode()
    assert '<a href="?tags__name=mule">mule</a>' in page
    assert '<a href="?tags__name__isnull=True">-</a>' in page


def test_what_all_filters_of_a_list_offer_is_read_in_one_statement():
    page = admin.site.get_model_admin(Operation)
    with CaptureQueriesContext(connection) as asked:
        page.get_changelist_instance(asking())
    statements = [each["sql"] for each in asked if "GROUPING SETS" in each["sql"]]
    assert len(statements) == 1
    assert all("LIMIT 10000" in each for each in statements)


def test_many_merchants_are_chosen_from_a_field_that_keeps_what_else_is_asked(monkeypatch):
    monkeypatch.setattr(filters, "_FEW", 1)
    names = [("1", "Demo <Dairy>"), ("2", "Demo Bakery")]
    monkeypatch.setattr(filters.MerchantFilter, "field_choices", lambda *_: names)
    page = staff().get(
        "/admin/gateway/operation/", {"merchant__id__exact": "2", "currency": "EUR", "p": "1"}
    )
    told = page.content.decode().partition('id="changelist-filter"')[2]
    assert '<select name="merchant__id__exact" id="choose-merchant__id__exact">' in told
    assert '<option value="1">Demo &lt;Dairy&gt;</option>' in told
    assert '<option value="2" selected>Demo Bakery</option>' in told
    assert '<input type="hidden" name="currency" value="EUR">' in told
    assert '<a href="?currency=EUR">All</a>' in told
    assert '<input type="hidden" name="merchant__id__exact"' not in told
    assert Merchant.objects.count() == 0
    assert [row.pk for row in page.context["cl"].result_list] == []


def test_a_column_of_money_that_has_an_order_is_clicked_to_be_ordered():
    page = admin.site.get_model_admin(Settlement)
    place = page.list_display.index("amount_minor")
    found = page.get_changelist_instance(asking())
    header = list(result_headers(found))[place]
    assert header["text"] == "amount"
    assert header["sortable"], "it is grouped for people, and is ordered all the same"
    assert header["url_primary"] == f"?o={place}"
    turned = page.get_changelist_instance(asking(o=f"-{place}"))
    assert turned.queryset.query.order_by[0] == "-amount_minor"
    assert list(result_headers(turned))[place]["sorted"]
