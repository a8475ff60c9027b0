"""Payments between banks in the back office: shown, and changed by what banks say."""

from payments.interbank.presentation.admin import debits, exchanges, instant, recalls

__all__ = ["debits", "exchanges", "instant", "recalls"]
