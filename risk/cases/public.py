"""The door of cases: alerts gathered into cases, and what people decide."""
