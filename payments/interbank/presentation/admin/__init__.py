"""Payments between banks in the back office: files shown, direct debits looked after."""

from payments.interbank.presentation.admin import debits, exchanges

__all__ = ["debits", "exchanges"]
