"""The door of features: what a payment's payer, card, device, terminal and payee did before."""

from risk.features.domain.facts import PaymentFacts

__all__ = ["PaymentFacts"]
