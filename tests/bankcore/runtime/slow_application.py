"""A WSGI application that takes its time, unless it is to refuse; no bank behind it."""

import time

from bankcore.runtime import overload


def application(environ, start_response):
    """Answer after a moment; refuse at once."""
    environ["wsgi.input"].read()
    if overload.is_refusing():
        start_response("503 Service Unavailable", [("Retry-After", "1"), ("Content-Length", "0")])
        return [b""]
    time.sleep(0.4)
    start_response("200 OK", [("Content-Length", "2")])
    return [b"ok"]
