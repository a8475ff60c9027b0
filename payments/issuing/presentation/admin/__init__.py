"""Cards of customers in the back office."""

from payments.issuing.presentation.admin.cards import CardAdmin
from payments.issuing.presentation.admin.uses import AuthorisationAdmin

__all__ = ["AuthorisationAdmin", "CardAdmin"]
