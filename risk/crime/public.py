"""The door of crime: monitoring, reports to the authorities, customers' names against the lists."""

from risk.crime.domain.activities import ACTIVITIES
from risk.crime.domain.registers import RegisteredFiling, RegisteredReport
from risk.crime.domain.scenarios import RANGES, WORDS, ParametersInvalid, Range, Scenario
from risk.crime.services import (
    decisions,
    filing,
    monitoring,
    parameters,
    registers,
    screening,
    suspicions,
    telling,
)
from risk.crime.services.beside import Beside, beside
from risk.crime.services.decisions import NameDecided, NameNotFound, NotOfThatList
from risk.crime.services.filing import (
    FilingAcknowledged,
    FilingNotFound,
    NothingDue,
    TrackingInvalid,
)
from risk.crime.services.suspicions import (
    Draft,
    SuspicionChanged,
    SuspicionFiled,
    SuspicionInvalid,
    SuspicionNotFound,
)
from risk.crime.services.telling import CrimeFigures, CustomerFigures

monitor = monitoring.monitor  # a step of the end of day
rescreen = screening.rescreen  # a step of the end of day
parameters_of = parameters.in_force
countries_of_risk = parameters.countries_of_risk
request_parameters = parameters.request_parameters
execute_parameters = parameters.execute_parameters  # in the use case of who approves
file_cash = filing.file_cash
acknowledge_filing = filing.acknowledge
download_filing = filing.download
begin_suspicion = suspicions.begin
suspicion_on = suspicions.on_case
write_suspicion = suspicions.write
request_suspicion = suspicions.request_filing
execute_suspicion = suspicions.execute_suspicion  # in the use case of who approves
subjects_of_suspicion = suspicions.subjects_of
screen_customer = screening.screen_customer
begin_screening = screening.begin_run
go_on_screening = screening.go_on  # use cases of its own, one a step
clear_name = decisions.clear
confirm_exposed = decisions.confirm_exposed
request_block = decisions.request_block
execute_block = decisions.execute_block  # in the use case of who approves
figures_of = telling.figures_of
of_customer = telling.of_customer
cash_register = registers.of_cash
suspicion_register = registers.of_suspicions

__all__ = [
    "ACTIVITIES",
    "RANGES",
    "WORDS",
    "Beside",
    "CrimeFigures",
    "CustomerFigures",
    "Draft",
    "FilingAcknowledged",
    "FilingNotFound",
    "NameDecided",
    "NameNotFound",
    "NotOfThatList",
    "NothingDue",
    "ParametersInvalid",
    "Range",
    "RegisteredFiling",
    "RegisteredReport",
    "Scenario",
    "SuspicionChanged",
    "SuspicionFiled",
    "SuspicionInvalid",
    "SuspicionNotFound",
    "TrackingInvalid",
    "beside",
]
