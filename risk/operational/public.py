"""The door of operational: incidents, self-assessment, indicators, continuity, actions, capital."""

from risk.operational.domain.indicators import WORDS, Colour, Indicator
from risk.operational.domain.loss_files import LossFileMalformed
from risk.operational.domain.taxonomy import (
    EVENT_WORDS,
    LINE_WORDS,
    BusinessLine,
    EventType,
    IncidentState,
)
from risk.operational.services import (
    actions,
    amounts,
    assessing,
    continuity,
    incidents,
    loss_files,
    measuring,
    probing,
    requirement,
    telling,
    thresholds,
)
from risk.operational.services.actions import (
    ABOUT,
    ActionInvalid,
    ActionNotOpen,
    ActionState,
    NewAction,
)
from risk.operational.services.amounts import (
    AmountKind,
    AmountOrder,
    LossAmountInvalid,
    NotInTheBooks,
)
from risk.operational.services.assessing import (
    AssessmentInvalid,
    ControlKind,
    Marks,
    NewRisk,
    RiskInvalid,
    RiskNotFound,
)
from risk.operational.services.continuity import (
    NewProcess,
    ProcessInvalid,
    ProcessNotFound,
    ProcessTestInvalid,
    TestRun,
)
from risk.operational.services.incidents import (
    FindingsMissing,
    IncidentInvalid,
    IncidentNotFound,
    NotYetSettled,
    Report,
    WrongState,
)
from risk.operational.services.loss_files import LossKnown
from risk.operational.services.telling import DayFigures, IndicatorFigure
from risk.operational.services.thresholds import ThresholdInvalid

measure = measuring.measure  # a step of the end of day, once a day is closed
report = incidents.report  # a use case of its own, as all that follow unless said
investigate = incidents.investigate
request_amount = amounts.request_amount
execute_amount = amounts.execute_amount  # in the use case of who approves
request_closing = incidents.request_closing
execute_closing = incidents.execute_closing  # in the use case of who approves
request_import = loss_files.request_import
execute_file = loss_files.execute_file  # in the use case of who approves
request_threshold = thresholds.request_threshold
execute_threshold = thresholds.execute_threshold  # in the use case of who approves
thresholds_on = thresholds.thresholds_on
record_risk = assessing.record_risk
add_control = assessing.add_control
assess = assessing.assess
record_process = continuity.record_process
note_test = continuity.note_test
give_action = actions.give
end_action = actions.end
probe = probing.look
requirement_of = requirement.requirement_of
figures_of = telling.figures_of
indicator_trend = telling.indicator_trend
heat_map = telling.heat_map

__all__ = [
    "ABOUT",
    "EVENT_WORDS",
    "LINE_WORDS",
    "WORDS",
    "ActionInvalid",
    "ActionNotOpen",
    "ActionState",
    "AmountKind",
    "AmountOrder",
    "AssessmentInvalid",
    "BusinessLine",
    "Colour",
    "ControlKind",
    "DayFigures",
    "EventType",
    "FindingsMissing",
    "IncidentInvalid",
    "IncidentNotFound",
    "IncidentState",
    "Indicator",
    "IndicatorFigure",
    "LossAmountInvalid",
    "LossFileMalformed",
    "LossKnown",
    "Marks",
    "NewAction",
    "NewProcess",
    "NewRisk",
    "NotInTheBooks",
    "NotYetSettled",
    "ProcessInvalid",
    "ProcessNotFound",
    "ProcessTestInvalid",
    "Report",
    "RiskInvalid",
    "RiskNotFound",
    "TestRun",
    "ThresholdInvalid",
    "WrongState",
    "add_control",
    "assess",
    "end_action",
    "execute_amount",
    "execute_closing",
    "execute_file",
    "execute_threshold",
    "figures_of",
    "give_action",
    "heat_map",
    "indicator_trend",
    "investigate",
    "measure",
    "note_test",
    "probe",
    "record_process",
    "record_risk",
    "report",
    "request_amount",
    "request_closing",
    "request_import",
    "request_threshold",
    "requirement_of",
]
