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
    step_names,
)
from bankcore.endofday.services.going_on import NothingToGoOnWith, ask_to_go_on

__all__ = [
    "AlreadyClosing",
    "BooksBroken",
    "BusinessDayEnded",
    "NothingToGoOnWith",
    "OtherNextDay",
    "StepResult",
    "ask_to_go_on",
    "close_business_day",
    "day_being_closed",
    "require_sound_books",
    "step_names",
    "verify_books",
]
