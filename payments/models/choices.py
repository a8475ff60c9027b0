"""Values of a domain's enumeration as the choices of a column."""

from enum import StrEnum


def choices_of(values: type[StrEnum]) -> list[tuple[str, str]]:
    """Return every value with its name for people."""
    return [(each.value, each.value.replace("_", " ").capitalize()) for each in values]
