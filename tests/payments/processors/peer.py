"""A processor of the tests: it charges, keeps idempotency keys, and fails where it is told to."""

from __future__ import annotations

import itertools
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

DECLINED = "4000000000009995"
CONFIRMS_3DS = "4000002760003184"


class Peer:
    """What it holds, and how it is to fail.

    `faults` maps the last word of a path to what happens to the next requests of it: `drop` does
    what is asked and breaks off before it answers, `lose` breaks off before it does, `hang` does it
    and never answers, a number answers with that status and does nothing.
    """

    def __init__(self) -> None:
        self.payments: dict[str, dict] = {}
        self.refunds: dict[str, dict] = {}
        self.methods: dict[str, dict] = {}
        self.disputes: dict[str, dict] = {}
        self.balance: list[dict] = []
        self.answers: dict[str, tuple[str, tuple[int, dict]]] = {}
        self.faults: dict[str, list] = {}
        self.asked: list[tuple[str, str, str]] = []
        self.forms: list[dict] = []
        self.reached = threading.Event()
        self.let_go = threading.Event()
        self.wrong: dict = {}
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    @property
    def charged(self) -> int:
        """How many authorisations stand, and have not been taken back."""
        return sum(
            each["status"] in {"requires_capture", "succeeded"} for each in self.payments.values()
        )

    def answer(self, method: str, path: str, form: dict, key: str) -> tuple[int, dict] | None:
        word = path.rpartition("/")[2]
        with self._lock:
            self.asked.append((method, path, key))
            self.forms.append(form)
            fault = (self.faults.get(word) or [None]).pop(0) if self.faults.get(word) else None
            if fault == "lose":
                return None
            if isinstance(fault, int):
                return fault, {"error": {"type": "api_error", "code": f"test_{fault}"}}
            found = self._once(method, path, form, key)
        if fault == "drop":
            return None
        if fault == "hang":
            self.reached.set()
            self.let_go.wait(30)
            return None
        return found

    def _once(self, method: str, path: str, form: dict, key: str) -> tuple[int, dict]:
        if method == "GET":
            return self._get(path, form)
        body = json.dumps([path, form], sort_keys=True)
        if key in self.answers:
            known, answer = self.answers[key]
            return answer if known == body else (400, {"error": {"code": "idempotency_error"}})
        answer = self._post(path, form)
        self.answers[key] = body, answer
        return answer

    def _get(self, path: str, query: dict) -> tuple[int, dict]:
        kind, _, number = path.removeprefix("/v1/").partition("/")
        if kind == "refunds":
            mine = [
                r for r in self.refunds.values() if r["payment_intent"] == query["payment_intent"]
            ]
            return 200, {"data": mine, "has_more": False}
        if kind == "balance_transactions":
            return 200, self._page(query)
        shelf = {"payment_intents": self.payments, "disputes": self.disputes}[kind]
        if number not in shelf:
            return 404, {"error": {"code": "resource_missing"}}
        return 200, shelf[number] | self.wrong

    def _page(self, query: dict) -> dict:
        rows = sorted(self.balance, key=lambda row: row["created"], reverse=True)
        ids = [row["id"] for row in rows]
        start = ids.index(query["starting_after"]) + 1 if "starting_after" in query else 0
        page = rows[start : start + 2]
        return {"data": page, "has_more": start + 2 < len(rows)}

    def _post(self, path: str, form: dict) -> tuple[int, dict]:
        words = path.removeprefix("/v1/").split("/")
        if words == ["payment_methods"]:
            self.methods[(found := f"pm_{next(self._numbers)}")] = form
            return 200, {"id": found, "object": "payment_method"}
        if words == ["payment_intents"]:
            found = f"pi_{next(self._numbers)}"
            self.payments[found] = {
                "id": found,
                "object": "payment_intent",
                "amount": int(form["amount"]),
                "currency": form["currency"],
                "status": "requires_confirmation",
                "payment_method": form["payment_method"],
                "metadata": {"operation": form["metadata[operation]"]},
                "latest_charge": None,
            }
            return 200, self.payments[found]
        if words == ["refunds"]:
            return self._refund(form)
        return getattr(self, f"_{words[2]}")(self.payments[words[1]], form)

    def _confirm(self, payment: dict, form: dict) -> tuple[int, dict]:
        number = self.methods[payment["payment_method"]]["card[number]"]
        if payment["status"] != "requires_confirmation":
            return 400, {"error": {"code": "payment_intent_unexpected_state"}}
        if number == DECLINED:
            payment["status"] = "requires_payment_method"
            error = {"code": "card_declined", "decline_code": "insufficient_funds"}
            payment["last_payment_error"] = error
            return 402, {"error": error}
        if number == CONFIRMS_3DS:
            payment["status"] = "requires_action"
            return 200, payment
        payment["status"], payment["latest_charge"] = "requires_capture", f"ch_{payment['id']}"
        payment["amount_capturable"] = payment["amount"]
        return 200, payment | self.wrong

    def _capture(self, payment: dict, form: dict) -> tuple[int, dict]:
        if payment["status"] != "requires_capture":
            return 400, {"error": {"code": "payment_intent_unexpected_state"}}
        payment["status"] = "succeeded"
        payment["amount_received"] = int(form["amount_to_capture"])
        return 200, payment | self.wrong

    def _cancel(self, payment: dict, form: dict) -> tuple[int, dict]:
        if payment["status"] in {"succeeded", "canceled"}:
            return 400, {"error": {"code": "payment_intent_unexpected_state"}}
        payment["status"] = "canceled"
        return 200, payment

    def _refund(self, form: dict) -> tuple[int, dict]:
        payment = self.payments[form["payment_intent"]]
        refunded = sum(
            r["amount"] for r in self.refunds.values() if r["payment_intent"] == payment["id"]
        )
        if refunded + int(form["amount"]) > payment.get("amount_received", 0):
            return 400, {"error": {"code": "charge_already_refunded"}}
        found = f"re_{next(self._numbers)}"
        self.refunds[found] = {
            "id": found,
            "object": "refund",
            "amount": int(form["amount"]),
            "currency": payment["currency"],
            "payment_intent": payment["id"],
            "status": "succeeded",
            "metadata": {"operation": form["metadata[operation]"]},
        }
        return 200, self.refunds[found]


class Server:
    """The peer on a port of its own."""

    def __init__(self) -> None:
        self.peer = peer = Peer()

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_args) -> None:
                pass

            def _handle(self) -> None:
                parts = urlsplit(self.path)
                size = int(self.headers.get("Content-Length") or 0)
                form = dict(parse_qsl(self.rfile.read(size).decode() or parts.query))
                if self.headers.get("Authorization") != "Bearer sk_test_bankcore":
                    found = 401, {"error": {"code": "invalid_api_key"}}
                else:
                    key = self.headers.get("Idempotency-Key", "")
                    found = peer.answer(self.command, parts.path, form, key)
                self.close_connection = True
                if found is None:
                    return
                body = json.dumps(found[1]).encode()
                self.send_response(found[0])
                self.send_header("Content-Length", str(len(body)))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body)

            do_GET = do_POST = _handle  # noqa: N815 - names of http.server

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._thread.start()

    def close(self) -> None:
        self.peer.let_go.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(10)
