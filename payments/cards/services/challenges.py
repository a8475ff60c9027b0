"""Asking the cardholders' banks of a network, by signed texts (docs/gateway/authentication.md)."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode

from django.conf import settings

from bankcore.errors import BankError
from payments.cards.services import zone_key
from payments.gateway.public import Answer, Question


class ResultNotGenuine(BankError):
    """What a browser brings was not signed by the network, or says nothing that can be."""

    code = "authentication_result_invalid"
    cure = "Begin the payment again, and go back to the shop from the page of the card's bank."


@dataclass(frozen=True, slots=True)
class CardIssuers:
    """The banks of one network: keeps payments.gateway.public.Issuers."""

    name: str

    @property
    def is_there(self) -> bool:
        """Whether the network has a page for them."""
        return bool(settings.CARD_CHALLENGE_PAGES.get(self.name))

    def page_of(self, question: Question) -> str:
        """Return the page with the signed request; raises NoZoneKey."""
        body = _encoded(
            json.dumps(
                {
                    "id": question.authentication,
                    "network": self.name,
                    "amount_minor": question.amount.minor,
                    "currency": f"{question.amount.currency.number:04}",
                    "merchant": question.merchant,
                    "last4": question.last4,
                    "expires": int(question.expires_at.timestamp()),
                    "back": question.back,
                }
            ).encode()
        )
        text = f"{body}.{self._signature('request', body)}"
        return f"{settings.CARD_CHALLENGE_PAGES[self.name]}?{urlencode({'request': text})}"

    def read(self, text: str) -> Answer:
        """Return the answer in a signed result; raises ResultNotGenuine and NoZoneKey."""
        body, _, given = text.partition(".")
        signature = self._signature("result", body)
        if not hmac.compare_digest(signature.encode(), given.encode()):
            message = "The result was not signed by the card's network."
            raise ResultNotGenuine(message)
        try:
            return _answer(json.loads(_decoded(body)))
        except (ValueError, KeyError, TypeError) as error:
            message = "The result cannot be understood."
            raise ResultNotGenuine(message) from error

    def _signature(self, purpose: str, body: str) -> str:
        zone = zone_key.read(settings.CARD_ZONE_KEY_FILE)
        key = hmac.digest(zone, f"authentication:{self.name}".encode(), hashlib.sha256)
        return _encoded(hmac.digest(key, f"{purpose}.{body}".encode(), hashlib.sha256))


VISA_ISSUERS: Final = CardIssuers("visa")
MASTERCARD_ISSUERS: Final = CardIssuers("mastercard")
_ECI_DIGITS: Final = 2
_VALUE_LENGTH: Final = 28


def _answer(told: dict[str, Any]) -> Answer:
    passed, eci, value = told["status"] == "Y", str(told["eci"]), str(told["value"])
    if len(eci) != _ECI_DIGITS or (passed and len(value) != _VALUE_LENGTH):
        message = "no indicator, or no value"
        raise ValueError(message)
    return Answer(
        authentication=str(told["id"]), passed=passed, eci=eci, value=value if passed else ""
    )


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def _decoded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
