"""Positions, curves, value at risk and interest-rate risk of the banking book."""
