"""Who holds master keys: files of one machine, or another program reached by HTTP."""

import base64
import hashlib
import hmac
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from bankcore.crypto import fields, key_ring, key_service
from bankcore.crypto.key_service import KeyServiceFailed, Wrapped
from bankcore.crypto.local_keys import LocalKeys, new_key, parsed
from bankcore.crypto.models import DataKey
from bankcore.crypto.vault import VaultKeys

KEY, CONTEXT = bytes(range(32)), b"context"
TOKEN = "a-token-of-the-test"


class Transit(BaseHTTPRequestHandler):
    """The part of Vault's transit API that the bank uses, with keys of its own in memory."""

    keys: dict[int, bytes] = {}

    def do_GET(self):
        self.answered(lambda: {"latest_version": max(self.keys)})

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        body = json.loads(self.rfile.read(length) or b"{}")
        what = self.path.removeprefix("/v1/transit/").split("/")
        done = {
            "encrypt": lambda: {"ciphertext": self.sealed(b64(body["plaintext"]), body)},
            "decrypt": lambda: {"plaintext": text(self.opened(body))},
            "rewrap": lambda: {"ciphertext": self.sealed(self.opened(body), body)},
            "hmac": lambda: {"hmac": f"vault:v{max(self.keys)}:" + text(self.mac(body))},
            "keys": self.rotated,
        }
        self.answered(done[what[0]])

    def answered(self, done):
        if self.headers["X-Vault-Token"] != TOKEN:
            return self.tell(403, {"errors": ["permission denied"]})
        try:
            return self.tell(200, {"data": done()})
        except (InvalidTag, KeyError):
            return self.tell(400, {"errors": ["invalid ciphertext"]})

    def tell(self, status, body):
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def sealed(self, plain, body):
        version, nonce = max(self.keys), b"n" * 12
        value = AESGCM(self.keys[version]).encrypt(nonce, plain, b64(body["context"]))
        return f"vault:v{version}:{text(nonce + value)}"

    def opened(self, body):
        _, version, value = body["ciphertext"].split(":")
        raw = b64(value)
        key = AESGCM(self.keys[int(version[1:])])
        return key.decrypt(raw[:12], raw[12:], b64(body["context"]))

    def mac(self, body):
        return hmac.digest(self.keys[max(self.keys)], b64(body["input"]), hashlib.sha256)

    def rotated(self):
        version = max(self.keys) + 1
        self.keys[version] = bytes([version]) * 32
        return {}

    def log_message(self, *_):
        pass


def b64(value):
    return base64.b64decode(value)


def text(value):
    return base64.b64encode(value).decode()


@pytest.fixture
def vault(settings):
    Transit.keys = {1: b"\1" * 32}
    server = ThreadingHTTPServer(("127.0.0.1", 0), Transit)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    settings.VAULT_ADDRESS = f"http://127.0.0.1:{server.server_port}"
    settings.VAULT_TOKEN, settings.VAULT_KEY = TOKEN, "bankcore"
    made = VaultKeys()
    yield made
    made._http.clear()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def local(settings, tmp_path):
    settings.MASTER_KEYS, settings.MASTER_KEYS_FILE = "", tmp_path / "keys" / "master_keys"
    return LocalKeys()


@pytest.fixture(params=["local", "vault"])
def service(request):
    return request.getfixturevalue(request.param)


def test_a_key_comes_back_in_its_own_context_alone(service):
    wrapped = service.wrap(KEY, context=CONTEXT)
    assert KEY not in wrapped.blob
    assert service.unwrap(wrapped, context=CONTEXT) == KEY
    with pytest.raises(KeyServiceFailed):
        service.unwrap(wrapped, context=b"another")
    with pytest.raises(KeyServiceFailed):
        service.unwrap(Wrapped(9, wrapped.blob.replace(b":v1:", b":v9:")), context=CONTEXT)


def test_a_new_version_wraps_and_the_old_one_still_unwraps(service):
    first = service.wrap(KEY, context=CONTEXT)
    assert service.add_version() == service.current_version() == 2
    again = service.rewrap(first, context=CONTEXT)
    assert (first.master_version, again.master_version) == (1, 2)
    assert service.unwrap(first, context=CONTEXT) == KEY
    assert service.unwrap(again, context=CONTEXT) == KEY


def test_a_mac_is_of_its_message_purpose_and_key(service):
    mac = service.mac(b"message", purpose="a")
    assert len(mac) == 32
    assert mac == service.mac(b"message", purpose="a")
    others = [service.mac(b"message", purpose="b"), service.mac(b"messagf", purpose="a")]
    service.add_version()
    others.append(service.mac(b"message", purpose="a"))
    assert mac not in others


def test_data_keys_are_wrapped_by_the_service_of_the_settings(bank, vault, settings, monkeypatch):
    settings.KEY_SERVICE = "bankcore.crypto.vault.VaultKeys"
    key_service._made.cache_clear()
    monkeypatch.setattr(key_ring, "_rings", {})
    sealed = fields.encrypt(b"value", purpose="test.vault")
    key_ring.forget()
    assert fields.decrypt(sealed, purpose="test.vault") == b"value"
    stored = DataKey.objects.get(purpose="test.vault")
    assert bytes(stored.wrapped).startswith(b"vault:v1:")
    key_service._made.cache_clear()


def test_a_vault_that_refuses_or_is_gone_is_named_without_its_token(vault, settings):
    settings.VAULT_TOKEN = "wrong"
    with pytest.raises(KeyServiceFailed, match="status 403") as refused:
        vault.wrap(KEY, context=CONTEXT)
    assert "wrong" not in str(refused.value)
    settings.VAULT_ADDRESS = "http://127.0.0.1:9"
    vault._http.connection_pool_kw["retries"] = False
    with pytest.raises(KeyServiceFailed, match="cannot be reached"):
        vault.wrap(KEY, context=CONTEXT)


def test_the_file_is_made_once_for_its_owner_alone(local, settings):
    path = settings.MASTER_KEYS_FILE
    assert path.stat().st_mode & 0o777 == 0o600
    before = path.read_text()
    LocalKeys()
    assert path.read_text() == before
    assert [each.name for each in path.parent.iterdir()] == ["master_keys"]
    path.chmod(0o640)
    with pytest.raises(KeyServiceFailed, match="chmod 600"):
        LocalKeys()


def test_a_version_that_another_process_has_added_is_found(local, settings):
    other = LocalKeys()
    other.add_version()
    wrapped = other.wrap(KEY, context=CONTEXT)
    assert wrapped.master_version == 2
    assert local.unwrap(wrapped, context=CONTEXT) == KEY


def test_keys_of_the_environment_are_not_added_to_but_chosen_by_version(local, settings):
    settings.MASTER_KEYS = f"{new_key(2)},{new_key(1)}"
    given = LocalKeys()
    assert given.current_version() == 2
    with pytest.raises(KeyServiceFailed, match="MASTER_KEYS"):
        given.add_version()


@pytest.mark.parametrize("wrong", ["", "1:", "x:AAAA", "1:AAAA", "0:" + text(KEY), text(KEY)])
def test_what_is_no_key_is_refused_without_telling_it(wrong):
    with pytest.raises(KeyServiceFailed) as refused:
        parsed(wrong)
    assert wrong == "" or wrong not in str(refused.value)
