"""Which connections of the bank would go over a network in the clear, or to an unknown server."""

from __future__ import annotations

import ipaddress
from urllib.parse import parse_qs, urlsplit

from bankcore.settings.env import Database, Environment


def in_the_clear(environment: Environment) -> list[str]:
    """Return what is wrong with the way to each server, in words for an operator.

    A socket or a loopback address needs no TLS; nor does a host of PLAIN_HOSTS, for a network of
    containers that nobody else is in.
    """
    found = [
        *_of_database("DATABASE_URL", environment.database, environment.plain_hosts),
        *_of_database("DATABASE_OWNER_URL", environment.database_owner, environment.plain_hosts),
        *_of_broker(environment.broker_url, environment.plain_hosts),
        *_of_web("INSTANT_ADDRESS", environment.instant_address, environment.plain_hosts),
    ]
    return list(dict.fromkeys(found))


def _of_database(name: str, database: Database, plain_hosts: tuple[str, ...]) -> list[str]:
    # Several are tried in turn: each of them may be the one that is spoken to.
    if all(_is_here(host) or host in plain_hosts for host in database.host.split(",")):
        return []
    if database.options.get("sslmode") == "verify-full" and database.options.get("sslrootcert"):
        return []
    return [f"{name} must say ?sslmode=verify-full&sslrootcert=<file of the CA>"]


def _of_broker(url: str, plain_hosts: tuple[str, ...]) -> list[str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme in {"redis+socket", "unix"} or _is_here(host) or host in plain_hosts:
        return []
    asked = parse_qs(parts.query)
    checks = asked.get("ssl_cert_reqs", [""])[0].removeprefix("CERT_").lower()
    if parts.scheme == "rediss" and checks == "required" and asked.get("ssl_ca_certs"):
        return []
    return [
        "BROKER_URL must read rediss://...?ssl_cert_reqs=required&ssl_ca_certs=<file of the CA>"
    ]


def _of_web(name: str, url: str, plain_hosts: tuple[str, ...]) -> list[str]:
    parts = urlsplit(url)
    host = parts.hostname or ""
    if parts.scheme == "https" or _is_here(host) or host in plain_hosts:
        return []
    return [f"{name} must read https://..."]


def _is_here(host: str) -> bool:
    """Return whether a host is this machine: a socket's folder, localhost, a loopback address."""
    if not host or host.startswith("/") or host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False
