"""The program: both houses, the control port, and one memory."""

import json
import logging
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from bankcore.counterparties.clearing_house import instant_port
from bankcore.counterparties.clearing_house.faults import Faults
from bankcore.counterparties.clearing_house.house import House
from bankcore.counterparties.clearing_house.instant import Instant
from bankcore.counterparties.clearing_house.payments import Asked, Payment
from bankcore.counterparties.clearing_house.store import Store

logger = logging.getLogger(__name__)

NETWORKS = ("sepa", "ach")
_LONGEST_BODY = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How the program runs; a control port of 0 is any that is free."""

    folder: Path
    database: Path
    control_port: int
    watch_seconds: float
    state_at_once: bool
    instant_port: int
    instant_seconds: float
    instant_key: str
    say: Callable[[str], None]


class Program:
    """Everything that runs."""

    def __init__(self, options: Options) -> None:
        self._options = options
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._store = Store(options.database)
        self._faults = Faults()
        self._houses = {
            name: House(name, self._store, options.folder, self._faults) for name in NETWORKS
        }
        self._instant = Instant(self._store, options.instant_seconds)
        self._line = instant_port.Line(self._instant, self._faults, self._lock, options.instant_key)
        self._orders: dict[tuple[str, str], Callable[[Mapping[str, Any]], object]] = {
            ("GET", "/state"): self._state,
            ("POST", "/look"): self._look,
            ("POST", "/clear"): self._clear,
            ("POST", "/credit"): self._credit,
            ("POST", "/instant"): self._pay_at_once,
            ("POST", "/recall"): self._recall,
            ("POST", "/collect"): self._collect,
            ("POST", "/faults"): self._add_faults,
            ("DELETE", "/faults"): self._clear_faults,
        }

    def stop(self, *_signal: object) -> None:
        """Have `run` return."""
        self._stopped.set()

    def run(self) -> None:
        """Work until stopped; files that were left half-written come first."""
        self._store.write_what_is_kept(self._options.folder)
        server = ThreadingHTTPServer(("127.0.0.1", self._options.control_port), self._handler())
        line = ThreadingHTTPServer(
            ("127.0.0.1", self._options.instant_port),
            instant_port.handler(self._line),
        )
        for each in (server, line):
            each.daemon_threads = True
            threading.Thread(target=each.serve_forever, daemon=True).start()
        ports = f"control {server.server_address[1]}, instant {line.server_address[1]}"
        self._options.say(f"clearing house is listening: {ports}")
        while not self._stopped.wait(self._options.watch_seconds):
            try:
                self._watch()
            except OSError:  # the folder may be away for a while
                logger.exception("the exchange folder cannot be read")
        for each in (server, line):
            each.shutdown()
        with self._lock:
            self._store.connection.close()

    def answer(self, method: str, path: str, values: Mapping[str, Any]) -> tuple[int, object]:
        """Carry an order out; returns a status and what to say."""
        order = self._orders.get((method, path))
        if order is None:
            return 404, {"detail": f"{method} {path} is not known here."}
        try:
            with self._lock:
                return 200, order(values)
        except (TypeError, ValueError, KeyError) as error:
            return 400, {"detail": f"{type(error).__name__}: {error}"}
        except Exception:  # told to whoever ordered; the houses go on
            logger.exception("%s %s failed", method, path)
            return 500, {"detail": "The clearing house could not do this; its log says why."}

    def _watch(self) -> None:
        with self._lock:
            for house in self._houses.values():
                house.look()
                if self._options.state_at_once:
                    days = self._store.unstated(house.network, "9999")
                    if days:
                        house.clear(date.fromisoformat(max(day for _, _, day in days)))

    def _state(self, _values: Mapping[str, Any]) -> object:
        return {
            "networks": {name: self._store.told(name) for name in NETWORKS},
            "instant": self._store.told_incoming(),
            "faults": self._faults.waiting,
        }

    def _look(self, _values: Mapping[str, Any]) -> object:
        return {name: house.look() for name, house in self._houses.items()}

    def _clear(self, values: Mapping[str, Any]) -> object:
        day = date.fromisoformat(values["date"])
        chosen = [values["network"]] if "network" in values else NETWORKS
        done = []
        for name in chosen:
            self._houses[name].look()
            done.append(self._houses[name].clear(day))
        return {"cleared": done}

    def _pay_at_once(self, values: Mapping[str, Any]) -> object:
        payment = Payment(
            transaction="",
            end_to_end="",
            minor=_minor(values),
            account=str(values["account"]),
            name=str(values.get("name", "Demo Payer")),
            bank=str(values.get("bank", "")),
        )
        day = date.fromisoformat(values["date"]).isoformat()
        return self._instant.credit(payment, day)

    def _recall(self, values: Mapping[str, Any]) -> object:
        payment = Payment(
            transaction=str(values["transaction"]),
            end_to_end="",
            minor=_minor(values),
            account="",
            name="",
        )
        day = date.fromisoformat(values["date"]).isoformat()
        reason = str(values.get("reason", "DUPL"))
        return self._houses["sepa"].recall(str(values["message"]), payment, day, reason)

    def _credit(self, values: Mapping[str, Any]) -> object:
        minor = _minor(values)
        return self._houses[values["network"]].credit(
            str(values["account"]),
            minor,
            str(values.get("name", "Demo Payer")),
            date.fromisoformat(values["date"]),
        )

    def _collect(self, values: Mapping[str, Any]) -> object:
        minor = values["amount_minor"]
        if type(minor) is not int or minor <= 0:
            message = "amount_minor is a whole number above nought."
            raise ValueError(message)
        asked = Asked(
            account=str(values["account"]),
            minor=minor,
            name=str(values.get("name", "Demo Creditor")),
            creditor=str(values.get("creditor", "DE98ZZZ09999999999")),
            mandate=str(values.get("mandate", "MANDATE-1")),
            scheme=str(values.get("scheme", "CORE")),
        )
        day = date.fromisoformat(values["date"])
        return self._houses[values["network"]].collect(asked, day)

    def _add_faults(self, values: Mapping[str, Any]) -> object:
        self._faults.add(values["kind"], int(values.get("count", 1)))
        return self._faults.waiting

    def _clear_faults(self, _values: Mapping[str, Any]) -> object:
        self._faults.clear()
        return {}

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        program = self

        class Handler(BaseHTTPRequestHandler):
            """One order a request."""

            def _carry_out(self) -> None:
                length = int(self.headers.get("Content-Length") or 0)
                try:
                    body = self.rfile.read(min(length, _LONGEST_BODY))
                    values = json.loads(body) if body else {}
                    if not isinstance(values, dict):
                        raise TypeError  # noqa: TRY301 - answered as what cannot be read is
                except (ValueError, TypeError):
                    answered: tuple[int, object] = (
                        400,
                        {"detail": "An order is an object of JSON."},
                    )
                else:
                    answered = program.answer(self.command, self.path, values)
                status, said = answered
                content = json.dumps(said).encode()
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = do_DELETE = _carry_out  # noqa: N815 - the server's names

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its name
                """Say nothing: the log is for what goes wrong."""

        return Handler


def _minor(values: Mapping[str, Any]) -> int:
    minor = values["amount_minor"]
    if type(minor) is not int or minor <= 0:
        message = "amount_minor is a whole number above nought."
        raise ValueError(message)
    return minor
