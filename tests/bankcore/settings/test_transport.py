"""Production sends nothing in the clear over a network, and knows whom it talks to."""

import datetime
import ipaddress
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import psycopg
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from redis import Redis
from redis.exceptions import RedisError

from bankcore.settings import env, transport
from tests import in_memory

TLS_DATABASE = "postgresql://app@db.example/bank?sslmode=verify-full&sslrootcert=/ca.pem"
TLS_BROKER = "rediss://redis.example:6379/0?ssl_cert_reqs=required&ssl_ca_certs=/ca.pem"
POSTGRES = Path("/usr/lib/postgresql/15/bin")


def wrong(**changes: str) -> list[str]:
    given = {"SECRET_KEY": "s", "FIELD_KEY": "f"}
    given |= {"DATABASE_URL": TLS_DATABASE, "BROKER_URL": TLS_BROKER}
    return transport.in_the_clear(env.read(given | changes))


def test_verified_connections_are_good():
    assert wrong() == []


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://app@127.0.0.1/bank",
        "postgresql://app@localhost/bank",
        "postgresql://app@[::1]/bank",
        "postgresql://app@%2Frun%2Fpostgresql/bank",
        "postgresql://app@%2Frun%2Fone,%2Frun%2Ftwo/bank",
    ],
)
def test_a_database_on_this_machine_needs_no_tls(url):
    assert wrong(DATABASE_URL=url) == []


def test_a_standby_elsewhere_is_verified_though_the_first_server_is_here():
    (said, *_) = wrong(DATABASE_URL="postgresql://app@%2Frun%2Fpostgresql,db.example/bank")
    assert "verify-full" in said


@pytest.mark.parametrize(
    "query",
    ["", "?sslmode=require", "?sslmode=verify-ca&sslrootcert=/ca.pem", "?sslmode=verify-full",
     "?sslmode=prefer&sslrootcert=/ca.pem"],
)  # fmt: skip
def test_a_database_elsewhere_is_verified_by_name_and_ca(query):
    (said, *_) = wrong(DATABASE_URL=f"postgresql://app@db.example/bank{query}")
    assert "verify-full" in said
    both = wrong(DATABASE_OWNER_URL=f"postgresql://owner@10.0.0.7/bank{query}")
    assert both[0].startswith("DATABASE_OWNER_URL")


@pytest.mark.parametrize(
    "url",
    [
        "redis://redis.example/0",
        "redis://127.0.0.1.example/0",
        "rediss://redis.example/0",
        "rediss://redis.example/0?ssl_cert_reqs=none&ssl_ca_certs=/ca.pem",
        "rediss://redis.example/0?ssl_cert_reqs=required",
    ],
)
def test_a_broker_elsewhere_is_verified_too(url):
    assert wrong(BROKER_URL=url)[0].startswith("BROKER_URL must read rediss://")


def test_hosts_of_a_network_of_ones_own_are_named_one_by_one():
    given = {
        "DATABASE_URL": "postgresql://app@postgres/bank",
        "BROKER_URL": "redis://redis:6379/0",
    }
    assert len(wrong(**given)) == 3
    assert wrong(**given, PLAIN_HOSTS="postgres,redis") == []


def test_production_does_not_start_with_a_plain_connection():
    given = {
        "PATH": os.environ["PATH"],
        "SECRET_KEY": "s",
        "FIELD_KEY": "f",
        "MASTER_KEYS": "1:x",
        "DATABASE_URL": "postgresql://app@db.example/bank",
        "BROKER_URL": TLS_BROKER,
        "ALLOWED_HOSTS": "bank.example",
        "PUBLIC_ADDRESS": "https://bank.example",
    }

    def started(**changes: str) -> subprocess.CompletedProcess:
        return subprocess.run(
            [sys.executable, "-c", "import bankcore.settings.production"],
            cwd=env.REPOSITORY, env=given | changes, capture_output=True, text=True, check=False,
        )  # fmt: skip

    assert "verify-full" in started().stderr.splitlines()[-1]
    assert started(DATABASE_URL=TLS_DATABASE).returncode == 0
    without = started(DATABASE_URL=TLS_DATABASE, MASTER_KEYS="")
    assert "MASTER_KEYS" in without.stderr.splitlines()[-1]


def authority(folder: Path, name: str) -> tuple[Path, ec.EllipticCurvePrivateKey, x509.Name]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    certificate = certified(subject, key.public_key(), subject, key, is_ca=True)
    path = folder / f"{name}.pem"
    path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    return path, key, subject


