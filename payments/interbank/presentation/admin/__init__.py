"""Payments between banks in the back office: shown, and changed by files alone."""

from payments.interbank.presentation.admin import exchanges

__all__ = ["exchanges"]
