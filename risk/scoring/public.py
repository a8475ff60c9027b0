"""The door of scoring: models that give a payment's probability of fraud."""
