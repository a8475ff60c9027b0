"""Alerts gathered into cases, and what people decide about them."""
