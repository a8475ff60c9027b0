"""How losses are sorted: Basel's seven types of event by eight lines of business.

Source: Basel Committee, International Convergence of Capital Measurement (2006), annexes 8 and 9.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class EventType(StrEnum):
    """What kind of thing has happened."""

    INTERNAL_FRAUD = "INTERNAL_FRAUD"
    EXTERNAL_FRAUD = "EXTERNAL_FRAUD"
    EMPLOYMENT = "EMPLOYMENT"
    CLIENTS = "CLIENTS"
    DAMAGE = "DAMAGE"
    DISRUPTION = "DISRUPTION"
    EXECUTION = "EXECUTION"


class BusinessLine(StrEnum):
    """Where in the bank it has happened."""

    CORPORATE_FINANCE = "CORPORATE_FINANCE"
    TRADING = "TRADING"
    RETAIL = "RETAIL"
    COMMERCIAL = "COMMERCIAL"
    PAYMENT = "PAYMENT"
    AGENCY = "AGENCY"
    ASSETS = "ASSETS"
    BROKERAGE = "BROKERAGE"


class IncidentState(StrEnum):
    """How far an incident has come; it goes only forward, one step at a time."""

    OPEN = "OPEN"
    INVESTIGATED = "INVESTIGATED"
    CLOSED = "CLOSED"


EVENT_WORDS: Final = {
    EventType.INTERNAL_FRAUD: "internal fraud",
    EventType.EXTERNAL_FRAUD: "external fraud",
    EventType.EMPLOYMENT: "employment practices and workplace safety",
    EventType.CLIENTS: "clients, products and business practices",
    EventType.DAMAGE: "damage to physical assets",
    EventType.DISRUPTION: "business disruption and system failures",
    EventType.EXECUTION: "execution, delivery and process management",
}
LINE_WORDS: Final = {
    BusinessLine.CORPORATE_FINANCE: "corporate finance",
    BusinessLine.TRADING: "trading and sales",
    BusinessLine.RETAIL: "retail banking",
    BusinessLine.COMMERCIAL: "commercial banking",
    BusinessLine.PAYMENT: "payment and settlement",
    BusinessLine.AGENCY: "agency services",
    BusinessLine.ASSETS: "asset management",
    BusinessLine.BROKERAGE: "retail brokerage",
}
