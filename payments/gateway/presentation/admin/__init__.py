"""The gateway in the back office: merchants, their payments, disputes and the networks' health."""

from payments.gateway.presentation.admin import disputes, merchants, payers, payments, routing

__all__ = ["disputes", "merchants", "payers", "payments", "routing"]
