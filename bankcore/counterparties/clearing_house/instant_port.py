"""The instant service's port: HTTP on loopback, bodies signed by both sides."""

import threading
import time
from http.server import BaseHTTPRequestHandler
from urllib.parse import parse_qs, urlsplit

from bankcore.counterparties.clearing_house import signing
from bankcore.counterparties.clearing_house.faults import Faults
from bankcore.counterparties.clearing_house.instant import Instant
from bankcore.counterparties.clearing_house.payments import Wrong

_LONGEST_BODY = 100_000
_LONGEST_WAIT = 30.0
_LOOK_SECONDS = 0.02
_SLOW_SECONDS = 3.0


class Unanswered(Exception):
    """The connection is closed without a word."""


class Line:
    """What is said at the port, and what goes wrong with it when it is told to."""

    def __init__(self, instant: Instant, faults: Faults, lock: threading.Lock, key: str) -> None:
        self._instant = instant
        self._faults = faults
        self._lock = lock
        self._key = key

    def answer(self, address: str, body: bytes) -> bytes:
        """Return what is said to a message, or what waits; raises Wrong and Unanswered."""
        parts = urlsplit(address)
        if parts.path == "/waiting":
            return self._waiting(float(parse_qs(parts.query).get("seconds", ["0"])[0]))
        return self._message(body)

    def is_banks(self, body: bytes, given: str) -> bool:
        """Tell whether the bank has signed this."""
        return signing.is_banks(self._key, body, given)

    def signature(self, content: bytes) -> str:
        """Return the house's signature, or another's where a fault has it so."""
        unsigned = self._faults.take("instant_unsigned")
        return signing.signed("another key" if unsigned else self._key, content)

    def _message(self, body: bytes) -> bytes:
        with self._lock:
            if self._faults.take("instant_lost"):
                raise Unanswered
            answer = self._instant.take(body)
            if self._faults.take("instant_garbage"):
                answer = answer[: len(answer) // 2]
        if self._faults.take("instant_silent"):
            raise Unanswered
        if self._faults.take("instant_slow"):
            time.sleep(_SLOW_SECONDS)
        return answer

    def _waiting(self, seconds: float) -> bytes:
        until = time.monotonic() + min(seconds, _LONGEST_WAIT)
        while True:
            with self._lock:
                found = self._instant.next_waiting()
            if found is not None or time.monotonic() >= until:
                return found or b""
            time.sleep(_LOOK_SECONDS)


class Handler(BaseHTTPRequestHandler):
    """One message a request; a subclass says which line it is on."""

    line: Line

    def do_POST(self) -> None:
        """Answer, or close the connection without a word."""
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(min(length, _LONGEST_BODY))
        if not self.line.is_banks(body, self.headers.get(signing.HEADER, "")):
            self._say(403, b"")
            return
        try:
            self._say(200, self.line.answer(self.path, body))
        except Wrong as wrong:
            self._say(400, wrong.code.encode())
        except Unanswered:
            self.close_connection = True

    def _say(self, status: int, content: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/xml")
        self.send_header(signing.HEADER, self.line.signature(content))
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
        """Say nothing: the log is for what goes wrong."""


def handler(line: Line) -> type[Handler]:
    """Return what answers one request on this line."""
    return type("LineHandler", (Handler,), {"line": line})
