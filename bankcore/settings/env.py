"""The only reader of the process environment: what an operator can set, and the defaults."""

import hashlib
import os
import secrets
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

REPOSITORY = Path(__file__).resolve().parents[2]

# A Unix socket's path is limited to 107 bytes; PostgreSQL adds "/.s.PGSQL.5432.lock".
_LONGEST_SOCKET_FOLDER = 85
_EXCHANGES = (("EUR", "sepa"), ("USD", "ach"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Database:
    """How one role reaches one database."""

    name: str
    user: str
    password: str
    host: str
    port: str
    options: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """Everything an operator can set; each field names its variable in `read`."""

    data_folder: Path
    database: Database
    database_owner: Database
    database_is_embedded: bool
    backup_url: str = field(repr=False)
    backup_folder: Path
    broker_url: str
    broker_is_embedded: bool
    secret_key: str
    field_key: str
    key_service: str
    master_keys: str = field(repr=False)
    plain_hosts: tuple[str, ...]
    vault_address: str
    vault_token: str = field(repr=False)
    vault_share_files: tuple[str, ...]
    security_codes_sockets: str
    stripe_api_base: str
    stripe_api_key: str = field(repr=False)
    stripe_webhook_secrets: tuple[str, ...] = field(repr=False)
    allowed_hosts: tuple[str, ...]
    csrf_trusted_origins: tuple[str, ...]
    fraud_threshold: str
    log_format: str
    card_networks: Mapping[str, tuple[str, int]]
    card_zone_key_file: Path
    card_link_socket: str
    card_network_control_port: int
    card_network_pages_port: int
    card_challenge_page: str
    clearing_house_control_port: int
    instant_address: str
    instant_key: str
    alert_emails: tuple[str, ...]
    log_kept_alert_mb: int
    geo_networks_file: str
    metrics_token: str
    seal_key_file: str
    seal_export_file: str
    breached_passwords: str
    public_address: str
    api_mode: str
    trusted_proxies: tuple[str, ...]
    rate_limits_url: str
    web_address: str
    web_workers: int
    web_threads: int
    web_waiting: int
    worker_processes: int
    working_hands: int
    exchange_folder: Path
    cleared_by_exchange: Mapping[str, str]
    webhook_allowed_networks: tuple[str, ...]
    webhook_senders: int
    lake_folder: Path
    lake_memory: str
    lake_threads: int
    event_source: str
    event_stream_length: int
    lake_retention_days: int

    @property
    def metrics_folder(self) -> Path:
        """Where the web processes count, so that one of them can tell for all."""
        return self.data_folder / "metrics"

    @property
    def socket_folder(self) -> Path:
        """Where the embedded servers put their sockets."""
        return socket_folder(self.data_folder)

    @property
    def postgres_folder(self) -> Path:
        """The embedded PostgreSQL's data."""
        return self.data_folder / "postgres"

    @property
    def redis_folder(self) -> Path:
        """The embedded Redis's append-only file."""
        return self.data_folder / "redis"


def read(variables: Mapping[str, str] | None = None) -> Environment:
    """Return the environment from `variables` (the process's own by default).

    Raises ImproperlyConfigured where a variable cannot be understood.
    """
    given = os.environ if variables is None else variables
    data_folder = _data_folder(given)
    app_url, owner_url = _database_urls(given, data_folder)
    sockets = socket_folder(data_folder)
    return Environment(
        data_folder=data_folder,
        database=_database(app_url),
        database_owner=_database(owner_url),
        database_is_embedded="DATABASE_URL" not in given,
        backup_url=given.get("BACKUP_DATABASE_URL", ""),
        backup_folder=Path(given.get("BACKUP_FOLDER") or data_folder / "backups"),
        broker_url=given.get("BROKER_URL") or f"redis+socket://{sockets}/redis.sock",
        broker_is_embedded=not given.get("BROKER_URL"),
        secret_key=_secret(given, "SECRET_KEY", data_folder),
        field_key=_secret(given, "FIELD_KEY", data_folder),
        key_service=given.get("KEY_SERVICE", "bankcore.crypto.local_keys.LocalKeys"),
        master_keys=given.get("MASTER_KEYS", ""),
        plain_hosts=_words(given.get("PLAIN_HOSTS", "")),
        vault_address=given.get("VAULT_ADDRESS", ""),
        vault_token=given.get("VAULT_TOKEN", ""),
        vault_share_files=_share_files(given),
        security_codes_sockets=given.get("SECURITY_CODES_SOCKETS") or f"{sockets}/codes*.sock",
        stripe_api_base=given.get("STRIPE_API_BASE", "https://api.stripe.com").rstrip("/"),
        stripe_api_key=given.get("STRIPE_API_KEY", ""),
        stripe_webhook_secrets=_words(given.get("STRIPE_WEBHOOK_SECRETS", "")),
        allowed_hosts=_words(given.get("ALLOWED_HOSTS", "")),
        csrf_trusted_origins=_words(given.get("CSRF_TRUSTED_ORIGINS", "")),
        fraud_threshold=given.get("FRAUD_THRESHOLD", "10000"),
        card_networks={
            "visa": _address(given, "VISA_ADDRESS", "127.0.0.1:8583"),
            "mastercard": _address(given, "MASTERCARD_ADDRESS", "127.0.0.1:8584"),
        },
        card_zone_key_file=Path(
            given.get("CARD_ZONE_KEY_FILE") or data_folder / "keys" / "card-zone.key"
        ),
        card_link_socket=given.get("CARD_LINK_SOCKET") or f"{sockets}/codes.sock",
        card_network_control_port=_whole_number(given, "CARD_NETWORK_CONTROL_PORT", 8683),
        card_network_pages_port=_whole_number(given, "CARD_NETWORK_PAGES_PORT", 8783),
        card_challenge_page=given.get("CARD_CHALLENGE_PAGE", "http://127.0.0.1:8783/challenge"),
        clearing_house_control_port=_whole_number(given, "CLEARING_HOUSE_CONTROL_PORT", 8685),
        instant_address=given.get("INSTANT_ADDRESS", "http://127.0.0.1:8686").rstrip("/"),
        instant_key=_secret(given, "INSTANT_KEY", data_folder),
        alert_emails=_words(given.get("ALERT_EMAILS", "")),
        log_kept_alert_mb=_whole_number(given, "DATABASE_LOG_KEPT_ALERT_MB", 2048),
        geo_networks_file=given.get("GEO_NETWORKS_FILE", ""),
        seal_key_file=given.get("SEAL_KEY_FILE") or str(data_folder / "secrets" / "seal.pem"),
        seal_export_file=given.get("SEAL_EXPORT_FILE", ""),
        metrics_token=given.get("METRICS_TOKEN", ""),
        api_mode=_one_of(given, "API_MODE", ("test", "live")),
        trusted_proxies=_networks(given, "TRUSTED_PROXIES"),
        rate_limits_url=_rate_limits_url(given, sockets),
        log_format=_one_of(given, "LOG_FORMAT", ("line", "json")),
        breached_passwords=given.get("BREACHED_PASSWORDS", ""),
        public_address=given.get("PUBLIC_ADDRESS", _own_address(given)).rstrip("/"),
        web_address=given.get("WEB_ADDRESS", "127.0.0.1:8000"),
        web_workers=_whole_number(given, "WEB_WORKERS", 2),
        web_threads=_whole_number(given, "WEB_THREADS", 8),
        web_waiting=_whole_number(given, "WEB_WAITING", 64),
        worker_processes=_whole_number(given, "WORKER_PROCESSES", 2),
        working_hands=_hands(given),
        exchange_folder=Path(given.get("GATEWAY_EXCHANGE_FOLDER") or data_folder / "exchange"),
        cleared_by_exchange=_exchanges(given.get("CLEARED_BY_EXCHANGE", "")),
        webhook_allowed_networks=_networks(given, "WEBHOOK_ALLOWED_NETWORKS"),
        webhook_senders=_whole_number(given, "WEBHOOK_SENDERS", 16),
        lake_folder=Path(given.get("LAKE_FOLDER") or data_folder / "lake"),
        lake_memory=given.get("LAKE_MEMORY") or "1500MB",
        lake_threads=_whole_number(given, "LAKE_THREADS", 2),
        event_source=given.get("EVENT_SOURCE") or "urn:bankcore:bank",
        event_stream_length=_whole_number(given, "EVENT_STREAM_LENGTH", 100_000),
        lake_retention_days=_whole_number(given, "LAKE_RETENTION_DAYS", 400),
    )


def _exchanges(text: str) -> dict[str, str]:
    """Read pairs such as EUR=sepa, separated by commas."""
    found = dict(pair.partition("=")[::2] for pair in _words(text))
    wrong = [name for name, network in found.items() if (name, network) not in _EXCHANGES]
    if wrong:
        message = f"CLEARED_BY_EXCHANGE knows EUR=sepa and USD=ach, not {wrong[0]}."
        raise ImproperlyConfigured(message)
    return found


def socket_folder(data_folder: Path) -> Path:
    """Return the folder of the embedded servers' sockets: short enough for a socket's path."""
    inside = data_folder / "run"
    if len(str(inside)) <= _LONGEST_SOCKET_FOLDER:
        return inside
    digest = hashlib.sha256(str(data_folder).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"bankcore-{digest}"


def _data_folder(given: Mapping[str, str]) -> Path:
    return (REPOSITORY / given.get("BANKCORE_DATA", ".data")).resolve()


def _database_urls(given: Mapping[str, str], data_folder: Path) -> tuple[str, str]:
    """Return the application's and the owner's database URL.

    With DATABASE_URL alone, the application logs in as the owner and becomes the role that may
    not change the journal; with DATABASE_OWNER_URL beside it, the two log in apart.
    """
    if "DATABASE_URL" in given:
        url = given["DATABASE_URL"]
        if "DATABASE_OWNER_URL" in given:
            return url, given["DATABASE_OWNER_URL"]
        joint = "&" if urlsplit(url).query else "?"
        return f"{url}{joint}options={quote('-c role=bankcore_app')}", url
    host = quote(str(socket_folder(data_folder)), safe="")
    return (
        f"postgresql://bankcore_app@{host}/bankcore",
        f"postgresql://bankcore_owner@{host}/bankcore",
    )


def _database(url: str) -> Database:
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"} or len(parts.path) <= 1:
        message = "DATABASE_URL must read postgresql://user:password@host:port/database"
        raise ImproperlyConfigured(message)
    hosts, ports = _servers(parts.netloc.rpartition("@")[2])
    return Database(
        name=unquote(parts.path[1:]),
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        host=hosts,
        port=ports,
        options=dict(parse_qsl(parts.query)),
    )


def _servers(network: str) -> tuple[str, str]:
    """Read host:port, or several separated by commas, which libpq tries in turn."""
    found = [
        (each, "") if each.startswith("[") else each.partition(":")[::2]
        for each in network.split(",")
    ]
    hosts = ",".join(unquote(host) for host, _ in found)
    return hosts, ",".join(port for _, port in found) if any(port for _, port in found) else ""


def _secret(given: Mapping[str, str], name: str, data_folder: Path) -> str:
    """Return the secret `name`; without one, make it once and keep it in the data folder.

    Production settings insist on the variable, so the file is for one machine and for trying.
    """
    if name in given:
        return given[name]
    path = data_folder / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))
        except FileExistsError:  # another process made it just now
            pass
    return path.read_text()


def _rate_limits_url(given: Mapping[str, str], sockets: Path) -> str:
    """Return where callers' limits are counted: the broker's Redis; "" for "off", no limits."""
    url = given.get("RATE_LIMITS_URL") or given.get("BROKER_URL") or f"unix://{sockets}/redis.sock"
    return "" if url == "off" else url.replace("redis+socket://", "unix://", 1)


def _share_files(given: Mapping[str, str]) -> tuple[str, ...]:
    """Return the custodians' two files; none where the bank is to make its own, to be tried."""
    found = _words(given.get("VAULT_SHARE_FILES", ""))
    if len(found) not in {0, 2}:
        message = "VAULT_SHARE_FILES must name two files, one of each custodian."
        raise ImproperlyConfigured(message)
    return found


def _words(text: str) -> tuple[str, ...]:
    return tuple(word.strip() for word in text.split(",") if word.strip())


def _networks(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    found = _words(given.get(name, ""))
    for each in found:
        try:
            ip_network(each)
        except ValueError:
            message = f"{name} must be networks such as 10.0.0.0/8, not {each!r}"
            raise ImproperlyConfigured(message) from None
    return found


def _one_of(given: Mapping[str, str], name: str, known: tuple[str, ...]) -> str:
    chosen = given.get(name, known[0])
    if chosen not in known:
        message = f"{name} must be one of {', '.join(known)}, not {chosen!r}"
        raise ImproperlyConfigured(message)
    return chosen


def _own_address(given: Mapping[str, str]) -> str:
    """Return where one machine reaches itself: by a name, as passkeys are bound to names."""
    return f"http://localhost:{given.get('WEB_ADDRESS', ':8000').rpartition(':')[2]}"


def _address(given: Mapping[str, str], name: str, default: str) -> tuple[str, int]:
    text = given.get(name) or default
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        message = f"{name} must read host:port, not {text!r}"
        raise ImproperlyConfigured(message)
    return host.strip("[]"), int(port)


def _whole_number(given: Mapping[str, str], name: str, default: int) -> int:
    text = given.get(name, str(default))
    if not text.isdecimal():
        message = f"{name} must be a whole number, not {text!r}"
        raise ImproperlyConfigured(message)
    return int(text)


def _hands(given: Mapping[str, str]) -> int:
    """Return how many threads share the long work of a day's end: as many as there are processors.

    Four at most by themselves: each has a connection, and customers' work goes on beside theirs.
    """
    hands = _whole_number(given, "WORKING_HANDS", min(os.cpu_count() or 1, 4))
    if not hands:
        message = "WORKING_HANDS must be 1 or more"
        raise ImproperlyConfigured(message)
    return hands


def missing(*names: str) -> list[str]:
    """Return those of `names` that the process's environment does not set."""
    return [name for name in names if not os.environ.get(name)]
