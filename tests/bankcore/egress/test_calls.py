"""A call to the outside over a real socket, with a real certificate."""

import contextlib
import socket
import ssl
import threading
import time
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from bankcore.egress import targets
from bankcore.egress.calls import CallFailed, post

LOOPBACK = targets.networks(["127.0.0.0/8"])


class Hook(BaseHTTPRequestHandler):
    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.server.heard.append((self.path, dict(self.headers), self.rfile.read(length)))
        time.sleep(self.server.slow)
        self.send_response(self.server.answer)
        if self.server.answer == 302:
            self.send_header("Location", "http://127.0.0.1:1/inside")
        self.end_headers()
        self.wfile.write(b"x" * self.server.size)

    def log_message(self, *_args):
        pass


@pytest.fixture
def server():
    running = HTTPServer(("127.0.0.1", 0), Hook)
    running.heard, running.answer, running.size, running.slow = [], 200, 2, 0
    thread = threading.Thread(target=running.serve_forever, args=(0.02,))
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture
def certificate(tmp_path):
    """Return a folder with a certificate for hooks.example, signed by itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "hooks.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=1))
        .not_valid_after(now + timedelta(hours=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("hooks.example")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (tmp_path / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (tmp_path / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    return tmp_path


@pytest.fixture
def tls_server(server, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate / "cert.pem", certificate / "key.pem")
    server.socket = context.wrap_socket(server.socket, server_side=True)
    return server


@pytest.fixture
def asked(monkeypatch):
    """Answer every name with this machine, and keep what was asked."""
    questions = []

    def look_up(host, port, **_more):
        questions.append(host)
        address = "127.0.0.1" if len(questions) == 1 else "10.0.0.1"
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port))]

    real = socket.getaddrinfo

    def only_names(host, port, *args, **more):
        if host == "127.0.0.1":
            return real(host, port, *args, **more)
        return look_up(host, port)

    monkeypatch.setattr(socket, "getaddrinfo", only_names)
    return questions


def call(server, *, scheme="http", host="127.0.0.1", **more):
    more.setdefault("allowed", LOOPBACK)
    return post(
        f"{scheme}://{host}:{server.server_port}/hooks",
        b'{"a": 1}',
        headers={"Content-Type": "application/json"},
        schemes=(scheme,),
        **more,
    )


def test_a_body_arrives_and_the_answer_comes_back(server):
    answer = call(server)
    assert (answer.status, answer.body) == (200, b"xx")
    ((path, headers, body),) = server.heard
    assert (path, body) == ("/hooks", b'{"a": 1}')
    assert headers["Host"] == f"127.0.0.1:{server.server_port}"


def test_without_the_operators_word_this_machine_is_not_called(server):
    with pytest.raises(targets.TargetRefused):
        call(server, allowed=())
    assert server.heard == []


def test_a_redirect_is_not_followed(server):
    server.answer = 302
    assert call(server).status == 302
    assert len(server.heard) == 1


def test_a_name_is_asked_for_once_and_the_answer_is_what_is_called(server, asked):
    assert call(server, host="rebinding.example").status == 200
    assert asked == ["rebinding.example"]
    assert server.heard[0][1]["Host"] == f"rebinding.example:{server.server_port}"


def test_a_long_answer_is_cut(server):
    server.size = 200_000
    assert len(call(server).body) == 64 * 1024


def test_a_server_that_says_nothing_is_not_waited_for(server):
    server.slow = 0.6
    with pytest.raises(CallFailed, match="in time"):
        call(server, seconds=0.2)


def test_a_server_that_says_a_byte_now_and_then_is_not_waited_for():
    """A time-out of the socket begins anew with each byte; the call's own does not."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def trickle() -> None:
            connection, _ = listening.accept()
            with connection, contextlib.suppress(OSError):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
                for _ in range(100):
                    connection.sendall(b"x")
                    time.sleep(0.05)

        thread = threading.Thread(target=trickle)
        thread.start()
        started = time.monotonic()
        with pytest.raises(CallFailed):
            post(
                f"http://127.0.0.1:{listening.getsockname()[1]}/",
                b"{}",
                headers={},
                allowed=LOOPBACK,
                schemes=("http",),
                seconds=0.5,
            )
        assert time.monotonic() - started < 2
        thread.join()


def test_a_server_that_is_not_there_is_told_apart(server):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    with pytest.raises(CallFailed, match="takes no connections"):
        post(f"http://127.0.0.1:{port}/", b"{}", headers={}, allowed=LOOPBACK, schemes=("http",))


def test_a_certificate_is_for_the_name_though_the_address_is_called(tls_server, certificate, asked):
    ca = str(certificate / "cert.pem")
    assert call(tls_server, scheme="https", host="hooks.example", ca_file=ca).status == 200
    assert asked == ["hooks.example"]


@pytest.mark.usefixtures("asked")
def test_a_certificate_of_somebody_else_is_refused(tls_server, certificate):
    ca = str(certificate / "cert.pem")
    with pytest.raises(CallFailed):
        call(tls_server, scheme="https", host="other.example", ca_file=ca)
    assert tls_server.heard == []


@pytest.mark.usefixtures("asked")
def test_a_certificate_that_nobody_vouches_for_is_refused(tls_server):
    with pytest.raises(CallFailed):
        call(tls_server, scheme="https", host="hooks.example")
    assert tls_server.heard == []
