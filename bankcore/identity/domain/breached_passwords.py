"""Looking a password up in a published list of breached ones, without loading the list.

The format is that of the public corpus: lines of `SHA-1 in capitals:count`, sorted by the hash.
"""

from __future__ import annotations

import hashlib
import os
from typing import BinaryIO


def is_listed(password: str, *, in_file: BinaryIO) -> bool:
    """Return whether the file has the password's SHA-1, in some 40 reads of one line each."""
    wanted = hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper().encode()
    low, high = 0, in_file.seek(0, os.SEEK_END)
    while low < high:  # the wanted line begins in [low, high), if anywhere
        middle = (low + high) // 2
        start, line = _line_from(in_file, middle)
        if not line or start >= high or line[:40].upper() > wanted:
            high = middle
        elif line[:40].upper() == wanted:
            return True
        else:
            low = start + len(line)
    return False


def _line_from(file: BinaryIO, offset: int) -> tuple[int, bytes]:
    """Return the first whole line that begins at or after the offset, and where it begins."""
    if offset:
        file.seek(offset - 1)
        file.readline()
    else:
        file.seek(0)
    start = file.tell()
    return start, file.readline()
