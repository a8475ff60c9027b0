"""Models that give a payment's probability of fraud, and their registry."""
