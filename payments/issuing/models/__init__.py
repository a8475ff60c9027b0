"""Cards that the bank issues, and what was done with them."""

from payments.issuing.models.authorisation import Authorisation, Presentment
from payments.issuing.models.card import Card, CardStateChange
from payments.issuing.models.pin import CardPin

__all__ = ["Authorisation", "Card", "CardPin", "CardStateChange", "Presentment"]
