"""The bank on a port of this machine, in threads of the test: for programs that call it."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.core.wsgi import get_wsgi_application
from django.db import connections


class _Quiet(WSGIRequestHandler):
    """Says nothing: the bank logs requests itself."""

    def log_message(self, *_args: object) -> None:
        """Say nothing."""


def _application(environ: dict[str, Any], start_response: Any) -> Iterator[bytes]:
    """Answer, and leave the database: the connection to the client may stay for the next."""
    answer = _BANK(environ, start_response)
    try:
        yield from answer
    finally:
        answer.close()
        connections.close_all()


_BANK = StaticFilesHandler(get_wsgi_application())


@dataclass(frozen=True)
class Live:
    """A bank that listens."""

    url: str


@contextmanager
def live_bank() -> Iterator[Live]:
    """Serve the bank on a free port of the loopback until the block is over."""
    server = ThreadedWSGIServer(("127.0.0.1", 0), _Quiet)
    server.set_app(_application)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield Live(f"http://127.0.0.1:{server.server_port}")
    finally:
        server.shutdown()
        thread.join(timeout=10)
        server.server_close()
