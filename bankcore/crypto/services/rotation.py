"""New keys: master keys at once, data keys row by row while the bank goes on."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import OperationalError
from psycopg import errors

from bankcore.crypto import custodians, key_ring, key_service
from bankcore.crypto.envelope import KEY_BYTES
from bankcore.crypto.repositories import data_keys, sealed_rows
from bankcore.crypto.repositories.sealed_rows import Column

OWNER = "owner"
_BATCH = 200
# Whoever took a key from memory just before it left there has sealed with it by then.
_MARGIN_SECONDS = 5.0

Tell = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rotated:
    """What a rotation has done."""

    rewrapped: int = 0
    moved: int = 0
    destroyed: tuple[str, ...] = ()
    left: int = 0


def rotate_master(*, add: bool = True) -> Rotated:
    """Wrap every data key under the current master key, a new one if `add`.

    Raises KeyServiceFailed. The data itself is not touched: this takes seconds.
    """
    service = key_service.service()
    if add:
        service.add_version()
    current, count = service.current_version(), 0
    for each in data_keys.all_keys(using=OWNER):
        if each.wrapped is None or each.wrapped.master_version == current:
            continue
        bound = key_ring.context(each.purpose, each.version)
        wrapped = service.rewrap(each.wrapped, context=bound)
        data_keys.rewrap(key_id=each.key_id, wrapped=wrapped, using=OWNER)
        count += 1
    key_ring.forget()
    return Rotated(rewrapped=count)


def rotate_custodians() -> Rotated:
    """Add a key of the custodians to their shares, and wrap the vault's data keys under it.

    Raises KeyServiceFailed. May be called again where it was stopped.
    """
    custodians.add_shares()
    service, count = key_service.service(), 0
    for each in data_keys.all_keys(using=OWNER):
        bound = key_ring.context(each.purpose, each.version)
        if each.wrapped is not None and custodians.is_custodied(bound):
            wrapped = service.rewrap(each.wrapped, context=bound)
            data_keys.rewrap(key_id=each.key_id, wrapped=wrapped, using=OWNER)
            count += 1
    key_ring.forget()
    return Rotated(rewrapped=count)


def renew(purpose: str) -> None:
    """Make a new version of this purpose's data key: what is sealed from now on is under it.

    Other processes follow within settings.CRYPTO_CACHE_SECONDS. Where an older version still
    waits to be emptied there is no new one: a rotation that was stopped goes on with `move`.
    Raises ValueError for a purpose without a column: nobody could say whether its old key is used.
    """
    if not _columns(purpose):
        message = f"No column is sealed for {purpose}."
        raise ValueError(message)
    known = [each for each in data_keys.all_keys(using=OWNER) if each.purpose == purpose]
    if not known or any(each.state == "RETIRED" for each in known):
        return
    version, fresh = known[0].version + 1, secrets.token_bytes(KEY_BYTES)
    wrapped = key_service.service().wrap(fresh, context=key_ring.context(purpose, version))
    data_keys.add_version(purpose=purpose, version=version, wrapped=wrapped, using=OWNER)
    key_ring.forget()


def purposes() -> list[str]:
    """Return every purpose that can be rotated: of a column whose rows can be counted."""
    return sorted(set().union(*(each.purposes() for each in sealed_rows.columns())))


def move(purpose: str, *, tell: Tell = lambda _column, _moved: None) -> int:
    """Seal every row of this purpose under the current key; returns how many were moved.

    May be killed at any moment and called again: it goes on after the last batch.
    """
    total = 0
    for column in _columns(purpose):
        while True:
            moved = _batch(column)
            if moved is None:
                break
            total += moved
            tell(column.name, moved)
    return total


def stale(purpose: str) -> int:
    """Return how many rows of this purpose are not under the current key yet."""
    return sum(sealed_rows.stale_rows(each, using=OWNER) for each in _columns(purpose))


def destroy_retired(purpose: str, *, tell: Tell = lambda _column, _moved: None) -> list[str]:
    """Destroy the retired keys of this purpose that no row is under; returns their names.

    Nobody may still be about to store what was sealed with one: it waits until no process can
    have the key in memory as the current one, and until every transaction of then has ended.
    Then it moves once more what such a process has stored meanwhile, counts, and destroys.
    """
    retired = [
        each
        for each in data_keys.all_keys(using=OWNER)
        if each.purpose == purpose and each.state == "RETIRED"
    ]
    gone = []
    for each in retired:
        _wait_out(each.key_id)
        move(purpose, tell=tell)
        if not any(sealed_rows.uses(c, each.key_id, using=OWNER) for c in _columns(purpose)):
            data_keys.destroy(key_id=each.key_id, using=OWNER)
            gone.append(f"{purpose} {each.version}")
    key_ring.forget()
    return gone


def _columns(purpose: str) -> list[Column]:
    return [each for each in sealed_rows.columns() if purpose in each.purposes()]


def _wait_out(key_id: int) -> None:
    known_for = settings.CRYPTO_CACHE_SECONDS + min(_MARGIN_SECONDS, settings.CRYPTO_CACHE_SECONDS)
    while (left := known_for - data_keys.retired_for(key_id=key_id, using=OWNER)) > 0:
        time.sleep(left)
    marker = data_keys.marker(using=OWNER)
    while data_keys.transactions_begun_before(marker, using=OWNER):
        time.sleep(0.2)


def _batch(column: Column) -> int | None:
    """Move one batch, again where it and a writer waited for each other."""
    while True:
        try:
            return sealed_rows.move_batch(column, size=_BATCH, using=OWNER)
        except OperationalError as error:
            if not isinstance(error.__cause__, errors.DeadlockDetected):
                raise
