"""Writing ISO 20022 messages: elements in the order of the schemas, empty ones left out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Final
from xml.etree import ElementTree as ET

from bankcore.money import Money

Part = ET.Element | None
_NAMESPACE: Final = "urn:iso:std:iso:20022:tech:xsd:"


def element(name: str, *parts: Part | str | Iterable[Part]) -> Part:
    """Return the element of this name with this text or these parts; None where it is empty."""
    found = ET.Element(name)
    for part in parts:
        if isinstance(part, str):
            found.text = "".join(each if each.isprintable() else " " for each in part)
        elif isinstance(part, ET.Element):
            found.append(part)
        elif part is not None:
            found.extend(each for each in part if each is not None)
    return found if found.text or len(found) else None


def money(name: str, amount: Money) -> Part:
    """Return the element of an amount with its currency."""
    found = ET.Element(name, Ccy=amount.currency.code)
    found.text = f"{amount.amount:f}"
    return found


def moment(at: datetime) -> str:
    """Return the moment in UTC, to the second."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def exact_moment(at: datetime) -> str:
    """Return the moment in UTC, to the millisecond, as instant payments tell it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def document(name: str, body: str, *parts: Part) -> bytes:
    """Return the message `name` (such as pacs.008.001.08) as XML in UTF-8."""
    root = ET.Element("Document", xmlns=f"{_NAMESPACE}{name}")
    inner = element(body, *parts)
    if inner is not None:
        root.append(inner)
    text: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return text


def account(name: str, number: str) -> Part:
    """Return an account: an IBAN, or another number where it does not begin as one."""
    if len(number) > 4 and number[:2].isalpha() and number[2:4].isdigit():
        return element(name, element("Id", element("IBAN", number)))
    return element(name, element("Id", element("Othr", element("Id", number))))


def agent(name: str, bic: str) -> Part:
    """Return a bank by its BIC, or as not told."""
    known = element("BICFI", bic) if bic else element("Othr", element("Id", "NOTPROVIDED"))
    return element(name, element("FinInstnId", known))
