"""Which networks payments of merchants go through: each connector by its name, on one page."""

from typing import Final

# A dotted name of an object that keeps payments.gateway.public.Connector.
CONNECTORS: Final[dict[str, str]] = {
    "sandbox": "payments.gateway.services.sandbox.CONNECTOR",
    "on_us": "payments.gateway.services.on_us.CONNECTOR",
    "own_cards": "payments.issuing.public.OWN_CARDS",
    "visa": "payments.cards.public.VISA",
    "mastercard": "payments.cards.public.MASTERCARD",
    "sepa_debit": "payments.interbank.public.SEPA_DEBIT",
    "ach_debit": "payments.interbank.public.ACH_DEBIT",
    "stripe": "payments.processors.public.STRIPE",
}

# Cardholders' banks by the brand of the card: keeps payments.gateway.public.Issuers.
ISSUERS: Final[dict[str, str]] = {
    "visa": "payments.cards.public.VISA_ISSUERS",
    "mastercard": "payments.cards.public.MASTERCARD_ISSUERS",
}
