"""What the parts of risk call things: facts of a payment, features, verdicts. Plain Python."""
