"""The door of reports."""

from reporting.reports.domain.comparing import Difference
from reporting.reports.domain.definitions import Parameter, ParameterKind, Report
from reporting.reports.domain.parameters import ParameterRefused
from reporting.reports.domain.views import Download, FileView, RunState, RunView
from reporting.reports.services import (
    catalogue,
    lineage,
    making,
    producing,
    reading,
    releasing,
)
from reporting.reports.services.catalogue import CATALOGUE, ReportUnknown
from reporting.reports.services.lineage import Booked, Place, RowsNotFound
from reporting.reports.services.producing import Order, ReportNotMade
from reporting.reports.services.reading import FilesNotKept, NotReleased, RunNotFound
from reporting.reports.services.releasing import CannotRelease

make = making.make
report = catalogue.report
produce = producing.produce  # a use case of its own
attempt = producing.attempt  # a use case of its own
run = reading.run
document = reading.document
file = reading.file
draft = reading.draft
compare = reading.compare
beside = reading.beside
request_release = releasing.request_release  # a use case of its own
execute_release = releasing.execute_release
is_askable = releasing.is_askable
rows_behind = lineage.rows_behind
entries_of = lineage.entries_of
booked = lineage.booked

__all__ = [
    "CATALOGUE",
    "Booked",
    "CannotRelease",
    "Difference",
    "Download",
    "FileView",
    "FilesNotKept",
    "NotReleased",
    "Order",
    "Parameter",
    "ParameterKind",
    "ParameterRefused",
    "Place",
    "Report",
    "ReportNotMade",
    "ReportUnknown",
    "RowsNotFound",
    "RunNotFound",
    "RunState",
    "RunView",
    "attempt",
    "beside",
    "booked",
    "compare",
    "document",
    "draft",
    "entries_of",
    "execute_release",
    "file",
    "is_askable",
    "make",
    "produce",
    "report",
    "request_release",
    "rows_behind",
    "run",
]
