"""Sending a request to this bank from inside it: through every layer that others go through."""

from __future__ import annotations

import io
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpResponse

from bankcore.developers.services.replaying import Outgoing


def send(outgoing: Outgoing) -> tuple[int, str]:
    """Return the status and the body of the answer, as text; a file is not read."""
    response = _handler().get_response(WSGIRequest(_environ(outgoing)))
    if not isinstance(response, HttpResponse):
        response.close()
        return response.status_code, "(a file)"
    return response.status_code, response.content.decode(errors="replace")


@cache
def _handler() -> BaseHandler:
    handler = BaseHandler()
    handler.load_middleware()
    return handler


def _environ(outgoing: Outgoing) -> dict[str, Any]:
    bank = urlsplit(settings.PUBLIC_ADDRESS)
    body = outgoing.body.encode()
    return {
        "REQUEST_METHOD": outgoing.method,
        "PATH_INFO": outgoing.path,
        "QUERY_STRING": outgoing.query,
        "CONTENT_TYPE": outgoing.content_type,
        "CONTENT_LENGTH": str(len(body)),
        "SERVER_NAME": bank.hostname or "localhost",
        "SERVER_PORT": str(bank.port or (443 if bank.scheme == "https" else 80)),
        "REMOTE_ADDR": "127.0.0.1",
        "HTTP_HOST": bank.netloc,
        "HTTP_ACCEPT": "*/*",
        "HTTP_AUTHORIZATION": f"Bearer {outgoing.token}",
        "HTTP_IDEMPOTENCY_KEY": outgoing.idempotency_key,
        "HTTP_X_REQUEST_ID": outgoing.request_id,
        "wsgi.url_scheme": bank.scheme,
        "wsgi.input": io.BytesIO(body),
    }
