"""Reading ISO 20022 messages: hardened, and every refusal has a name.

Document type definitions and entities are refused, so that no message can grow on being read or
reach for another file.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from bankcore.errors import BankError
from bankcore.money import Currency, Money, UnknownCurrency

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

LARGEST_MESSAGE: Final = 64 * 1024 * 1024
_MESSAGE: Final = re.compile(
    r"(?<![a-z])((?:pain|pacs|camt)\.[0-9]{3})\.001\.([0-9]{2})(?![0-9])", re.ASCII
)
_AMOUNT: Final = re.compile(r"[0-9]{1,18}(?:\.[0-9]{0,17})?", re.ASCII)
_COUNT: Final = re.compile(r"[0-9]{1,15}", re.ASCII)
_LONGEST_ID: Final = 35


class UnreadableMessage(BankError):
    """The bytes are no message of the kind that is wanted; `reason` names what is wrong."""

    code = "unreadable_message"
    cure = "Have the sender put right what the sentence names, and send the message again."

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Message:
    """A document: `kind` is such as pacs.008, `version` such as 08, `body` its one element."""

    kind: str
    version: str
    body: Node


class Node:
    """An element whose children are found by their names in the message's namespace."""

    def __init__(self, element: Element, namespace: str) -> None:
        self._element = element
        self._namespace = namespace

    def child(self, *path: str) -> Node | None:
        """Return the first element at this place."""
        found = self._element.find(self._path(path))
        return None if found is None else Node(found, self._namespace)

    def children(self, *path: str) -> list[Node]:
        """Return all elements at this place."""
        return [Node(each, self._namespace) for each in self._element.findall(self._path(path))]

    def need(self, *path: str) -> Node:
        """Return the element; raises UnreadableMessage `missing` where there is none."""
        found = self.child(*path)
        if found is None:
            raise UnreadableMessage(reason="missing", message=f"There is no {'/'.join(path)}.")
        return found

    def text(self, *path: str) -> str:
        """Return the text at this place on one line, or an empty one."""
        return " ".join((self._element.findtext(self._path(path)) or "").split())

    def need_text(self, *path: str) -> str:
        """Return the text; raises UnreadableMessage `missing` where there is none."""
        found = self.text(*path)
        if not found:
            raise UnreadableMessage(reason="missing", message=f"There is no {'/'.join(path)}.")
        return found

    @property
    def own_text(self) -> str:
        """The element's own text on one line."""
        return " ".join((self._element.text or "").split())

    @property
    def attributes(self) -> dict[str, str]:
        """The element's attributes."""
        return dict(self._element.attrib)

    def money(self, *path: str) -> Money:
        """Return the amount (zero or more); raises UnreadableMessage."""
        node = self.need(*path)
        text, code = node.own_text, node.attributes.get("Ccy", "").strip()
        if not _AMOUNT.fullmatch(text):
            raise UnreadableMessage(
                reason="amount_malformed", message=f"{text[:40]!r} is no amount."
            )
        try:
            currency = Currency.of(code)
        except UnknownCurrency:
            words = f"{code[:10]!r} is no currency that money is kept in."
            raise UnreadableMessage(reason="currency_unknown", message=words) from None
        minor = Decimal(text).scaleb(currency.exponent)
        if minor != int(minor):
            words = f"{text[:40]} has more decimals than {code} has."
            raise UnreadableMessage(reason="amount_malformed", message=words)
        return Money(int(minor), currency)

    def day(self, *path: str) -> date | None:
        """Return the day written as a date or a moment at this place or in its Dt or DtTm."""
        text = self.text(*path, "Dt") or self.text(*path, "DtTm") or self.text(*path)
        if not text:
            return None
        try:
            return date.fromisoformat(text[:10])
        except ValueError:
            raise UnreadableMessage(
                reason="date_malformed", message=f"{text[:40]!r} is no date."
            ) from None

    def count(self, *path: str) -> int:
        """Return the number; raises UnreadableMessage."""
        text = self.need_text(*path)
        if not _COUNT.fullmatch(text):
            raise UnreadableMessage(
                reason="count_malformed", message=f"{text[:40]!r} is no number."
            )
        return int(text)

    def _path(self, path: tuple[str, ...]) -> str:
        return "/".join(
            f"{{{self._namespace}}}{name}" if self._namespace else name for name in path
        )


