"""Receivers of webhooks: real servers on this machine, which remember what they were sent."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import stripe
from standardwebhooks import Webhook


@dataclass
class Receiver:
    """What a receiver heard, and what it answers: (status, headers) for the n-th request from 0."""

    answer: Callable[[int], tuple[int, dict[str, str]]] = lambda _number: (200, {})
    seconds: float = 0.0
    body: bytes = b"thank you"
    heard: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    port: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/hooks"

    @property
    def ids(self) -> list[str]:
        return [headers["webhook-id"] for headers, _ in self.heard]

    def verified(self, secret: str) -> list[dict]:
        """Return what it heard, verified by the two official libraries."""
        found = []
        for headers, body in self.heard:
            event = Webhook(secret).verify(body, headers)
            again = stripe.Webhook.construct_event(body, headers["Stripe-Signature"], secret)
            assert again["id"] == event["id"] == headers["webhook-id"]
            found.append(event)
        return found


class _Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        receiver: Receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["Content-Length"]))
        with receiver.lock:
            number = len(receiver.heard)
            receiver.heard.append((dict(self.headers), body))
        time.sleep(receiver.seconds)
        status, headers = receiver.answer(number)
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(receiver.body)))
        self.end_headers()
        self.wfile.write(receiver.body)

    def log_message(self, *_args):
        pass


@contextmanager
def receiving(receiver: Receiver) -> Iterator[Receiver]:
    """Run a receiver."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.receiver, receiver.port = receiver, server.server_port
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield receiver
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
