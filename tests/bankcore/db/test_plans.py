"""Statements whose values differ much are planned for each; others are prepared once."""

import pytest
from django.contrib import admin
from django.db import connection
from django.test import RequestFactory

from accounts.models import Customer
from bankcore.db.plans import planned_for_its_values
from bankcore.identity.models import User

pytestmark = pytest.mark.usefixtures("bank")
# A statement's fifth use prepares it.
OFTEN = 8


def prepared(part: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_prepared_statements WHERE strpos(statement, %s) > 0", [part]
        )
        return cursor.fetchone()[0]


def ask(statement: str) -> None:
    with connection.cursor() as cursor:
        for number in range(OFTEN):
            cursor.execute(statement, [number])


def test_statements_within_are_not_prepared_and_those_after_it_are():
    def fails() -> None:
        with planned_for_its_values("default"):
            ask("SELECT %s::int AS within")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fails()
    ask("SELECT %s::int AS afterwards")
    assert prepared("AS within") == 0
    assert prepared("AS afterwards") == 1


def test_a_long_list_is_counted_and_read_by_a_plan_for_what_is_asked():
    """Prepared, all would share a plan: one for what most rows have reads all for the others."""
    request = RequestFactory().get("/", {"status__exact": "CLOSED"})
    request.user = User(pk=1, is_superuser=True, is_active=True)
    page = admin.site.get_model_admin(Customer)
    for _ in range(OFTEN):
        page.get_changelist_instance(request)
    assert prepared('"accounts_customer"."status" = ') == 0
