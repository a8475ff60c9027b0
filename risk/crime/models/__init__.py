"""Movements that were watched, what is reported to the authorities, and names that were found."""

from risk.crime.models.monitoring import Flow, FoldedDay, Hit, HitFlow, Parameters
from risk.crime.models.reports import (
    CashReport,
    CashReportFlow,
    CashReportParty,
    Filing,
    SuspicionReport,
    SuspicionSubject,
)
from risk.crime.models.screening import NameHit, ScreenedCustomer, ScreeningRun

__all__ = [
    "CashReport",
    "CashReportFlow",
    "CashReportParty",
    "Filing",
    "Flow",
    "FoldedDay",
    "Hit",
    "HitFlow",
    "NameHit",
    "Parameters",
    "ScreenedCustomer",
    "ScreeningRun",
    "SuspicionReport",
    "SuspicionSubject",
]
