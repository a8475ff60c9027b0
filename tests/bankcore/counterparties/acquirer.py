"""An acquirer's end of the wire, by pyiso8583: shares nothing with the network under test."""

import itertools
import socket
from datetime import UTC, datetime
from typing import Any

import iso8583
from cryptography.hazmat.primitives.ciphers.algorithms import AES
from cryptography.hazmat.primitives.cmac import CMAC
from cryptography.hazmat.primitives.keywrap import aes_key_unwrap

_LENGTHS = {
    "2": (2, 19), "3": (0, 6), "4": (0, 12), "7": (0, 10), "11": (0, 6), "12": (0, 6),
    "13": (0, 4), "14": (0, 4), "18": (0, 4), "22": (0, 4), "25": (0, 2), "32": (2, 11),
    "37": (0, 12), "38": (0, 6), "39": (0, 2), "41": (0, 8), "42": (0, 15), "43": (0, 40),
    "48": (3, 255), "49": (0, 4), "54": (3, 120), "55": (3, 255), "64": (0, 8), "70": (0, 4),
    "90": (0, 42), "95": (0, 42), "128": (0, 8),
}  # fmt: skip
_DIGITS = {"2", "3", "4", "7", "11", "12", "13", "14", "18", "22", "25", "32", "49", "70", "90"}
_BYTES = {"55", "64", "128"}
MAC = ("64", "128")
stans = itertools.count(1)


def spec(network: str) -> dict[str, dict[str, Any]]:
    packed = network == "visa"
    found = {
        "h": {"data_enc": "ascii", "len_enc": "ascii", "len_type": 0, "max_len": 0},
        "t": {"data_enc": "b" if packed else "cp500", "len_enc": "ascii", "len_type": 0,
              "max_len": 2 if packed else 4},
        "p": {"data_enc": "b", "len_enc": "ascii", "len_type": 0, "max_len": 8},
        "1": {"data_enc": "b", "len_enc": "ascii", "len_type": 0, "max_len": 8},
    }  # fmt: skip
    for number, (prefix, length) in _LENGTHS.items():
        field = {"len_type": prefix, "max_len": length, "data_enc": "cp500", "len_enc": "cp500"}
        if packed and prefix:
            field |= {"len_enc": "b", "len_type": prefix - 1}
        if number in _BYTES:
            field["data_enc"] = "b"
        elif packed and number in _DIGITS:
            # Packed digits: two to a byte, and the length in front counts digits.
            field |= {"data_enc": "b", "len_count": "nibbles", "left_pad": "0"}
            if not prefix:
                field["max_len"] = length
        found[number] = {"desc": number, **field}
    for number in range(1, 129):
        found.setdefault(str(number), {"data_enc": "b", "len_enc": "b", "len_type": 0,
                                       "max_len": 1, "desc": "none"})  # fmt: skip
    return found


def cmac(key: bytes, data: bytes) -> bytes:
    made = CMAC(AES(key))
    made.update(data)
    return made.finalize()[:8]


class Acquirer:
    """One connection to a network."""

    def __init__(self, network: str, port: int, zone: bytes) -> None:
        self.network, self.zone, self.key = network, zone, b""
        self.spec = spec(network)
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=5)
        self.buffer = b""

    def close(self) -> None:
        self.socket.close()

    # Bytes

    def packed(self, mti: str, fields: dict[int, str], key: bytes | None = None) -> bytes:
        key = self.key if key is None else key
        document = {"t": mti, **{str(n): value for n, value in fields.items()}}
        if key:
            document["128" if max(fields) > 64 else "64"] = "00" * 8
        raw, _ = iso8583.encode(document, self.spec)
        raw = bytes(raw)
        if key:
            raw = raw[:-8] + cmac(key, raw[:-8])
        return len(raw).to_bytes(2, "big") + raw

    def send(self, mti: str, fields: dict[int, str], key: bytes | None = None) -> None:
        self.socket.sendall(self.packed(mti, fields, key))

    def raw(self, seconds: float = 5) -> bytes:
        """Return the next message's bytes; raises TimeoutError or ConnectionError."""
        self.socket.settimeout(seconds)
        while True:
            if len(self.buffer) >= 2:
                length = int.from_bytes(self.buffer[:2], "big")
                if len(self.buffer) >= 2 + length:
                    found = self.buffer[2 : 2 + length]
                    self.buffer = self.buffer[2 + length :]
                    return found
            segment = self.socket.recv(65536)
            if not segment:
                raise ConnectionError
            self.buffer += segment

    def read(self, seconds: float = 5, *, check: bool = True) -> dict[str, str]:
        raw = self.raw(seconds)
        document, _ = iso8583.decode(raw, self.spec)
        if check and self.key:
            assert any(name in document for name in MAC), "an answer without MAC"
            assert cmac(self.key, raw[:-8]) == raw[-8:], "a wrong MAC"
        return document

    # Conversations

    def sign_on(self) -> None:
        self.key = b""
        self.send("0800", {7: stamp(), 11: stan(), 32: "999999", 70: "0001"})
        answer = self.read(check=False)
        assert (answer["t"], answer["39"]) == ("0810", "00")
        self.key = self.unwrap(answer["48"])

    def unwrap(self, de48: str) -> bytes:
        assert de48[:4] == "1180"
        return aes_key_unwrap(self.zone, bytes.fromhex(de48[4:]))

    def ask(self, mti: str, fields: dict[int, str], seconds: float = 5) -> dict[str, str]:
        self.send(mti, fields)
        return self.read(seconds)


def stamp() -> str:
    return datetime.now(UTC).strftime("%m%d%H%M%S")


def stan() -> str:
    return f"{next(stans):06d}"


def purchase(card: str = "4242424242424242", amount: int = 1000, **changed: str) -> dict[int, str]:
    """Return an authorisation; `changed` by de4="..." and the like, None takes out."""
    number = stan()
    fields = {
        2: card, 3: "000000", 4: f"{amount:012d}", 7: stamp(), 11: number, 12: "101500",
        13: "0302", 14: "4912", 18: "5732", 22: "0810", 25: "59", 32: "999999",
        37: f"RRN{number:0>9}", 41: "DEMO0001", 42: "DEMOSHOP0000001",
        43: f"{'Demo Shop':<22} {'Demo City':<13} GB ", 48: "9203123", 49: "0978",
    }  # fmt: skip
    fields |= {int(name.removeprefix("de")): value for name, value in changed.items()}
    return {number: value for number, value in fields.items() if value is not None}


def original(fields: dict[int, str]) -> str:
    return "0100" + fields[11] + fields[7] + fields[32].zfill(11) + "0" * 11


def reversal(fields: dict[int, str], **changed: str) -> dict[int, str]:
    """Return a reversal of the authorisation `fields`, whole; its own STAN."""
    kept = {n: fields[n] for n in (2, 3, 4, 32, 37, 41, 42, 49)}
    kept |= {7: stamp(), 11: stan(), 90: original(fields)}
    return kept | {int(name.removeprefix("de")): value for name, value in changed.items()}
