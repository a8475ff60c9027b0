"""Which addresses the bank calls: the internet's, and never its own network's (CWE-918)."""

from __future__ import annotations

import socket
from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_address,
    ip_network,
)
from typing import Final, NoReturn
from urllib.parse import urlsplit

from bankcore.errors import BankError

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_PORTS: Final = {"https": 443, "http": 80}
_LONGEST_URL: Final = 2_000
# IPv6 networks in which an IPv4 address of any sort may hide (RFC 6052, RFC 8215, RFC 3056,
# RFC 4380), though the addresses themselves count as global.
_WRAPPED: Final = tuple(
    IPv6Network(each) for each in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32")
)


class TargetRefused(BankError):
    """The bank does not call this address."""

    code = "target_refused"
    cure = "Give an https address of a server on the public internet, without a user name in it."


@dataclass(frozen=True, slots=True)
class Target:
    """Where a call goes: the name is for TLS and the Host header, the address is what is called.

    It was resolved once; whoever answers for the name another time has no say any more.
    """

    scheme: str
    host: str
    port: int
    path: str
    address: Address


def resolve(
    url: str, *, allowed: Sequence[Network] = (), schemes: Sequence[str] = ("https",)
) -> Target:
    """Return where a call to `url` would go; raises TargetRefused.

    Every address that the name has must be public, or in a network that the operator has allowed:
    a name with one public and one private address is refused whole.
    """
    scheme, host, port, path = _parts(url, schemes)
    addresses = _addresses(host, port)
    if not all(_is_public(each) or _is_in(each, allowed) for each in addresses):
        _refuse("It leads into a network that is not public.")
    return Target(scheme, host, port, path, addresses[0])


def networks(texts: Sequence[str]) -> tuple[Network, ...]:
    """Return the networks that these texts name; raises ValueError."""
    return tuple(ip_network(each) for each in texts)


def _parts(url: str, schemes: Sequence[str]) -> tuple[str, str, int, str]:
    if len(url) > _LONGEST_URL or any(ord(each) <= ord(" ") or each == "\\" for each in url):
        _refuse("It is too long, or has characters that no address has.")
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme, 0)
    except ValueError:
        _refuse("It cannot be read.")
    if parts.scheme not in schemes:
        _refuse(f"It must begin with {' or '.join(schemes)}.")
    if not parts.hostname or "@" in parts.netloc:
        _refuse("It must name a server, and no user.")
    query = f"?{parts.query}" if parts.query else ""
    return parts.scheme, parts.hostname, port, f"{parts.path or '/'}{query}"


def _addresses(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        _refuse("Its server's name is not known.")
    return [ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]


def _is_public(address: Address) -> bool:
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return _is_public(address.ipv4_mapped)
        if _is_in(address, _WRAPPED):
            return False
    return address.is_global and not address.is_multicast


def _is_in(address: Address, allowed: Sequence[Network]) -> bool:
    return any(address.version == each.version and address in each for each in allowed)


def _refuse(reason: str) -> NoReturn:
    message = f"The bank does not call this address. {reason}"
    raise TargetRefused(message, field="url") from None
