"""What online banking asks before and after a customer pays, as `payments.public.paying`."""

from payments.domain.held import HeldStatus, HeldView
from payments.domain.undo import CHOICES, DEFAULT
from payments.services.forecasting import Forecast, forecast
from payments.services.screening import PaymentUndoable, PaymentUndone
from payments.services.undoing import (
    InvalidUndoTime,
    UndoOver,
    book_due,
    choose,
    look,
    seconds_of,
    undo,
    window_of,
)

__all__ = [
    "CHOICES",
    "DEFAULT",
    "Forecast",
    "HeldStatus",
    "HeldView",
    "InvalidUndoTime",
    "PaymentUndoable",
    "PaymentUndone",
    "UndoOver",
    "book_due",
    "choose",
    "forecast",
    "look",
    "seconds_of",
    "undo",
    "window_of",
]
