"""What of the warehouse not every analyst may ask about, and the permission that it takes."""

from __future__ import annotations

from typing import Final

_SCREENING: Final = "risk.view_screeningdecision"

DATASETS: Final = {"fact_decision": _SCREENING}
"""Datasets that are not there for who lacks the permission."""

COLUMNS: Final = {("fact_payment", "risk_outcome"): _SCREENING}
"""Columns that are empty for who lacks it, by dataset and name."""
