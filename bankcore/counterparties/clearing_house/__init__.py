"""SEPA's clearing house and an ACH operator, played by a program of its own."""
