"""The door of reporting: figures, all read from the books."""

from reporting.domain.business_day import DayFigures, HoldLine, MovementLine, RefusalLine
from reporting.services.business_day import figures as business_day_figures

__all__ = ["DayFigures", "HoldLine", "MovementLine", "RefusalLine", "business_day_figures"]
