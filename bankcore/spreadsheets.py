"""What a cell of a CSV file may begin with, so that a spreadsheet takes it for text."""

from typing import Final

# OWASP, CSV Injection; the last four are the full-width =, +, - and @.
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")


def neutral(text: str) -> str:
    """Return the text with an apostrophe before what a spreadsheet would compute."""
    return f"'{text}" if text.startswith(_FORMULA) else text
