"""The door of endofday. Everything here is a row of use cases of its own."""

from bankcore.endofday.domain.steps import StepResult
from bankcore.endofday.services.books import BooksBroken
from bankcore.endofday.services.books import require_sound as require_sound_books
from bankcore.endofday.services.books import verify as verify_books
from bankcore.endofday.services.closing import (
    AlreadyClosing,
    BusinessDayEnded,
    OtherNextDay,
    close_business_day,
    day_being_closed,
)

__all__ = [
    "AlreadyClosing",
    "BooksBroken",
    "BusinessDayEnded",
    "OtherNextDay",
    "StepResult",
    "close_business_day",
    "day_being_closed",
    "require_sound_books",
    "verify_books",
]
