"""Reports of a test's own, and wishes for them."""

from datetime import timedelta

from reporting.reports import public as reports
from reporting.reports.domain.documents import Column, Document, Table, cells
from reporting.warehouse.models import Load
from tests.conftest import NOW, OPENING_DAY
from tests.factories import TESTER

NEXT_DAY = OPENING_DAY + timedelta(days=1)


def order(report="trial_balance", key="a wish", day=OPENING_DAY, **more):
    return reports.Order(report=report, day=day, key=key, **more)


def made(report="trial_balance", key="a wish", actor=TESTER, now=NOW, **more):
    return reports.produce(order=order(report, key, **more), actor=actor, now=now)


def empty_load(*, minutes=0):
    """Load nothing: what is tried here needs a version, and not what is in it."""
    at = NOW + timedelta(minutes=minutes)
    return Load.objects.create(
        day=NEXT_DAY, state="DONE", started_at=at, ended_at=at, from_xid=minutes,
        to_xid=minutes + 1, started_by="test",
    )  # fmt: skip


def short(*words, **more):
    rows = tuple(cells(each) for each in words)
    return Document(tables=(Table(title="Words", columns=(Column("Word"),), rows=rows),), **more)
