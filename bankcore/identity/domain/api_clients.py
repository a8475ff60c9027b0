"""What an API client is agreed to be, and what its credentials look like."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from bankcore.actor import Actor, ActorKind, Rights

_RANDOM_BYTES: Final = 32
KEY_SCHEME: Final = "bk"
TOKEN_SCHEME: Final = "bt"  # noqa: S105 - what tokens begin with
SECRET_SCHEME: Final = "bs"  # noqa: S105 - what secrets begin with
# As much of a key as is kept in the clear, to tell keys apart: the rest has 220 bits and more.
PREFIX_LENGTH: Final = 14


class ClientKind(StrEnum):
    """Whether a client calls with play money or with customers' money."""

    TEST = "TEST"
    LIVE = "LIVE"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClientTerms:
    """What a client may do and from where.

    `customer_id` binds it to the things of one customer; without it, it reaches every customer's.
    `networks` are those it may call from, in CIDR notation; none are all. `signed_only` asks for a
    signature with every request. It may send `rate_per_minute` requests on average, and `burst`
    of them at once. With `redirect_uris` it is a third party: where customers' answers go, and a
    client that has what customers let it have, and nothing by its own key.
    """

    name: str
    kind: ClientKind = ClientKind.TEST
    scopes: tuple[str, ...] = ()
    customer_id: UUID | None = None
    networks: tuple[str, ...] = ()
    signed_only: bool = False
    rate_per_minute: int = 600
    burst: int = 120
    redirect_uris: tuple[str, ...] = ()

    @property
    def is_third_party(self) -> bool:
        """Whether the client acts for customers who let it, and else not at all."""
        return bool(self.redirect_uris)


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """An API client that has shown a credential.

    `account_ids` are those a customer lets it read; None where no customer's leave is what it has.
    """

    pk: int
    client_id: str
    terms: ClientTerms
    rights: Rights
    account_ids: frozenset[UUID] | None = None

    @property
    def name(self) -> str:
        """What people call it."""
        return self.terms.name

    @property
    def scopes(self) -> frozenset[str]:
        """The scopes it has with this credential."""
        return frozenset(self.terms.scopes)

    @property
    def customer_id(self) -> UUID | None:
        """The only customer whose things it reaches, if it is bound to one."""
        return self.terms.customer_id

    @property
    def actor(self) -> Actor:
        """The client as an actor."""
        return Actor(ActorKind.API_CLIENT, self.client_id, self.rights)

    @property
    def is_authenticated(self) -> bool:
        """Always: there is no anonymous client."""
        return True


@dataclass(frozen=True, slots=True)
class Credentials:
    """A client's key and signing secret, told once and then kept only hashed and encrypted."""

    client_id: str
    api_key: str
    signing_secret: str
    secret_id: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyView:
    """A key or a signing secret as staff see it: which one it is, and never what it is."""

    name: str
    created_at: datetime
    expires_at: datetime | None
    last_used_at: datetime | None
    revoked_at: datetime | None


def new_key(kind: ClientKind) -> str:
    """Return a key of 256 random bits."""
    return f"{KEY_SCHEME}_{kind.lower()}_{secrets.token_urlsafe(_RANDOM_BYTES)}"


def new_token() -> str:
    """Return an access token of 256 random bits."""
    return f"{TOKEN_SCHEME}_{secrets.token_urlsafe(_RANDOM_BYTES)}"


def new_secret() -> str:
    """Return a signing secret of 256 random bits."""
    return f"{SECRET_SCHEME}_{secrets.token_urlsafe(_RANDOM_BYTES)}"


def kind_of_key(key: str) -> ClientKind | None:
    """Return the kind that a key says it is of; None for one that does not say."""
    for kind in ClientKind:
        if key.startswith(f"{KEY_SCHEME}_{kind.lower()}_"):
            return kind
    return None


def hash_of(credential: str) -> bytes:
    """Return the SHA-256 by which a key or token is kept and found.

    One round without salt is right here and would be wrong for passwords: a credential is 256
    random bits, so there is nothing to guess and no list of hashes to prepare; a slow hash would
    only make each request slow. And it is found by its hash in one look-up.
    """
    return hashlib.sha256(credential.encode()).digest()
