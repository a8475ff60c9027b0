"""The door of risk: it is asked with facts, and never looks into accounts or payments."""

from risk.services import fraud

is_suspicious = fraud.is_suspicious
flag_movement = fraud.flag_movement

__all__ = ["flag_movement", "is_suspicious"]
