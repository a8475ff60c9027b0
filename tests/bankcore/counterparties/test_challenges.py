"""Cardholders' banks ask their customers once, and networks take what came of it once."""

import base64
import hashlib
import hmac
import http.client
import json
import time
from urllib.parse import parse_qs, quote, urlencode, urlsplit

import pytest

from tests.bankcore.counterparties.acquirer import purchase

ASKS = "4000002760003184"
BACK = "https://bank.example/authenticate/x/result"


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Shop:
    """Signs requests and reads results, written from docs/gateway/authentication.md."""

    def __init__(self, network, name: str = "visa") -> None:
        zone = bytes.fromhex(network.zone_key_file.read_text().strip())
        self.network, self.name = network, name
        self.key = hmac.digest(zone, f"authentication:{name}".encode(), hashlib.sha256)

    def request(self, number: str, key: bytes | None = None, **changed) -> str:
        told = {
            "id": f"auth_{number}", "network": self.name, "amount_minor": 1000,
            "currency": "0978", "merchant": "DEMO <SHOP>", "last4": "3184",
            "expires": int(time.time()) + 600, "back": BACK, **changed,
        }  # fmt: skip
        body = text(json.dumps(told).encode())
        signed = hmac.digest(key or self.key, f"request.{body}".encode(), hashlib.sha256)
        return f"{body}.{text(signed)}"

    def ask(self, method: str, request: str, **fields: str):
        link = http.client.HTTPConnection("127.0.0.1", self.network.port("pages"), timeout=10)
        if method == "GET":
            link.request("GET", f"/challenge?request={quote(request)}")
        else:
            link.request("POST", "/challenge", urlencode({"request": request, **fields}))
        answer = link.getresponse()
        content = answer.read().decode()
        link.close()
        return answer, content

    def code(self, number: str) -> str:
        told = self.network.order("GET", "/challenges")[self.name]
        return next(each["code"] for each in told if each["id"] == f"auth_{number}")

    def result(self, answer) -> dict:
        assert answer.status == 303
        place = answer.headers["Location"]
        assert place.startswith(BACK + "?result=")
        body, _, given = parse_qs(urlsplit(place).query)["result"][0].partition(".")
        signed = hmac.digest(self.key, f"result.{body}".encode(), hashlib.sha256)
        assert given == text(signed)
        return json.loads(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))

    def confirmed(self, number: str, **changed) -> dict:
        request = self.request(number, **changed)
        assert self.ask("GET", request)[0].status == 200
        return self.result(self.ask("POST", request, code=self.code(number))[0])


@pytest.fixture
def shop(network) -> Shop:
    return Shop(network)


def bought(told: dict, card: str = ASKS, amount: int = 1000) -> dict[int, str]:
    return purchase(card, amount, de48=f"42{2:02}{told['eci']}43{28:02}{told['value']}")


def test_the_page_says_what_is_paid_and_takes_nothing_from_the_shop_for_markup(shop):
    answer, page = shop.ask("GET", shop.request("page"))
    assert "10.00 EUR" in page
    assert "ending 3184" in page
    assert "DEMO &lt;SHOP&gt;" in page
    assert "<SHOP>" not in page
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(("name", "eci"), [("visa", "05"), ("mastercard", "02")])
def test_the_right_code_is_a_signed_yes_and_stays_one(network, name, eci):
    shop = Shop(network, name)
    told = shop.confirmed("yes")
    assert (told["id"], told["status"], told["eci"]) == ("auth_yes", "Y", eci)
    assert len(base64.b64decode(told["value"])) == 20
    again, _ = shop.ask("POST", shop.request("yes"), refuse="1")
    assert shop.result(again) == told


def test_the_third_wrong_code_is_a_no(shop):
    request = shop.request("wrong")
    for left in (2, 1):
        answer, page = shop.ask("POST", request, code="no")
        assert answer.status == 200
        assert f"Tries left: {left}" in page
    told = shop.result(shop.ask("POST", request, code="no")[0])
    assert (told["status"], told["value"], told["eci"]) == ("N", "", "07")
    assert shop.result(shop.ask("POST", request, code=shop.code("wrong"))[0]) == told


def test_who_refuses_and_who_comes_too_late_has_not_confirmed(shop):
    assert shop.result(shop.ask("POST", shop.request("no"), refuse="1")[0])["status"] == "N"
    late = shop.request("late", expires=int(time.time()) - 1)
    assert shop.result(shop.ask("GET", late)[0])["status"] == "N"


def test_nobody_is_asked_what_the_bank_has_not_signed(shop):
    forged = shop.request("forged", key=b"another")
    other = Shop(shop.network, "mastercard").request("mixed", network="visa")
    for request in (forged, other, "x", "", shop.request("cut")[:-2]):
        assert shop.ask("GET", request)[0].status == 400
    assert not any(
        each["id"] in {"auth_forged", "auth_mixed", "auth_cut"}
        for each in shop.network.order("GET", "/challenges")["visa"]
    )


def test_a_value_is_taken_once_for_its_card_and_no_more_than_its_amount(shop, visa):
    told = shop.confirmed("once")
    assert visa.ask("0100", purchase(ASKS, 1000))["39"] == "1A"
    assert visa.ask("0100", bought(told, amount=1001))["39"] == "05"
    assert visa.ask("0100", bought(told, "4242424242424242"))["39"] == "05"
    assert visa.ask("0100", bought({**told, "value": "A" * 27 + "="}))["39"] == "05"
    assert visa.ask("0100", bought(told))["39"] == "00"
    assert visa.ask("0100", bought(told))["39"] == "05"
