"""A customer lets a third party read some of their accounts for a time.

Directive (EU) 2015/2366, Article 67, for account information services; Delegated Regulation (EU)
2018/389 as amended by (EU) 2022/2360, Article 10a: after 180 days the customer is asked anew, with
a second factor. Payments are not among it: each is confirmed by its customer, and none by a token.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from bankcore.identity.domain.confirmations import Consent

SCOPES: Final = ("accounts:read", "statements:read")
"""What customers can let a third party do."""
DAYS: Final = (30, 90, 180)
LONGEST: Final = timedelta(days=max(DAYS))
CODE_LIFETIME: Final = timedelta(minutes=1)
ACTION: Final = "identity.account_access"
_LONGEST_URI: Final = 500
_LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessOrder:
    """What a customer agrees to: which accounts a third party reads, what of them, how long."""

    customer_id: UUID
    account_ids: tuple[UUID, ...]
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a third party asks a customer for, with the address that the answer goes to.

    `uri` is the request as it came; the answer is worked out of it again when it is given.
    """

    uri: str
    client_id: str
    client_name: str
    redirect_uri: str
    scopes: tuple[str, ...]
    state: str

    def consent_to(self, order: AccessOrder) -> Consent:
        """Return what the customer's second factor covers: third party, accounts, scopes, days."""
        return Consent(
            action=ACTION,
            amounts=(),
            payee=f"{self.client_name} ({self.client_id})",
            about=(
                hashlib.sha256(self.uri.encode()).hexdigest(),
                str(order.customer_id),
                *(str(each) for each in sorted(order.account_ids)),
                *self.scopes,
                str(order.days),
            ),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessView:
    """An access as its customer sees it."""

    access_id: UUID
    client_name: str
    accounts: int
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    last_used_at: datetime | None


def is_redirect_uri(uri: str, *, is_test: bool) -> bool:
    """Return whether answers may be sent to this address.

    Over TLS, without a fragment or a name and password; a test client may listen on its own
    machine in the clear (RFC 8252, 7.3).
    """
    try:
        parts = urlsplit(uri)
        is_plain = "#" not in uri and "@" not in parts.netloc and uri.isprintable()
    except ValueError:
        return False
    if len(uri) > _LONGEST_URI:
        return False
    host = parts.netloc.rpartition(":")[0] or parts.netloc
    on_own_machine = is_test and parts.scheme == "http" and host in _LOOPBACK
    return is_plain and bool(host) and (parts.scheme == "https" or on_own_machine)


def lasts(days: int) -> timedelta:
    """Return how long an access of so many days lasts; raises ValueError for days not offered."""
    if days not in DAYS:
        message = f"{days} days are not offered"
        raise ValueError(message)
    return timedelta(days=days)


def offered(scopes: Sequence[str]) -> tuple[str, ...]:
    """Return which of a client's scopes customers can give it."""
    return tuple(each for each in SCOPES if each in scopes)
