"""Elements of the tax exchanges' XML, common to CRS and FATCA."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from xml.etree import ElementTree as ET

from bankcore.money import Money

# Everything that XML 1.0 has no way to write.
_NOT_TEXT: Final = re.compile("[^\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST: Final = 200


def child(parent: ET.Element, name: str, words: str | None = None, **attributes: str) -> ET.Element:
    """Add an element in a namespace, `{namespace}name`, with its text."""
    made = ET.SubElement(parent, name, attributes)
    if words is not None:
        made.text = _NOT_TEXT.sub(" ", words).strip()[:_LONGEST]
    return made


def amount(parent: ET.Element, name: str, of: Money) -> None:
    """Add an amount with two decimals and its currency's code."""
    child(parent, name, f"{of.amount:.2f}", currCode=of.currency.code)


def moment(at: datetime) -> str:
    """Return a moment as the schemas take it: to the second, of the clock in UTC."""
    return at.replace(microsecond=0, tzinfo=None).isoformat()


def written(root: ET.Element) -> bytes:
    """Return a document as UTF-8, two blanks a level."""
    ET.indent(root)
    return bytes(ET.tostring(root, encoding="UTF-8", xml_declaration=True)) + b"\n"
