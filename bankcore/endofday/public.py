"""The door of endofday. Everything here is a row of use cases of its own."""

from bankcore.endofday.domain.steps import StepResult
from bankcore.endofday.services.books import BooksBroken
from bankcore.endofday.services.books import require_sound as require_sound_books
from bankcore.endofday.services.books import verify as verify_books
from bankcore.endofday.services.closing import (
    AlreadyClosing,
    BusinessDayEnded,
    DayNotOpen,
    OtherNextDay,
    close_business_day,
    day_being_closed,
    go_on,
    step_names,
)
from bankcore.endofday.services.going_on import NothingToGoOnWith, ask_to_go_on
from bankcore.endofday.services.requesting import days_to_close, execute_closing, request_closing

__all__ = [
    "AlreadyClosing",
    "BooksBroken",
    "BusinessDayEnded",
    "DayNotOpen",
    "NothingToGoOnWith",
    "OtherNextDay",
    "StepResult",
    "ask_to_go_on",
    "close_business_day",
    "day_being_closed",
    "days_to_close",
    "execute_closing",
    "go_on",
    "request_closing",
    "require_sound_books",
    "step_names",
    "verify_books",
]
