"""The door of the workbench. Files are made by what is loaded when somebody asks for one."""

from __future__ import annotations

from reporting.workbench.domain.answers import Answer, End
from reporting.workbench.services import keeping, running
from reporting.workbench.services.keeping import Kept, QueryNameTaken, QueryUnknown
from reporting.workbench.services.running import (
    Asked,
    DatasetView,
    QuestionTooLong,
    RunGoesOn,
    RunView,
    TooManyRuns,
    WholeBankOnly,
)

run = running.run
require_analyst = running.require_analyst
datasets = running.datasets
last_runs = running.last_runs
keep = keeping.keep  # a use case of its own
remove = keeping.remove  # a use case of its own
queries = keeping.queries


def csv(answer: Answer) -> bytes:
    """Return the answer as CSV in UTF-8, safe to open in a spreadsheet."""
    from reporting.workbench.services import files  # noqa: PLC0415

    return files.csv(answer)


def xlsx(answer: Answer) -> bytes:
    """Return the answer as a workbook without formulas."""
    from reporting.workbench.services import files  # noqa: PLC0415

    return files.xlsx(answer)


__all__ = [
    "Answer",
    "Asked",
    "DatasetView",
    "End",
    "Kept",
    "QueryNameTaken",
    "QueryUnknown",
    "QuestionTooLong",
    "RunGoesOn",
    "RunView",
    "TooManyRuns",
    "WholeBankOnly",
    "csv",
    "datasets",
    "keep",
    "last_runs",
    "queries",
    "remove",
    "require_analyst",
    "run",
    "xlsx",
]
