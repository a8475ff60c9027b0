"""The page on which a cardholder's bank asks its customer, for browsers: no scripts, no cookies."""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from html import escape
from http import HTTPStatus
from urllib.parse import parse_qs, urlencode

from iso4217 import Currency

from bankcore.counterparties.card_network import moment, requests
from bankcore.counterparties.card_network.challenges import Asked, Challenges, NotGenuine

logger = logging.getLogger(__name__)
PATH = "/challenge"
_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0 auto;max-width:26rem;padding:1.5rem;"
    "color:#1c2430}dl{display:grid;grid-template-columns:auto 1fr;gap:.25rem 1rem}dd{margin:0}"
    "input,button{font:inherit;padding:.6rem;width:100%;box-sizing:border-box;margin:.25rem 0}"
    "button.main{background:#14467c;color:#fff;border:0}.note{background:#eef3f8;padding:.75rem}"
    ".error{color:#a01818}"
)
_HEADERS = (
    "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; "
    "frame-ancestors 'none'\r\nReferrer-Policy: no-referrer\r\nCache-Control: no-store\r\n"
    "X-Content-Type-Options: nosniff\r\n"
)


@dataclass(frozen=True, slots=True)
class Reply:
    """A page, or where the browser goes next."""

    status: HTTPStatus
    page: str = ""
    location: str = ""


class Pages:
    """Answers browsers, one request a connection."""

    def __init__(self, challenges: Mapping[str, Challenges]) -> None:
        self._challenges = challenges

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        await requests.answer_one(reader, writer, self._answer)

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        reply = await self._reply(reader)
        content = reply.page.encode()
        head = f"HTTP/1.1 {reply.status.value} {reply.status.phrase}\r\n{_HEADERS}"
        if reply.location:
            head += f"Location: {reply.location}\r\n"
        head += (
            f"Content-Type: text/html; charset=utf-8\r\nContent-Length: {len(content)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode("ascii") + content

    async def _reply(self, reader: asyncio.StreamReader) -> Reply:
        try:
            method, target, content = await requests.read(reader)
            body = content.decode()
            path, _, query = target.partition("?")
            if path != PATH or method not in {"GET", "POST"}:
                return _told(HTTPStatus.NOT_FOUND, "There is no such page.")
            return self._answered(method, _first(query) | _first(body))
        except (ValueError, KeyError, TypeError, asyncio.LimitOverrunError):
            return _told(HTTPStatus.BAD_REQUEST, "The shop's bank did not ask this.")
        except Exception:  # told to whoever asked; the network goes on
            logger.exception("A page failed")
            return _told(HTTPStatus.INTERNAL_SERVER_ERROR, "This went wrong.")

    def _answered(self, method: str, given: Mapping[str, str]) -> Reply:
        text = given["request"]
        challenges, asked = self._opened(text)
        if method == "POST":
            code = None if "refuse" in given else given.get("code", "")
            challenges.answer(asked, code=code, now=int(moment.now().timestamp()))
        elif moment.now().timestamp() >= asked.expires:
            challenges.answer(asked, code=None, now=asked.expires)
        result = challenges.result(asked)
        if result is not None:
            back = f"{asked.back}?{urlencode({'result': result})}"
            return Reply(HTTPStatus.SEE_OTHER, location=back)
        wrong = f"This code is wrong. Tries left: {challenges.tries_left(asked)}."
        return Reply(
            HTTPStatus.OK,
            _form(asked, text, challenges.code(asked.id), wrong if method == "POST" else ""),
        )

    def _opened(self, text: str) -> tuple[Challenges, Asked]:
        for challenges in self._challenges.values():
            try:
                return challenges, challenges.opened(text)
            except NotGenuine:
                continue
        message = "No network was asked this."
        raise NotGenuine(message)


def _first(query: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(query, keep_blank_values=True).items()}


def _told(status: HTTPStatus, sentence: str) -> Reply:
    return Reply(status, _page(f"<h1>Your card's bank</h1><p>{escape(sentence)}</p>"))


def _form(asked: Asked, text: str, code: str, wrong: str) -> str:
    error = f'<p class="error" role="alert">{escape(wrong)}</p>' if wrong else ""
    return _page(
        "<h1>Is it you who pays?</h1>"
        f"<dl><dt>Shop</dt><dd>{escape(asked.merchant)}</dd>"
        f"<dt>Amount</dt><dd>{escape(_amount(asked))}</dd>"
        f"<dt>Card</dt><dd>ending {escape(asked.last4)}</dd></dl>"
        f'<p class="note">This bank is played. The message to your phone says {code}.</p>{error}'
        f'<form method="post" action="{PATH}">'
        f'<input type="hidden" name="request" value="{escape(text)}">'
        '<label>One-time code <input name="code" inputmode="numeric" maxlength="6"'
        ' autocomplete="one-time-code" autofocus></label>'
        '<button class="main">Confirm the payment</button>'
        '<button name="refuse" value="1">It is not me</button></form>'
    )


def _amount(asked: Asked) -> str:
    currency = next(each for each in Currency if each.number == int(asked.currency))
    places = currency.exponent or 0
    units = f"{asked.amount_minor:0{places + 1}d}"
    amount = f"{units[:-places]}.{units[-places:]}" if places else units
    return f"{amount} {currency.code}"


def _page(content: str) -> str:
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f"<title>Your card's bank</title><style>{_STYLE}</style></head>"
        f"<body><main>{content}</main></body></html>"
    )
