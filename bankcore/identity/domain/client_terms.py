"""Which terms of API clients are possible, and which changes give a client more than it had."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import Any, Final
from uuid import UUID

from bankcore.errors import BankError
from bankcore.identity.domain.account_access import is_redirect_uri, offered
from bankcore.identity.domain.api_clients import ClientKind, ClientTerms

_ID: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}", re.ASCII)
_MOST: Final = 1_000_000


class ClientTermsInvalid(BankError):
    """A client cannot be agreed on like this; `field` says where it is wrong."""

    code = "client_terms_invalid"
    cure = "Correct the field that the message names."


def check(client_id: str, terms: ClientTerms, *, known_scopes: AbstractSet[str]) -> None:
    """Raise ClientTermsInvalid for terms that no client can have."""
    if not _ID.fullmatch(client_id):
        _refuse("client_id", "A client's id is of up to 40 small letters, digits and hyphens.")
    if not 0 < len(terms.name.strip()) <= 120:
        _refuse("name", "A client has a name of up to 120 characters.")
    unknown = sorted(set(terms.scopes) - known_scopes)
    if unknown:
        _refuse("scopes", f"There is no scope {unknown[0]}.")
    for each in terms.networks:
        if not _is_network(each):
            _refuse("networks", f"{each} is no network such as 192.0.2.0/24 or 2001:db8::/32.")
    _check_third_party(terms)
    if not (0 < terms.rate_per_minute <= _MOST and 0 < terms.burst <= _MOST):
        _refuse("rate_per_minute", "Rate and burst are whole numbers from 1 to 1,000,000.")


def is_wider(before: ClientTerms, after: ClientTerms) -> bool:
    """Return whether a client could do by `after` what it could not do by `before`."""
    return (
        not set(after.scopes) <= set(before.scopes)
        or (before.customer_id is not None and after.customer_id != before.customer_id)
        or (before.signed_only and not after.signed_only)
        or not _lie_within(after.networks, before.networks)
        or not set(after.redirect_uris) <= set(before.redirect_uris)
        # One that is a third party no more has scopes of its own.
        or (before.is_third_party and not after.is_third_party)
    )


def as_plain(terms: ClientTerms) -> dict[str, object]:
    """Return terms as plain JSON."""
    return {
        "name": terms.name,
        "kind": terms.kind.value,
        "scopes": sorted(terms.scopes),
        "customer_id": "" if terms.customer_id is None else str(terms.customer_id),
        "networks": [*terms.networks],
        "signed_only": terms.signed_only,
        "rate_per_minute": terms.rate_per_minute,
        "burst": terms.burst,
        "redirect_uris": [*terms.redirect_uris],
    }


def of_plain(plain: Mapping[str, Any]) -> ClientTerms:
    """Return the terms that `as_plain` wrote."""
    return ClientTerms(
        name=plain["name"],
        kind=ClientKind(plain["kind"]),
        scopes=tuple(plain["scopes"]),
        customer_id=UUID(plain["customer_id"]) if plain["customer_id"] else None,
        networks=tuple(plain["networks"]),
        signed_only=plain["signed_only"],
        rate_per_minute=plain["rate_per_minute"],
        burst=plain["burst"],
        # Requests of before there were third parties name none.
        redirect_uris=tuple(plain.get("redirect_uris", ())),
    )


def _check_third_party(terms: ClientTerms) -> None:
    for each in terms.redirect_uris:
        if not is_redirect_uri(each, is_test=terms.kind is ClientKind.TEST):
            _refuse("redirect_uris", f"{each} is no address such as https://app.example/back.")
    if not terms.is_third_party:
        return
    if terms.customer_id is not None:
        _refuse("customer_id", "A third party is bound to no customer: customers let it in.")
    beyond = sorted(set(terms.scopes) - set(offered(terms.scopes)))
    if beyond:
        _refuse("scopes", f"Customers cannot give a third party {beyond[0]}.")


def _lie_within(inner: Sequence[str], outer: Sequence[str]) -> bool:
    """Return whether every address of the first is one of the second; none named are all."""
    if not outer:
        return True
    return bool(inner) and all(_is_in_one_of(ip_network(each), outer) for each in inner)


def _is_in_one_of(network: IPv4Network | IPv6Network, outer: Sequence[str]) -> bool:
    for each in map(ip_network, outer):
        if isinstance(network, IPv4Network) and isinstance(each, IPv4Network):
            if network.subnet_of(each):
                return True
        elif (
            isinstance(network, IPv6Network)
            and isinstance(each, IPv6Network)
            and network.subnet_of(each)
        ):
            return True
    return False


def _is_network(text: str) -> bool:
    try:
        ip_network(text)
    except ValueError:
        return False
    return True


def _refuse(field: str, message: str) -> None:
    raise ClientTermsInvalid(message, field=field)
