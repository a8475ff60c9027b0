"""The control port: HTTP on loopback for whoever plays with the network, never for the bank."""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bankcore.counterparties.card_network import requests

logger = logging.getLogger(__name__)

_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 409: "Conflict", 500: "Error"}


@dataclass(frozen=True, slots=True)
class Reply:
    """What an order is answered with."""

    status: int
    content: Any


class Refused(Exception):
    """An order that cannot be carried out: a status and a sentence."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(detail)
        self.status = status


OrderedCall = Callable[[Mapping[str, Any]], Any]


class Control:
    """Answers `GET` and `POST` by the table it is given: one request a connection."""

    def __init__(self, orders: Mapping[tuple[str, str], OrderedCall]) -> None:
        self._orders = orders

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one request and close."""
        await requests.answer_one(reader, writer, self._answer)

    async def _answer(self, reader: asyncio.StreamReader) -> bytes:
        reply = await self._reply(reader)
        content = json.dumps(reply.content).encode()
        head = (
            f"HTTP/1.1 {reply.status} {_REASONS[reply.status]}\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n"
            "Connection: close\r\n\r\n"
        )
        return head.encode() + content

    async def _reply(self, reader: asyncio.StreamReader) -> Reply:
        try:
            method, target, body = await requests.read(reader)
            values = json.loads(body) if body else {}
        except (ValueError, asyncio.LimitOverrunError):
            return Reply(400, {"detail": "This is no request that the network understands."})
        if not isinstance(values, dict):
            return Reply(400, {"detail": "An order is an object of JSON."})
        path, _, query = target.partition("?")
        return self._carried_out(method, path, dict(parse_qsl(query)) | values)

    def _carried_out(self, method: str, path: str, values: Mapping[str, Any]) -> Reply:
        order = self._orders.get((method, path))
        if order is None:
            return Reply(404, {"detail": f"{method} {path} is not known here."})
        try:
            return Reply(200, order(values))
        except Refused as refusal:
            return Reply(refusal.status, {"detail": str(refusal)})
        except (TypeError, ValueError, KeyError) as error:
            return Reply(400, {"detail": f"{type(error).__name__}: {error}"})
        except Exception:  # told to whoever ordered; the network goes on
            logger.exception("%s %s failed", method, path)
            return Reply(500, {"detail": "The network could not do this; its log says why."})
