"""Operational risk in the back office."""

from risk.operational.presentation.admin import incidents, measures, registers

__all__ = ["incidents", "measures", "registers"]
