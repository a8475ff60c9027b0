"""The door of market: positions, curves, value at risk, interest-rate risk."""
