"""Text inside XML."""

from __future__ import annotations

import re
from xml.sax.saxutils import escape

# Everything that XML 1.0 has no way to write, and line ends, which it would not keep.
_NOT_TEXT = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text(words: str) -> str:
    """Return the words as XML text; characters that XML has no way to write become blanks."""
    return escape(_NOT_TEXT.sub(" ", words))


def cut(words: str, length: int) -> str:
    """Return at most the first `length` characters, as XML text."""
    return text(words[:length].strip())
