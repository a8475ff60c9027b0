"""Letting API clients in by the key or token they show, from where they may call."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import ip_address, ip_network
from typing import Any, Final

from bankcore.db.combining import Combiner
from bankcore.db.transactions import is_free
from bankcore.errors import BankError
from bankcore.identity.domain import api_clients as rules
from bankcore.identity.domain.api_clients import Client
from bankcore.identity.repositories import credentials
from bankcore.identity.services import account_access, api_clients

# How exactly it is kept when a key was used last: a write a minute, not one a request.
_USE_NOTED_EVERY: Final = timedelta(minutes=1)
_CLIENTS_KNOWN: Final = 1_000
_MOST_AT_ONCE: Final = 100
_Known = tuple[credentials.KnownKey, ...]
"""The key of a hash, or nothing."""


class KeyOfOtherKind(BankError):
    """A test key at the bank of live customers, or a live key at a test bank."""

    code = "key_of_other_kind"
    cure = "Use a key of the other kind here: bk_test_… at a test bank, bk_live_… at the live one."
    status = 401


def with_key(api_key: str, *, now: datetime) -> Client | None:
    """Return the active client with this key, if the key is good; raises KeyOfOtherKind.

    The key is looked up with every request, after it came: one that is revoked ends at once. Those
    of requests that come at the same time are looked up in one statement.
    """
    found = _good(rules.hash_of(api_key), now)
    kind = rules.kind_of_key(api_key) if found is None else found.kind
    if kind is not None and not api_clients.answers(kind):
        message = f"This bank does not answer {kind.lower()} keys."
        raise KeyOfOtherKind(message)
    if found is None:
        return None
    _note_use(found, now)
    return _client_of(found.client)


def _good(sha256: bytes, now: datetime) -> credentials.KnownKey | None:
    # Within a transaction a key is looked up as that sees it.
    known = _COMBINER.ask(sha256) if is_free() else _known(sha256)
    return next((each for each in known if each.expires_at is None or each.expires_at > now), None)


def _known(sha256: bytes) -> _Known:
    (found,) = _known_together([sha256])
    return found


def _known_together(sha256s: Sequence[bytes]) -> list[_Known]:
    known = credentials.known_keys(set(sha256s))
    return [(known[each],) if each in known else () for each in sha256s]


_COMBINER: Final = Combiner[bytes, _Known](
    together=_known_together, alone=_known, largest=_MOST_AT_ONCE
)


# The row is read with every request; what it says is worked out anew where it says something else.
@lru_cache(maxsize=_CLIENTS_KNOWN)
def _client_of(row: tuple[Any, ...]) -> Client:
    return api_clients.client_of(credentials.client_of_row(row))


def with_token(token: str, *, now: datetime) -> Client | None:
    """Return the client for which this access token stands, with the token's scopes.

    A scope taken from the client since the token was made is gone from the token as well, and a
    customer's leave that is over or taken back ends the tokens that it gave.
    """
    found = credentials.valid_token(sha256=rules.hash_of(token), now=now)
    if found is None or not api_clients.answers(found.client.kind):
        return None
    still = [each for each in found.scopes if each in found.client.scopes]
    if found.access is None:
        return api_clients.client_of(found.client, scopes=still)
    access = account_access.running(found.access, now=now)
    if access is None:
        return None
    return api_clients.client_of(found.client, scopes=still, access=access)


class AddressNotAllowed(BankError):
    """The client calls from outside the networks agreed with it."""

    code = "address_not_allowed"
    cure = "Call from a network agreed with the bank, or have the list changed."
    status = 401


def check_address(*, client: Client, address: str) -> None:
    """Let a client pass that calls from one of its networks; raises AddressNotAllowed.

    An IPv4 address written as IPv6 (::ffff:192.0.2.1) is that IPv4 address.
    """
    if client.terms.networks and not _is_within(address, client.terms.networks):
        message = f"{client.client_id} may not call from {address or 'an unknown address'}."
        raise AddressNotAllowed(message)


def _is_within(address: str, networks: tuple[str, ...]) -> bool:
    try:
        found = ip_address(address)
    except ValueError:
        return False
    found = getattr(found, "ipv4_mapped", None) or found
    return any(found in ip_network(each) for each in networks)


def _note_use(key: credentials.KnownKey, now: datetime) -> None:
    if key.last_used_at is None or now - key.last_used_at >= _USE_NOTED_EVERY:
        credentials.note_use(key.pk, now=now)
