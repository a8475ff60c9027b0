"""Sealing a column that was in the clear, within a migration."""

from __future__ import annotations

import os
from typing import Any

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bankcore.crypto import envelope, keys


def sealed_for_migration(plain: str, *, purpose: str) -> bytes:
    """Return the text sealed with the key of before data keys, bound to its purpose alone.

    A migration has neither the models' subjects nor, perhaps, the tables of keys. The next
    `rotate_keys` moves such values to their own keys.
    """
    nonce = os.urandom(envelope.NONCE_BYTES)
    key = keys.encryption_key(version=keys.CURRENT_VERSION)
    sealed = AESGCM(key).encrypt(nonce, plain.encode(), purpose.encode())
    return bytes([keys.CURRENT_VERSION]) + nonce + sealed


def seal_column(editor: Any, *, table: str, clear: str, sealed: str, purpose: str) -> None:
    """Fill the column `sealed` of every row from the column `clear`."""
    with editor.connection.cursor() as cursor:
        cursor.execute(f'SELECT id, "{clear}" FROM "{table}" ORDER BY id')
        found = cursor.fetchall()
        cursor.executemany(
            f'UPDATE "{table}" SET "{sealed}" = %s WHERE id = %s',
            [(sealed_for_migration(plain, purpose=purpose), number) for number, plain in found],
        )
        # PostgreSQL alters no table that has checks outstanding, and the migration goes on.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
