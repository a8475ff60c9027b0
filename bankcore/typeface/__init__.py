"""The typeface of the bank's documents, embedded in each: Latin, Greek and Cyrillic letters."""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path
from typing import Final

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR: Final = "BankSans"
BOLD: Final = "BankSans-Bold"
_FILES = {REGULAR: "DejaVuSansCondensed.ttf", BOLD: "DejaVuSansCondensed-Bold.ttf"}
_FOLDER = Path(__file__).with_name("fonts")


@cache
def load() -> None:
    """Make the typeface known to reportlab, once a process.

    Files are binary: reportlab's default of base 85 on top makes them a quarter larger.
    """
    rl_config.useA85 = 0
    for name, file in _FILES.items():
        pdfmetrics.registerFont(TTFont(name, str(_FOLDER / file)))


@lru_cache(maxsize=65_536)
def width(text: str, font: str, size: float) -> float:
    """Return how wide the text is set, in points."""
    return float(pdfmetrics.stringWidth(text, font, size))


def printable(text: str) -> str:
    """Return the text on one line: every run of blanks and control characters is one blank."""
    if text.isprintable() and "  " not in text:
        return text.strip()
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def wrapped(text: str, *, room: float, font: str, size: float) -> list[str]:
    """Return the text as lines no wider than `room` points; a word that is too long is broken."""
    found, line, wide = [], "", 0.0
    blank = width(" ", font, size)
    for word in printable(text).split(" "):
        more = width(word, font, size)
        if line and wide + blank + more <= room:
            line, wide = f"{line} {word}", wide + blank + more
            continue
        if line:
            found.append(line)
        *full, line = [word] if more <= room else _broken(word, room=room, font=font, size=size)
        wide = width(line, font, size)
        found += full
    return [*found, line] if line else found


def fitted(text: str, *, room: float, font: str, size: float) -> float:
    """Return the size, at most `size`, at which the text is no wider than `room` points."""
    wide = width(text, font, size)
    return size if wide <= room else size * room / wide


def _broken(word: str, *, room: float, font: str, size: float) -> list[str]:
    parts, part = [], ""
    for letter in word:
        if part and width(part + letter, font, size) > room:
            parts.append(part)
            part = ""
        part += letter
    return [*parts, part]
