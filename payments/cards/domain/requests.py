"""What the bank tells a network: the fields of each message, without card number and MAC."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bankcore.money import Money
from payments.cards.domain import matching
from payments.cards.domain.codec import Message, joined

PURCHASE: Final = "000000"
_COMMERCE: Final = {"22": "0810", "25": "59"}
_RECURRING: Final = {"22": "0100", "25": "08"}

SIGN_ON: Final = "0001"
SIGN_OFF: Final = "0002"
NEW_KEY: Final = "0101"
ECHO: Final = "0301"

_ECHOED: Final = ("2", "3", "4", "7", "11", "32", "37", "41", "42", "49")
_TIMES: Final = frozenset({"7", "11", "12", "13", "37"})
# What a reversal repeats of the message that it takes back.
_REPEATED: Final = ("3", "4", "12", "13", "32", "38", "41", "42", "49")


@dataclass(frozen=True, slots=True, kw_only=True)
class AcceptorFields:
    """The merchant as a network is told of it; too long a name is cut."""

    merchant_id: str
    name: str
    city: str
    country: str
    category: str

    def fields(self) -> Message:
        """Return DE18, 41, 42 and 43."""
        name = f"{_plain(self.name)[:22]:22} {_plain(self.city)[:13]:13} {self.country[:3]:3}"
        return {
            "18": self.category,
            "41": terminal_of(self.merchant_id),
            "42": f"{_plain(self.merchant_id)[-15:]:15}",
            "43": name,
        }


def terminal_of(merchant_id: str) -> str:
    """Return the terminal of a merchant: the end of its id, as there are no devices."""
    return f"{_plain(merchant_id)[-8:]:8}"


def amount_fields(amount: Money) -> Message:
    """Return DE4 and 49 of an amount."""
    return {"4": f"{amount.minor:012}", "49": f"{amount.currency.number:04}"}


def authorisation(
    *, amount: Money, acceptor: AcceptorFields, recurring: bool, original: str = ""
) -> Message:
    """Return a request for an authorisation, or with DE90 given for an increment of one."""
    how = _RECURRING if recurring else _COMMERCE
    return {
        "t": "0100",
        "3": PURCHASE,
        "32": matching.ACQUIRER,
        **amount_fields(amount),
        **acceptor.fields(),
        **how,
        **({"90": original} if original else {}),
    }


def reversal(first: Mapping[str, str], *, de90: str, amount: Money, remaining: int = 0) -> Message:
    """Return a reversal by wish of the authorisation with the fields `first`.

    `amount` is what the network has authorised; `remaining` minor units of it are to stay.
    """
    message = {"t": "0400", **{field: first[field] for field in _REPEATED if field in first}}
    message |= {**amount_fields(amount), "90": de90}
    if remaining:
        message["95"] = f"{remaining:012}{'0' * 30}"
    return message


def reversal_advice(message: Mapping[str, str], *, de90: str, amount: Money, why: str) -> Message:
    """Return the advice that takes back a message whose outcome is not known.

    Of an authorisation it is the whole; a reversal by wish becomes an advice of the same.
    """
    if message["t"] == "0400":
        kept = {field: value for field, value in message.items() if field not in _TIMES}
        return {**kept, "t": "0420", "39": why}
    return {**reversal(message, de90=de90, amount=amount), "t": "0420", "39": why}


def times(moment: datetime, *, stan: str, rrn: str) -> Message:
    """Return what a message gets when it is sent: DE7, 11, 12, 13 and 37."""
    at = matching.transmitted(moment)
    return {"7": at, "11": stan, "12": at[4:], "13": at[:4], "37": rrn}


def card(number: str, expiry_month: int, expiry_year: int) -> Message:
    """Return DE2 and 14 of a card."""
    return {"2": number, "14": f"{expiry_year % 100:02}{expiry_month:02}"}


def additional(code: str, proof: tuple[str, str] | None) -> Message:
    """Return DE48 with the code on the back of a card, and ECI and value of its bank's answer.

    Nothing where there is none of them.
    """
    eci, value = proof or ("", "")
    told = {"42": eci, "43": value, "92": code}
    elements = {tag: text for tag, text in told.items() if text}
    return {"48": joined(elements)} if elements else {}


def management(code: str, *, stan: str, moment: datetime) -> Message:
    """Return a message about the link itself."""
    return {"t": "0800", "7": matching.transmitted(moment), "11": stan, "70": code}


def answer(request: Mapping[str, str], *, code: str) -> Message:
    """Return the answer to a network's request: what it said, and DE39."""
    mti = {"0120": "0130", "0121": "0130", "0800": "0810"}[request["t"]]
    echoed = (*_ECHOED, "70") if mti == "0810" else _ECHOED
    return {"t": mti, **{field: request[field] for field in echoed if field in request}, "39": code}


def _plain(text: str) -> str:
    """Return text that every network has characters for; others become question marks."""
    return text.encode("latin-1", "replace").decode("latin-1")
