"""Settlement in the back office."""

from payments.settlement.presentation.admin import files, merchants, payouts  # noqa: F401
