"""Payments in the back office."""

from payments.presentation.admin import (
    cheques,
    drawers,
    exchange,
    held,
    orders,
    reversals,
    staff_orders,
)

__all__ = ["cheques", "drawers", "exchange", "held", "orders", "reversals", "staff_orders"]
