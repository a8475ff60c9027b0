"""A call to the outside: to the address that was looked at, once, for a few seconds."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import urllib3
from urllib3.exceptions import HTTPError

from bankcore.egress.targets import Network, Target, resolve
from bankcore.errors import BankError

_CONNECT_SECONDS: Final = 5.0
_READ_SECONDS: Final = 10.0
# A server that sends a byte now and then is not waited for either.
_WHOLE_SECONDS: Final = 20.0
_MOST_BYTES: Final = 64 * 1024


class CallFailed(BankError):
    """The server did not answer, or not in time, or its certificate is not its own."""

    code = "call_failed"
    cure = "See to it that the server answers within ten seconds; the bank tries again."
    status = 503


@dataclass(frozen=True, slots=True)
class Answer:
    """What the server said: at most 64 KiB of it."""

    status: int
    body: bytes


def post(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    allowed: Sequence[Network] = (),
    schemes: Sequence[str] = ("https",),
    ca_file: str | None = None,
) -> Answer:
    """Post `body` to `url`; raises TargetRefused and CallFailed.

    A redirect is an answer like any other and not followed: it may lead anywhere. The server's
    certificate must be for the name in the URL, whatever its address.
    """
    target = resolve(url, allowed=allowed, schemes=schemes)
    sent = {"Host": _host(target), "User-Agent": "Bankcore", **headers}
    try:
        with _pool(target, ca_file) as pool:
            answer = pool.urlopen(
                "POST",
                target.path,
                body=body,
                headers=sent,
                redirect=False,
                retries=False,
                preload_content=False,
            )
            return Answer(answer.status, _read(answer))
    except (HTTPError, OSError):
        message = "The server at this address did not answer as it should."
        raise CallFailed(message, field="url") from None


def _read(answer: urllib3.BaseHTTPResponse) -> bytes:
    read, until = b"", time.monotonic() + _WHOLE_SECONDS
    while len(read) < _MOST_BYTES and time.monotonic() < until:
        more = answer.read1(_MOST_BYTES - len(read))
        if not more:
            break
        read += more
    return read


def _pool(target: Target, ca_file: str | None) -> urllib3.HTTPConnectionPool:
    address, timeout = str(target.address), _timeout()
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


def _timeout() -> urllib3.Timeout:
    return urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)


def _host(target: Target) -> str:
    name = f"[{target.host}]" if ":" in target.host else target.host
    usual = {"https": 443, "http": 80}[target.scheme]
    return name if target.port == usual else f"{name}:{target.port}"
