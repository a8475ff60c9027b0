"""A random secret for each subject: without it, what was sealed about the subject stays sealed.

The key of a value is derived from the data key and the subject's secret. The secrets are sealed
rows themselves, so that destroying one row makes every copy of the subject's values unreadable,
in backups made after it too. This process keeps secrets for a bounded time.
"""

from __future__ import annotations

import secrets
import time
from collections import OrderedDict
from collections.abc import Sequence

from django.conf import settings
from django.db import connection, transaction

from bankcore.crypto import envelope, key_ring
from bankcore.crypto.envelope import CannotDecrypt, Place
from bankcore.crypto.repositories import subject_keys

PURPOSE = "crypto.subject"
_KEPT = 20_000


class _Secrets:
    """Secrets by database and subject, the oldest out first."""

    def __init__(self) -> None:
        self._by_subject: OrderedDict[tuple[str, str], tuple[bytes, float]] = OrderedDict()

    def get(self, subject: str) -> bytes | None:
        found = self._by_subject.get(_at(subject))
        if found is None or time.monotonic() - found[1] > settings.CRYPTO_CACHE_SECONDS:
            return None
        return found[0]

    def put(self, subject: str, secret: bytes) -> None:
        self._by_subject[_at(subject)] = (secret, time.monotonic())
        while len(self._by_subject) > _KEPT:
            self._by_subject.popitem(last=False)

    def drop(self, subject: str) -> None:
        self._by_subject.pop(_at(subject), None)

    def clear(self) -> None:
        self._by_subject.clear()


_secrets = _Secrets()


class _Pending:
    """A secret that this transaction has added: kept for good only when it commits.

    Django drops the callbacks of what is rolled back, so a secret counts as long as its own
    callback waits on the connection.
    """

    def __init__(self, subject: str, secret: bytes) -> None:
        self.subject = subject
        self.secret: bytes | None = secret

    def __call__(self) -> None:
        if self.secret is not None:
            _secrets.put(self.subject, self.secret)


def for_sealing(subject: str) -> bytes:
    """Return the subject's secret, making it where there is none, in the caller's transaction."""
    known = _known(subject)
    if known is not None:
        return known
    fresh = secrets.token_bytes(envelope.KEY_BYTES)
    key = key_ring.current(PURPOSE)
    sealed = envelope.seal(
        fresh, key=key.key, key_id=key.key_id, purpose=PURPOSE, place=_place(subject)
    )
    if not subject_keys.add(subject=subject, secret=sealed):
        return for_opening(subject)
    transaction.on_commit(_Pending(subject, fresh))
    return fresh


def for_opening(subject: str) -> bytes:
    """Return the subject's secret; raises CannotDecrypt where it was destroyed."""
    known = _known(subject)
    if known is None:
        message = "The key of this subject was destroyed."
        raise CannotDecrypt(message)
    return known


def warm(subjects: Sequence[str]) -> None:
    """Load the secrets of many subjects at once, before their values are read."""
    missing = [each for each in dict.fromkeys(subjects) if _secrets.get(each) is None]
    for subject, sealed in subject_keys.found(missing).items():
        _secrets.put(subject, _opened(subject, sealed))


def destroy(subject: str) -> bool:
    """Destroy the subject's secret with the caller's transaction; returns whether it had one."""
    removed = subject_keys.remove(subject)
    _secrets.drop(subject)
    for waiting in connection.run_on_commit:
        if isinstance(waiting[1], _Pending) and waiting[1].subject == subject:
            waiting[1].secret = None
    return removed


def forget() -> None:
    """Drop every secret from memory."""
    _secrets.clear()


def _known(subject: str) -> bytes | None:
    kept = _secrets.get(subject) or _pending(subject)
    if kept is not None:
        return kept
    sealed = subject_keys.found([subject]).get(subject)
    if sealed is None:
        return None
    opened = _opened(subject, sealed)
    if not connection.in_atomic_block:
        _secrets.put(subject, opened)
    else:
        # Perhaps this transaction has added the row, and will be rolled back.
        transaction.on_commit(_Pending(subject, opened))
    return opened


def _pending(subject: str) -> bytes | None:
    for waiting in reversed(connection.run_on_commit):
        if isinstance(waiting[1], _Pending) and waiting[1].subject == subject:
            return waiting[1].secret
    return None


def _opened(subject: str, sealed: bytes) -> bytes:
    key = key_ring.of(envelope.key_id_of(sealed))
    return envelope.unseal(sealed, key=key.key, purpose=PURPOSE, place=_place(subject))


def _place(subject: str) -> Place:
    return Place(table=subject_keys.TABLE, column="secret", row=subject)


def _at(subject: str) -> tuple[str, str]:
    found = connection.settings_dict
    return f"{found['HOST']}:{found['PORT']}/{found['NAME']}", subject
