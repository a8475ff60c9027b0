"""Security codes of cards (CVC): in the card link's memory until used, and stored nowhere.

PCI DSS 4.0.1, requirement 3.3.1.2: not kept after authorisation, not even encrypted. A code goes
over a Unix socket from the web process to the link that will send it, and is taken out once.
"""

from __future__ import annotations

import glob
import os
import re
import socket
import struct
import threading
import time
from collections import OrderedDict
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from django.conf import settings
from django.views.decorators.debug import sensitive_variables

_TTL_SECONDS: Final = 15 * 60.0
_MOST: Final = 10_000
_CALL_SECONDS: Final = 2.0
# A token, a space, three or four digits, a line's end: as much as is read, and no more.
_LONGEST: Final = 64
_MESSAGE: Final = re.compile(rb"(card_[A-Za-z0-9_-]{1,40}) ([0-9]{3,4})\n")
_QUESTION: Final = re.compile(rb"(card_[A-Za-z0-9_-]{1,40}) \?\n")
# pid, uid, gid of the peer, as Linux tells them: struct ucred of unix(7).
_CREDENTIALS: Final = struct.Struct("3i")


@sensitive_variables()
def send_security_code(*, token: str, code: str) -> None:
    """Give a code to the card links that run here; silently nothing where none does, or it is none.

    Whoever pays without it is told so by the card's bank, if that insists.
    """
    message = f"{token} {code}\n".encode()
    if not _MESSAGE.fullmatch(message):
        return
    _tell_all(message)


@sensitive_variables()
def take_security_code(*, token: str) -> str:
    """Return the code of a card from whichever link holds it, and leave it at none; "" for none.

    For a processor that is called from a process of its own: a link takes from its own memory.
    """
    question = f"{token} ?\n".encode()
    if not _QUESTION.fullmatch(question):
        return ""
    return next((each.decode() for each in _tell_all(question) if each.isdigit()), "")


def _tell_all(message: bytes) -> list[bytes]:
    """Tell every holder that runs here, and return what they answer."""
    answers = []
    for path in sorted(glob.glob(settings.SECURITY_CODES_SOCKETS)):  # noqa: PTH207 - a setting
        try:
            with socket.socket(socket.AF_UNIX) as link:
                link.settimeout(_CALL_SECONDS)
                link.connect(path)
                link.sendall(message)
                answers.append(link.recv(4))
        except OSError:
            continue
    return answers


class SecurityCodes:
    """The holder that a card link runs: `with SecurityCodes(path) as codes: codes.take(token)`.

    Its socket is for programs of the same user alone: its mode says so, and each peer is asked.
    A code that is not taken is gone after fifteen minutes; beyond `most` the oldest goes first.
    """

    def __init__(
        self, socket_path: Path | str, *, ttl_seconds: float = _TTL_SECONDS, most: int = _MOST
    ) -> None:
        """Hold nothing yet; `start` listens."""
        self._path = Path(socket_path)
        self._ttl, self._most = ttl_seconds, most
        self._codes: OrderedDict[str, tuple[bytearray, float]] = OrderedDict()
        self._lock = threading.Lock()
        self._socket: socket.socket | None = None
        self._thread: threading.Thread | None = None

    def __repr__(self) -> str:
        return f"SecurityCodes({len(self._codes)})"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def start(self) -> None:
        """Listen, in a thread of its own."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._path.unlink(missing_ok=True)
        self._socket = socket.socket(socket.AF_UNIX)
        before = os.umask(0o177)  # the socket is born with mode 0600
        try:
            self._socket.bind(str(self._path))
        finally:
            os.umask(before)
        self._socket.listen(64)
        self._thread = threading.Thread(target=self._serve, name="security-codes", daemon=True)
        self._thread.start()

    def take(self, token: str) -> str:
        """Return the code of a card, once; "" where there is none."""
        with self._lock:
            self._expire()
            found = self._codes.pop(token, None)
        if found is None:
            return ""
        code = found[0].decode()
        _wipe(found[0])
        return code

    def close(self) -> None:
        """Stop listening and wipe what is held."""
        if self._socket is not None:
            # Whoever waits in accept is woken by this, and by nothing else.
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)
            self._socket.close()
        if self._thread is not None:
            self._thread.join(timeout=_CALL_SECONDS * 2)
        self._path.unlink(missing_ok=True)
        with self._lock:
            while self._codes:
                _wipe(self._codes.popitem()[1][0])

    def _serve(self) -> None:
        assert self._socket is not None  # noqa: S101 - start has made it
        while True:
            try:
                peer, _ = self._socket.accept()
            except OSError:
                return
            with peer:
                try:
                    self._hear(peer)
                except OSError:
                    continue

    def _hear(self, peer: socket.socket) -> None:
        peer.settimeout(_CALL_SECONDS)
        if _user_of(peer) != os.geteuid():
            return
        read = bytearray(_LONGEST)
        count = peer.recv_into(read)
        found = _MESSAGE.fullmatch(memoryview(read)[:count])
        if found is not None:
            self._put(found[1].decode(), bytearray(found[2]))
            peer.sendall(b"+")
        asked = _QUESTION.fullmatch(memoryview(read)[:count])
        if asked is not None:
            peer.sendall(self.take(asked[1].decode()).encode() or b"-")
        del found, asked
        _wipe(read)

    def _put(self, token: str, code: bytearray) -> None:
        with self._lock:
            self._expire()
            self._drop(token)
            self._codes[token] = code, time.monotonic()
            while len(self._codes) > self._most:
                _wipe(self._codes.popitem(last=False)[1][0])

    def _expire(self) -> None:
        until = time.monotonic() - self._ttl
        while self._codes and next(iter(self._codes.values()))[1] <= until:
            _wipe(self._codes.popitem(last=False)[1][0])

    def _drop(self, token: str) -> None:
        found = self._codes.pop(token, None)
        if found is not None:
            _wipe(found[0])


def _user_of(peer: socket.socket) -> int:
    told = peer.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _CREDENTIALS.size)
    return int(_CREDENTIALS.unpack(told)[1])


def _wipe(held: bytearray) -> None:
    held[:] = bytes(len(held))
