"""The door of reports."""

from reporting.reports.domain import charts, wording
from reporting.reports.domain.comparing import Difference
from reporting.reports.domain.definitions import Parameter, ParameterKind, Report
from reporting.reports.domain.documents import Cell, Chart, Document, Table
from reporting.reports.domain.parameters import ParameterRefused
from reporting.reports.domain.views import Download, FileView, RunState, RunView
from reporting.reports.services import (
    catalogue,
    lineage,
    making,
    producing,
    reading,
    releasing,
    scheduling,
    shown,
)
from reporting.reports.services.catalogue import CATALOGUE, ReportUnknown
from reporting.reports.services.ledger_detail import TooManyEntries
from reporting.reports.services.lineage import PAGE, Booked, Place, Rows, RowsNotFound
from reporting.reports.services.producing import Order, ReportNotMade
from reporting.reports.services.profit_and_loss import PeriodRefused
from reporting.reports.services.reading import FilesNotKept, NotReleased, RunNotFound
from reporting.reports.services.releasing import CannotRelease
from reporting.reports.services.scheduling import RHYTHMS, ScheduleRefused

families = shown.families
within = shown.within
make = making.make
report = catalogue.report
produce = producing.produce  # a use case of its own
attempt = producing.attempt  # a use case of its own
attempt_every = producing.attempt_every  # use cases of its own
run = reading.run
view = reading.view
document = reading.document
file = reading.file
draft = reading.draft
compare = reading.compare
beside = reading.beside
picture = charts.svg
request_release = releasing.request_release  # a use case of its own
execute_release = releasing.execute_release
is_askable = releasing.is_askable
rows_behind = lineage.rows_behind
entries_of = lineage.entries_of
booked = lineage.booked
schedule = scheduling.schedule  # a use case of its own
stop = scheduling.stop  # a use case of its own
make_due = scheduling.make_due  # use cases of its own
purge = scheduling.purge  # a use case of its own

__all__ = [
    "CATALOGUE",
    "PAGE",
    "RHYTHMS",
    "Booked",
    "CannotRelease",
    "Cell",
    "Chart",
    "Difference",
    "Document",
    "Download",
    "FileView",
    "FilesNotKept",
    "NotReleased",
    "Order",
    "Parameter",
    "ParameterKind",
    "ParameterRefused",
    "PeriodRefused",
    "Place",
    "Report",
    "ReportNotMade",
    "ReportUnknown",
    "Rows",
    "RowsNotFound",
    "RunNotFound",
    "RunState",
    "RunView",
    "ScheduleRefused",
    "Table",
    "TooManyEntries",
    "attempt",
    "attempt_every",
    "beside",
    "booked",
    "compare",
    "document",
    "draft",
    "entries_of",
    "execute_release",
    "families",
    "file",
    "is_askable",
    "make",
    "make_due",
    "picture",
    "produce",
    "purge",
    "report",
    "request_release",
    "rows_behind",
    "run",
    "schedule",
    "stop",
    "view",
    "within",
    "wording",
]