def certified(subject, public_key, issuer, issuer_key, *, is_ca: bool) -> x509.Certificate:
    now = datetime.datetime.now(datetime.UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public_key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if not is_ca:
        names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
        made = made.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return made.sign(issuer_key, hashes.SHA256())


@pytest.fixture
def folder():
    with tempfile.TemporaryDirectory(prefix="bk-tls-", dir=in_memory.folder()) as path:
        Path(path).chmod(0o755)
        yield Path(path)


@pytest.fixture
def certificates(folder):
    """Make a CA, another that nobody trusts, and a server's certificate and key of the first."""
    ca, ca_key, ca_name = authority(folder, "ca")
    other, _, _ = authority(folder, "other")
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    certificate = certified(subject, key.public_key(), ca_name, ca_key, is_ca=False)
    (folder / "server.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    (folder / "server.key").chmod(0o600)
    return ca, other


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def answers(connect, *, seconds: float = 30):
    deadline = time.monotonic() + seconds
    while True:
        try:
            return connect()
        except (psycopg.OperationalError, RedisError, OSError):
            assert time.monotonic() < deadline, "the server does not answer"
            time.sleep(0.1)


@pytest.fixture
def postgres(folder, certificates):
    """Start Debian's PostgreSQL with TLS on loopback, and nothing else; returns its port."""
    if not (POSTGRES / "initdb").exists():
        pytest.skip("Debian's PostgreSQL 15 is not installed")
    try:
        who = pwd.getpwnam("postgres") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    except KeyError:
        pytest.skip("there is no user postgres to run a server as")
    data, port = folder / "data", free_port()
    data.mkdir()
    for path in (data, folder / "server.crt", folder / "server.key"):
        os.chown(path, who.pw_uid, who.pw_gid)
    data.chmod(0o700)
    as_who = {"user": who.pw_uid, "group": who.pw_gid, "extra_groups": [], "cwd": "/"}
    if os.geteuid() != 0:
        as_who = {"cwd": "/"}
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([POSTGRES / "initdb", "-D", data, "-U", "app", "-A", "trust", "--no-sync"],
                   check=True, timeout=120, **quiet, **as_who)  # fmt: skip
    (data / "pg_hba.conf").write_text("hostssl all all 127.0.0.1/32 trust\n")
    options = {"ssl": "on", "ssl_cert_file": folder / "server.crt",
               "ssl_key_file": folder / "server.key", "listen_addresses": "127.0.0.1",
               "port": port, "unix_socket_directories": "", "fsync": "off"}  # fmt: skip
    settings = [word for name, value in options.items() for word in ("-c", f"{name}={value}")]
    server = subprocess.Popen([POSTGRES / "postgres", "-D", data, *settings], **quiet, **as_who)
    yield port
    server.terminate()
    server.wait(30)


def test_postgresql_is_reached_by_its_name_and_ca_and_by_no_other_ca(postgres, certificates):
    ca, other = certificates

    def connect(root: Path, mode: str = "verify-full") -> bool:
        url = f"postgresql://app@localhost:{postgres}/postgres?sslmode={mode}&sslrootcert={root}"
        found = env.read({"SECRET_KEY": "s", "FIELD_KEY": "f", "DATABASE_URL": url}).database
        with psycopg.connect(
            host=found.host, hostaddr="127.0.0.1", port=found.port, user=found.user,
            dbname=found.name, sslmode=found.options["sslmode"],
            sslrootcert=found.options["sslrootcert"],
        ) as connection:  # fmt: skip
            query = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()"
            return connection.execute(query).fetchone()[0]

    assert answers(lambda: connect(ca)) is True
    with pytest.raises(psycopg.OperationalError, match="certificate verify failed"):
        connect(other)
    with pytest.raises(psycopg.OperationalError):
        connect(ca, "disable")


def test_redis_is_reached_by_its_ca_and_by_no_other(folder, certificates):
    program = shutil.which("redis-server")
    if program is None:
        pytest.skip("redis-server is not installed")
    ca, other = certificates
    port = free_port()
    server = subprocess.Popen(
        [program, "--port", "0", "--tls-port", str(port), "--bind", "127.0.0.1",
         "--tls-cert-file", folder / "server.crt", "--tls-key-file", folder / "server.key",
         "--tls-ca-cert-file", ca, "--tls-auth-clients", "no", "--save", "", "--dir", folder],
        stdout=subprocess.DEVNULL,
    )  # fmt: skip

    def ping(root: Path) -> bool:
        url = f"rediss://localhost:{port}/0?ssl_cert_reqs=required&ssl_ca_certs={root}"
        with Redis.from_url(url) as client:
            return client.ping()

    try:
        assert answers(lambda: ping(ca)) is True
        with pytest.raises(RedisError, match="certificate verify failed"):
            ping(other)
    finally:
        server.terminate()
        server.wait(10)
