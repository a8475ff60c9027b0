"""The door of provisions: expected credit losses by IFRS 9, and what they move in the books."""

from risk.provisions.domain.lines import Cause
from risk.provisions.domain.parameters import ParametersInvalid
from risk.provisions.domain.stages import Stage
from risk.provisions.models import Mark
from risk.provisions.services import explaining, measuring, outlooks, parameters, telling
from risk.provisions.services.booking import ProvisionNotBooked
from risk.provisions.services.explaining import Explanation, LossNotFound
from risk.provisions.services.outlooks import ScenarioTotal
from risk.provisions.services.parameters import CustomerUnknown, DayIsOver, MarkUnchanged
from risk.provisions.services.telling import (
    DayFigures,
    Matrix,
    MatrixInvalid,
    StageFigures,
    Vintage,
)

MarkKind = Mark.Kind
measure_losses = measuring.measure  # a step of the end of day, before the day's books close
verify_provisions = telling.verify
read_parameters = parameters.read_text
request_parameters = parameters.request_parameters
execute_parameters = parameters.execute_parameters  # in the use case of who approves
parameters_on = parameters.content_on
request_mark = parameters.request_mark
execute_mark = parameters.execute_mark  # in the use case of who approves
explain = explaining.explain
figures_of = telling.figures_of
migration = telling.migration
vintages = telling.vintages
measured_days = telling.measured_days
by_scenario = outlooks.by_scenario

__all__ = [
    "Cause",
    "CustomerUnknown",
    "DayFigures",
    "DayIsOver",
    "Explanation",
    "LossNotFound",
    "MarkKind",
    "MarkUnchanged",
    "Matrix",
    "MatrixInvalid",
    "ParametersInvalid",
    "ProvisionNotBooked",
    "ScenarioTotal",
    "Stage",
    "StageFigures",
    "Vintage",
    "by_scenario",
    "execute_mark",
    "execute_parameters",
    "explain",
    "figures_of",
    "measure_losses",
    "measured_days",
    "migration",
    "parameters_on",
    "read_parameters",
    "request_mark",
    "request_parameters",
    "verify_provisions",
    "vintages",
]
