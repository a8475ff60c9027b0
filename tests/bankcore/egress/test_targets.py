"""The bank calls servers on the internet, and nobody leads it into its own network."""

import socket

import pytest

from bankcore.egress import targets
from bankcore.egress.targets import TargetRefused, resolve

PUBLIC = "93.184.216.34"


@pytest.fixture
def names(monkeypatch):
    """Answer for names: a list of addresses each."""
    known: dict[str, list[str]] = {"shop.example": [PUBLIC]}

    def look_up(host, port, **_more):
        try:
            socket.inet_pton(socket.AF_INET6 if ":" in host else socket.AF_INET, host)
            found = [host]
        except OSError:
            if host not in known:
                raise socket.gaierror from None
            found = known[host]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port)) for each in found]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


pytestmark = pytest.mark.usefixtures("names")


def test_a_server_on_the_internet_is_called_at_the_address_that_was_looked_up():
    found = resolve("https://shop.example/hooks?x=1")
    assert (found.host, str(found.address), found.port) == ("shop.example", PUBLIC, 443)
    assert found.path == "/hooks?x=1"


INSIDE = {
    "this machine": "127.0.0.1",
    "another of this machine's": "127.9.9.9",
    "a private network of ten": "10.1.2.3",
    "one of 172": "172.16.0.1",
    "one of 192": "192.168.1.1",
    "a carrier's": "100.64.0.1",
    "a cloud's metadata": "169.254.169.254",
    "any address": "0.0.0.0",  # noqa: S104 - not bound to
    "broadcast": "255.255.255.255",
    "multicast": "224.0.0.1",
    "documentation": "192.0.2.1",
    "this machine in IPv6": "::1",
    "unique local": "fd00::1",
    "link local": "fe80::1",
    "mapped into IPv6": "::ffff:127.0.0.1",
    "translated by NAT64": "64:ff9b::7f00:1",
    "6to4 of a private one": "2002:7f00:1::",
    "multicast in IPv6": "ff02::1",
}


@pytest.mark.parametrize("address", INSIDE.values(), ids=list(INSIDE))
def test_an_address_inside_is_refused_however_it_is_reached(names, address):
    names["rebound.example"] = [address]
    literal = f"[{address}]" if ":" in address else address
    for host in ("rebound.example", literal):
        with pytest.raises(TargetRefused, match="not public"):
            resolve(f"https://{host}/")


def test_a_name_with_one_public_and_one_private_address_is_refused_whole(names):
    names["both.example"] = [PUBLIC, "10.0.0.1"]
    with pytest.raises(TargetRefused):
        resolve("https://both.example/")


@pytest.mark.parametrize(
    "url",
    [
        "http://shop.example/",
        "ftp://shop.example/",
        "file:///etc/passwd",
        "gopher://shop.example/",
        "//shop.example/",
        "shop.example",
        "",
        "https://",
        "https:///hooks",
        "https://user:secret@shop.example/",
        "https://shop.example@10.0.0.1/",
        "https://shop.example:port/",
        "https://shop.example:99999/",
        "https://shop.example/\r\nX-Evil: 1",
        "https://shop.example\\@10.0.0.1/",
        "https://shop .example/",
        "https://[::1/",
        "https://nobody-knows.example/",
        "https://shop.example/" + "x" * 2_000,
    ],
)
def test_what_is_no_plain_https_address_is_refused(url):
    with pytest.raises(TargetRefused) as refused:
        resolve(url)
    assert refused.value.field == "url"


def test_the_operator_may_allow_a_network_of_its_own(names):
    names["siem.bank.example"] = ["10.7.0.9"]
    allowed = targets.networks(["10.7.0.0/24"])
    assert str(resolve("https://siem.bank.example/", allowed=allowed).address) == "10.7.0.9"
    names["siem.bank.example"] = ["10.8.0.9"]
    with pytest.raises(TargetRefused):
        resolve("https://siem.bank.example/", allowed=allowed)
