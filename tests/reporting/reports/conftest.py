"""A lake of its own for each test of reports, and reports of the test's own in the catalogue."""

import pytest

from reporting.reports.domain.definitions import Report
from reporting.reports.services import catalogue
from tests.factories.loans import close_day
from tests.reporting.reports.kit import NEXT_DAY, empty_load
from tests.reporting.warehouse.conftest import lake, load

__all__ = ["lake", "load"]


@pytest.fixture
def loaded(committed_bank):
    """Close the first day, and show a warehouse that was loaded when there was nothing."""
    close_day(NEXT_DAY)
    empty_load()


@pytest.fixture
def add(monkeypatch):
    """Give a function that puts a report of the test's own into the catalogue."""

    def put(name, make, **more):
        report = Report(
            name=name, title=name.capitalize(), family="Tests", words="A test.", make=make, **more
        )
        monkeypatch.setitem(catalogue.CATALOGUE, name, report)
        return report

    return put
