"""The business day in figures."""

from datetime import date

from reporting.domain.business_day import DayFigures
from reporting.repositories import business_day


def figures(*, day: date) -> DayFigures:
    """Return what a business day came to, read from the books."""
    return business_day.figures(day=day)
