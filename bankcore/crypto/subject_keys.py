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
    """Secrets that this transaction has added: kept for good only when it commits.

    Django drops the callbacks of what is rolled back, so a secret counts as long as its own
    callback waits on the connection.
    """

    def __init__(self) -> None:
        self.secrets: dict[str, bytes] = {}

    def __call__(self) -> None:
        for subject, secret in self.secrets.items():
            _secrets.put(subject, secret)


def for_sealing(subject: str) -> bytes:
    """Return the subject's secret, making it where there is none, in the caller's transaction."""
    known = _known(subject)
    if known is not None:
        return known
    fresh = secrets.token_bytes(envelope.KEY_BYTES)
    if not subject_keys.add({subject: _sealed(subject, fresh)}):
        return for_opening(subject)
    _remember({subject: fresh})
    return fresh


def for_opening(subject: str) -> bytes:
    """Return the subject's secret; raises CannotDecrypt where it was destroyed."""
    known = _known(subject)
    if known is None:
        message = "The key of this subject was destroyed."
        raise CannotDecrypt(message)
    return known


def prepare(subjects: Sequence[str]) -> None:
    """Load the secrets of many subjects at once, before much is sealed or opened about them.

    Those that have none get one, in the caller's transaction.
    """
    missing = [each for each in dict.fromkeys(subjects) if _kept(each) is None]
    if not missing:
        return
    stored = subject_keys.found(missing)
    opened = {subject: _opened(subject, sealed) for subject, sealed in stored.items()}
    fresh = {
        each: secrets.token_bytes(envelope.KEY_BYTES) for each in missing if each not in stored
    }
    added = subject_keys.add({each: _sealed(each, secret) for each, secret in fresh.items()})
    _remember(opened | {each: fresh[each] for each in added})


def destroy(subject: str) -> bool:
    """Destroy the subject's secret with the caller's transaction; returns whether it had one."""
    removed = subject_keys.remove(subject)
    _secrets.drop(subject)
    for waiting in connection.run_on_commit:
        if isinstance(waiting[1], _Pending):
            waiting[1].secrets.pop(subject, None)
    return removed


def forget() -> None:
    """Drop every secret from memory."""
    _secrets.clear()


def _known(subject: str) -> bytes | None:
    kept = _kept(subject)
    if kept is not None:
        return kept
    sealed = subject_keys.found([subject]).get(subject)
    if sealed is None:
        return None
    opened = _opened(subject, sealed)
    # Perhaps this transaction has added the row, and will be rolled back.
    _remember({subject: opened})
    return opened


def _kept(subject: str) -> bytes | None:
    found = _secrets.get(subject)
    if found is not None:
        return found
    for waiting in reversed(connection.run_on_commit):
        if isinstance(waiting[1], _Pending) and subject in waiting[1].secrets:
            return waiting[1].secrets[subject]
    return None


def _remember(found: dict[str, bytes]) -> None:
    """Keep secrets as long as the caller's transaction stands, and longer once it has committed."""
    latest = connection.run_on_commit[-1] if connection.run_on_commit else None
    # One callback for all that one savepoint has added keeps the list short.
    if (
        latest is not None
        and isinstance(latest[1], _Pending)
        and latest[0] == set(connection.savepoint_ids)
    ):
        latest[1].secrets.update(found)
        return
    waiting = _Pending()
    waiting.secrets.update(found)
    transaction.on_commit(waiting)


def _sealed(subject: str, secret: bytes) -> bytes:
    key = key_ring.current(PURPOSE)
    return envelope.seal(
        secret, key=key.key, key_id=key.key_id, purpose=PURPOSE, place=_place(subject)
    )


def _opened(subject: str, sealed: bytes) -> bytes:
    key = key_ring.of(envelope.key_id_of(sealed))
    return envelope.unseal(sealed, key=key.key, purpose=PURPOSE, place=_place(subject))


def _place(subject: str) -> Place:
    return Place(table=subject_keys.TABLE, column="secret", row=subject)


def _at(subject: str) -> tuple[str, str]:
    found = connection.settings_dict
    return f"{found['HOST']}:{found['PORT']}/{found['NAME']}", subject
