"""Filters are kept under a name, for oneself or for a role, and removed by their owner alone."""

import pytest
from django.db import DatabaseError, transaction

from bankcore.audit.models import AuditEntry
from reporting.dashboards import public as dashboards
from reporting.dashboards.models import Selection
from tests.conftest import NOW, OPENING_DAY
from tests.reporting.dashboards.readers import ROLE, reader

pytestmark = pytest.mark.usefixtures("bank")
MONTH = dashboards.Filter(days="MONTH", branch="NORTH", currency="EUR")


def keep(actor, name="North", chosen=MONTH, shared_with="") -> int:
    return dashboards.keep(name=name, chosen=chosen, shared_with=shared_with, actor=actor, now=NOW)


def names(actor) -> list[tuple[str, bool]]:
    return [(each.name, each.is_own) for each in dashboards.filters(actor=actor)]


def test_a_filter_is_its_owners_or_shared_with_a_role():
    finance, risk = reader("f", ROLE.FINANCE), reader("r", ROLE.RISK_ANALYST)
    keep(finance)
    keep(finance, "South", shared_with="Risk analyst")
    assert names(finance) == [("North", True), ("South", True)]
    assert names(risk) == [("South", False)]
    (seen,) = dashboards.filters(actor=risk)
    assert seen.chosen == MONTH
    kept = AuditEntry.objects.filter(action="dashboards.filter.kept").order_by("id")
    assert [each.detail for each in kept] == [{"shared_with": ""}, {"shared_with": "Risk analyst"}]


def test_a_name_is_given_once_until_its_filter_is_removed():
    finance = reader("f", ROLE.FINANCE)
    first = keep(finance)
    with pytest.raises(dashboards.FilterNameTaken):
        keep(finance)
    assert Selection.objects.count() == 1
    dashboards.remove(selection_id=first, actor=finance, now=NOW)
    keep(finance)
    assert names(finance) == [("North", True)]


def test_nobody_removes_what_is_somebody_elses():
    finance, risk = reader("f", ROLE.FINANCE), reader("r", ROLE.RISK_ANALYST)
    number = keep(finance, shared_with="Risk analyst")
    with pytest.raises(dashboards.FilterUnknown):
        dashboards.remove(selection_id=number, actor=risk, now=NOW)
    assert names(finance) == [("North", True)]


@pytest.mark.parametrize(
    ("name", "chosen", "shared_with"),
    [
        (" ", MONTH, ""),
        ("x" * 61, MONTH, ""),
        ("x", dashboards.Filter(), ""),
        ("x", dashboards.Filter(days="FIXED", first=OPENING_DAY), ""),
        ("x", dashboards.Filter(days="MONTH", currency="eur"), ""),
        ("x", MONTH, "King"),
    ],
)
def test_what_cannot_be_kept_is_refused(name, chosen, shared_with):
    with pytest.raises(dashboards.FilterWrong):
        keep(reader("f", ROLE.FINANCE), name, chosen, shared_with)
    assert Selection.objects.count() == 0


def test_the_database_lets_nobody_change_what_was_kept():
    keep(reader("f", ROLE.FINANCE))
    for change in ({"name": "Other"}, {"owner_id": 1}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Selection.objects.update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Selection.objects.all().delete()
    Selection.objects.update(removed_at=NOW)
    with pytest.raises(DatabaseError, match="ends once"), transaction.atomic():
        Selection.objects.update(removed_at=None)
