"""The web server's worker: gunicorn's threads, and a queue before them that does not grow.

Where more come than can be answered, an unbounded queue makes everybody wait longer and longer
until all give up, and the work is done for nobody. Here a request either finds a place in a short
queue or is told at once to come back.
"""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from selectors import EVENT_READ
from time import monotonic
from typing import Any, Final

from gunicorn.workers.gthread import TConn, ThreadWorker

from bankcore.runtime import garbage, overload
from bankcore.settings import env

# To say no takes a moment and no database: two threads keep up with whatever comes.
_REFUSERS: Final = 2


class BoundedWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn has no types
    """Answers with WEB_THREADS threads; WEB_WAITING requests wait for them, and no more.

    What comes beyond is handed to the application within `overload.refusing()`.
    """

    def run(self) -> None:
        """Say that the application is loaded, for who waits for it, and answer."""
        garbage.spare_what_is_loaded()
        self.log.info("%s (pid: %s)", overload.WEB_ANSWERS, self.pid)
        super().run()

    def get_thread_pool(self) -> ThreadPoolExecutor:
        """Return the threads that answer, with a few more beside them that refuse."""
        self._refusers = ThreadPoolExecutor(_REFUSERS)
        self._most = self.cfg.threads + env.read().web_waiting
        self._under_way = 0
        return ThreadPoolExecutor(self.cfg.threads)

    def enqueue_req(self, conn: TConn) -> None:
        """Have a connection's next request answered, or refused where too many wait."""
        if self._under_way < self._most:
            self._under_way += 1
            self.tpool.submit(self.handle, conn).add_done_callback(
                partial(self._defer, self._finish, conn)
            )
        elif conn.initialized or conn.data_ready:
            self._refusers.submit(self._refuse, conn).add_done_callback(
                partial(self._defer, self.finish_request, conn)
            )
        else:
            self._wait_for_data(conn)

    def _refuse(self, conn: TConn) -> Any:
        with overload.refusing():
            return self.handle(conn)

    def _defer(self, what: Any, conn: TConn, done: Future[Any]) -> None:
        self.method_queue.defer(what, conn, done)

    def _finish(self, conn: TConn, done: Future[Any]) -> None:
        self._under_way -= 1
        self.finish_request(conn, done)

    def _wait_for_data(self, conn: TConn) -> None:
        """Keep a new connection, which takes no thread until something comes over it."""
        conn.sock.settimeout(0.0)
        conn.timeout = monotonic() + self.cfg.keepalive
        self.pending_conns.append(conn)
        self.poller.register(conn.sock, EVENT_READ, partial(self.on_pending_socket_readable, conn))
