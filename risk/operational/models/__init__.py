"""What operational risk keeps. Amounts are euro cents."""

from risk.operational.models.incidents import (
    Incident,
    IncidentNote,
    LossAmount,
    LossFile,
)
from risk.operational.models.measures import (
    CapitalDay,
    Overdue,
    Probe,
    Reading,
    Threshold,
)
from risk.operational.models.registers import (
    Action,
    Assessment,
    BankProcess,
    Control,
    ProcessTest,
    Risk,
)

__all__ = [
    "Action",
    "Assessment",
    "BankProcess",
    "CapitalDay",
    "Control",
    "Incident",
    "IncidentNote",
    "LossAmount",
    "LossFile",
    "Overdue",
    "Probe",
    "ProcessTest",
    "Reading",
    "Risk",
    "Threshold",
]
