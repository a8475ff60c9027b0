"""A call to the outside: to the address that was looked at, once, for a few seconds."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, NoReturn

import urllib3
from urllib3 import exceptions
from urllib3.exceptions import HTTPError, NewConnectionError, SSLError

from bankcore.egress.targets import Network, Target, resolve
from bankcore.errors import BankError

_CONNECT_SECONDS: Final = 5.0
# "A reasonable timeout is somewhere between 15s and 30s": Standard Webhooks 1.0.0.
_WHOLE_SECONDS: Final = 20.0
_MOST_BYTES: Final = 64 * 1024


class CallFailed(BankError):
    """The server did not answer, or not in time, or its certificate is not its own."""

    code = "call_failed"
    cure = "See to it that the server answers within twenty seconds; the bank tries again."
    status = 503


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: at most 64 KiB of it."""

    status: int
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)


def post(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    allowed: Sequence[Network] = (),
    schemes: Sequence[str] = ("https",),
    ca_file: str | None = None,
    seconds: float = _WHOLE_SECONDS,
) -> Answer:
    """Post `body` to `url`; raises TargetRefused and CallFailed.

    The server has `seconds` to say all that it says.

    A redirect is an answer like any other and not followed: it may lead anywhere. The server's
    certificate must be for the name in the URL, whatever its address.
    """
    target = resolve(url, allowed=allowed, schemes=schemes)
    sent = {"Host": _host(target), "User-Agent": "Bankcore", **headers}
    until = time.monotonic() + seconds
    try:
        with _pool(target, ca_file, seconds) as pool, _shut_after(pool, seconds) as is_shut:
            answer = pool.urlopen(
                "POST",
                target.path,
                body=body,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            if not is_shut():
                return Answer(answer.status, _read(answer, until), answer.headers)
            # What came before does not tell whether that was the whole head of the answer.
            _fail(None, in_time=False)
    except (HTTPError, OSError) as error:
        _fail(error, in_time=time.monotonic() < until)


def _fail(error: Exception | None, *, in_time: bool) -> NoReturn:
    raise CallFailed(_told(error, in_time=in_time), field="url") from None


def _told(error: Exception | None, *, in_time: bool) -> str:
    if isinstance(error, SSLError):
        return "The server at this address has no certificate that is valid for its name."
    if isinstance(error, NewConnectionError):
        return "The server at this address takes no connections."
    if not in_time or isinstance(error, exceptions.TimeoutError):
        return "The server at this address did not answer in time."
    return "The server at this address did not answer as it should."


def _read(answer: urllib3.BaseHTTPResponse, until: float) -> bytes:
    read = b""
    while len(read) < _MOST_BYTES and time.monotonic() < until:
        more = answer.read1(_MOST_BYTES - len(read))
        if not more:
            break
        read += more
    return read


@contextmanager
def _shut_after(pool: urllib3.HTTPConnectionPool, seconds: float) -> Iterator[Callable[[], bool]]:
    """Shut the pool's connections after so long: a time-out counts from byte to byte only.

    Gives a function that tells whether that has happened.
    """
    opened: list[socket.socket] = []
    shut_now = threading.Event()
    base: Any = pool.ConnectionCls

    class Kept(base):  # type: ignore[misc]
        def connect(self) -> None:
            super().connect()
            opened.append(self.sock)

    def shut() -> None:
        shut_now.set()
        for each in opened:
            with contextlib.suppress(OSError):
                socket.socket.shutdown(each, socket.SHUT_RDWR)

    pool.ConnectionCls = Kept
    watch = threading.Timer(seconds, shut)
    watch.daemon = True
    watch.start()
    try:
        yield shut_now.is_set
    finally:
        watch.cancel()


def _pool(target: Target, ca_file: str | None, seconds: float) -> urllib3.HTTPConnectionPool:
    address = str(target.address)
    timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=seconds)
    if target.scheme == "http":
        return urllib3.HTTPConnectionPool(address, target.port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        target.port,
        timeout=timeout,
        server_hostname=target.host,
        assert_hostname=target.host,
        cert_reqs="CERT_REQUIRED",
        ca_certs=ca_file,
    )


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    usual = {"https": 443, "http": 80}[target.scheme]
    return name if target.port == usual else f"{name}:{target.port}"