def parse(data: bytes) -> Message:
    """Return the message in a document; raises UnreadableMessage.

    The kind is told by the namespace, ISO's own or that of a market that names the message.
    """
    root = _root(data)
    namespace, _, name = root.tag[1:].partition("}") if "}" in root.tag else ("", "", root.tag)
    found = _MESSAGE.search(namespace)
    if name != "Document" or found is None or len(root) != 1:
        words = "The document's namespace names no pain, pacs or camt message."
        raise UnreadableMessage(reason="unknown_message", message=words)
    return Message(found[1], found[2], Node(root[0], namespace))


def require(message: Message, kind: str, versions: frozenset[str]) -> Node:
    """Return the message's body; raises UnreadableMessage where it is of another kind."""
    if message.kind != kind:
        words = f"The message is {message.kind}, not {kind}."
        raise UnreadableMessage(reason="other_message", message=words)
    if message.version not in versions:
        words = f"Version {message.version} of {kind} is not read."
        raise UnreadableMessage(reason="unknown_version", message=words)
    return message.body


def message_id(header: Node) -> str:
    """Return the id of the message; raises UnreadableMessage."""
    found = header.text("MsgId")
    if not 1 <= len(found) <= _LONGEST_ID:
        raise UnreadableMessage(
            reason="message_id_missing", message="The message has no usable MsgId."
        )
    return found


def check_totals(
    stated: Node, items: list[Node], amount_of: Callable[[Node], Decimal], *, total: str = "CtrlSum"
) -> None:
    """Raise UnreadableMessage where NbOfTxs or the sum that is stated is not that of the items."""
    number = stated.text("NbOfTxs")
    if number and stated.count("NbOfTxs") != len(items):
        words = f"NbOfTxs is {number[:20]}, but there are {len(items)}."
        raise UnreadableMessage(reason="number_of_transactions_wrong", message=words)
    text = stated.text(total)
    if not text:
        return
    found = sum(map(amount_of, items), Decimal(0))
    if not _AMOUNT.fullmatch(text) or Decimal(text) != found:
        words = f"{total} is {text[:40]}, but the amounts add up to {found:f}."
        raise UnreadableMessage(reason="control_sum_wrong", message=words)


def account(node: Node | None) -> str:
    """Return the IBAN, or other number, of an account; empty where none is told."""
    if node is None:
        return ""
    return (node.text("Id", "IBAN") or node.text("Id", "Othr", "Id")).replace(" ", "")


def agent(node: Node | None) -> str:
    """Return the BIC, or other number, of a bank; empty where none is told."""
    if node is None:
        return ""
    place = node.child("FinInstnId") or node
    return (
        place.text("BICFI")
        or place.text("BIC")
        or place.text("ClrSysMmbId", "MmbId")
        or place.text("Othr", "Id")
    )


def remittance(node: Node) -> str:
    """Return the free text of a payment, or its creditor reference."""
    free = " ".join(each.own_text for each in node.children("RmtInf", "Ustrd"))
    return free or node.text("RmtInf", "Strd", "CdtrRefInf", "Ref")


def _root(data: bytes) -> Element:
    if len(data) > LARGEST_MESSAGE:
        raise UnreadableMessage(reason="too_large", message="The message is larger than 64 MiB.")
    try:
        root: Element = fromstring(data, forbid_dtd=True)
    except DefusedXmlException:
        words = "The document defines types or entities of its own, which is not allowed."
        raise UnreadableMessage(reason="document_type_definition", message=words) from None
    except (ParseError, ValueError, LookupError) as error:
        words = f"The document is not well-formed XML: {error}."
        raise UnreadableMessage(reason="not_well_formed", message=words) from None
    return root
