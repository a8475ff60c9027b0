"""Settings that hold everywhere; development, test and production add what differs."""

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from bankcore.settings import env
from bankcore.settings.apps import *
from bankcore.settings.back_office import *
from bankcore.settings.display import *
from bankcore.settings.logs import logging_to_console
from bankcore.settings.rules import *
from bankcore.settings.tasks import *
from bankcore.settings.warehouse import *

ENVIRONMENT = env.read()

BASE_DIR = env.REPOSITORY
SECRET_KEY = ENVIRONMENT.secret_key
FIELD_KEY = ENVIRONMENT.field_key
# Encryption: who holds the master keys, where they are, and how long a process keeps others.
KEY_SERVICE = ENVIRONMENT.key_service
MASTER_KEYS = ENVIRONMENT.master_keys
MASTER_KEYS_FILE = ENVIRONMENT.data_folder / "secrets" / "master_keys"
CRYPTO_CACHE_SECONDS = 60
VAULT_ADDRESS, VAULT_TOKEN = ENVIRONMENT.vault_address, ENVIRONMENT.vault_token
VAULT_KEY = "bankcore"
# Card numbers: the two custodians' shares (made here where none are named), the sockets of the card
# links that keep security codes, and who says which cards are still in use (dotted names).
VAULT_MAKES_SHARES = not ENVIRONMENT.vault_share_files
VAULT_SHARE_FILES = ENVIRONMENT.vault_share_files or (
    str(ENVIRONMENT.data_folder / "secrets" / "vault_share_1"),
    str(ENVIRONMENT.data_folder / "secrets" / "vault_share_2"),
)
SECURITY_CODES_SOCKETS = ENVIRONMENT.security_codes_sockets
VAULT_TOKENS_IN_USE: tuple[str, ...] = (
    "payments.gateway.public.tokens_in_use",
    "payments.issuing.public.tokens_in_use",
)
# Another processor: without a key it is down.
STRIPE_API_BASE, STRIPE_API_KEY = ENVIRONMENT.stripe_api_base, ENVIRONMENT.stripe_api_key
STRIPE_WEBHOOK_SECRETS = [*ENVIRONMENT.stripe_webhook_secrets]
# Card networks: where each is reached, the key that wraps the links' keys, where the link's process
# takes security codes, and how many seconds it waits: for an answer to what has no deadline of its
# own, between echoes, and for a new key of MACs.
CARD_NETWORKS = ENVIRONMENT.card_networks
# Where cardholders' banks ask their customers; a network without a page has nobody asked.
CARD_CHALLENGE_PAGES = {
    name: ENVIRONMENT.card_challenge_page
    for name in CARD_NETWORKS
    if ENVIRONMENT.card_challenge_page
}
CARD_ZONE_KEY_FILE = ENVIRONMENT.card_zone_key_file
CARD_LINK_SOCKET = ENVIRONMENT.card_link_socket
CARD_ANSWER_SECONDS, CARD_ECHO_SECONDS, CARD_KEY_SECONDS = 20.0, 60.0, 86_400.0
DEBUG = False
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts]
CSRF_TRUSTED_ORIGINS = [*ENVIRONMENT.csrf_trusted_origins]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "bankcore.presentation.request_id.RequestIdMiddleware",
    "bankcore.monitoring.presentation.counting.CountingMiddleware",
    "bankcore.presentation.overload.OverloadMiddleware",
    "bankcore.developers.presentation.request_log.RequestLogMiddleware",
    "bankcore.presentation.limits.RateLimitMiddleware",
    "bankcore.presentation.api.headers.ApiHeadersMiddleware",
    "bankcore.presentation.headers.SecurityHeadersMiddleware",
    "bankcore.presentation.headers.ContentPolicyMiddleware",
    "bankcore.presentation.programs.PeoplesSessions",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "bankcore.presentation.programs.PeopleLoggedIn",
    "bankcore.presentation.programs.PeoplesMessages",
    "bankcore.presentation.display.LanguageMiddleware",
    "bankcore.identity.presentation.web.middleware.SignInMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "bankcore.audit.presentation.change_log.ChangeLogMiddleware",
    "bankcore.audit.presentation.denials.DenialsMiddleware",
    "accounts.presentation.web.row_scope.RowScopeMiddleware",
]

ROOT_URLCONF = "bankcore.urls"
WSGI_APPLICATION = "bankcore.wsgi.application"
ASGI_APPLICATION = "bankcore.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "bankcore.presentation.display.shown",
                "payments.correspondence.presentation.web.unread.shown",
            ],
        },
    },
]


def _database(found: env.Database) -> dict[str, Any]:
    return {
        "ENGINE": "bankcore.db.postgresql",
        "NAME": found.name,
        "USER": found.user,
        "PASSWORD": found.password,
        "HOST": found.host,
        "PORT": found.port,
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        # A statement's fifth use prepares it, parsed and mostly planned once for the connection.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 5, **found.options},
    }


# Two roles on one database: the bank runs as `default`, which may not change its own journal;
# `owner` migrates. See docs/adr/0002-two-database-roles.md.
DATABASES = {
    "default": _database(ENVIRONMENT.database),
    "owner": _database(ENVIRONMENT.database_owner),
}
DATABASE_ROUTERS = ["bankcore.db.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "identity.User"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "bankcore.identity.services.password_rules.LongestPassword"},
    {"NAME": "bankcore.identity.services.password_rules.NoWordOfTheBank"},
    {"NAME": "bankcore.identity.services.password_rules.NotBreached"},
]
PASSWORD_HASHERS = ["bankcore.identity.services.password_hasher.Argon2id"]
BREACHED_PASSWORDS = ENVIRONMENT.breached_passwords
PASSWORD_RESET_TIMEOUT = 60 * 30
# Where people reach the bank: in links of e-mails, and what passkeys are bound to.
PUBLIC_ADDRESS = ENVIRONMENT.public_address
OTP_WEBAUTHN_RP_ID = urlsplit(PUBLIC_ADDRESS).hostname or "localhost"
OTP_WEBAUTHN_RP_NAME = "Bankcore Demo Bank"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [PUBLIC_ADDRESS]

# Failed log-ins, counted in the database: see bankcore/identity/repositories/lockout.py.
AXES_HANDLER = "bankcore.identity.repositories.lockout.LockoutHandler"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"], "username"]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_DISABLE_ACCESS_LOG = True
# Log-in pages ask axes themselves, so neither its middleware nor its backend is installed.
SILENCED_SYSTEM_CHECKS = ["axes.W002", "axes.W003"]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"

TIME_ZONE = "UTC"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.data_folder / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# Sessions lie under digests of their keys; they end after so long, and sooner when nobody is there.
SESSION_ENGINE = "bankcore.identity.repositories.session_store"
SESSION_COOKIE_AGE = 60 * 60 * 8
SESSION_IDLE_MINUTES = 15
SESSION_IDLE_MINUTES_STAFF = 30
REMEMBERED_DEVICE_DAYS = 30
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "bankcore.presentation.refusals.form_not_ours"
REMEMBERED_DEVICE_COOKIE_NAME = "device"
# What a page says once is kept with the session: no cookie of its own.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
# Scripts and styles come from the bank's own files alone: nothing inline, nothing from elsewhere,
# so that a text which slips through as markup does nothing.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "object-src": ["'none'"],
    },
}

# Customers: the largest document kept; how long the file of a closed customer is kept (at least the
# five years of Directive (EU) 2015/849, Article 40; ten as commercial and tax law ask for books).
CUSTOMER_DOCUMENT_MAX_BYTES = 5 * 1024 * 1024
# The files of one message together.
MESSAGE_FILES_MAX_BYTES = 15 * 1024 * 1024
CUSTOMER_RETENTION_YEARS = 10
# Functions of other parts of the bank that hold something about customers: the first return it by
# name, `source(customer_id=...)`; the second remove it within the caller's use case and return how
# many rows of what, `eraser(customer_id=..., now=...)`.
CUSTOMER_DATA_SOURCES: list[str] = [
    "accounts.public.loans_held",
    "accounts.public.papers_held",
    "accounts.public.use_held",
    "accounts.public.deposits_held",
    "payments.public.orders_held",
    "payments.public.files_held",
    "payments.public.exchanges_held",
    "payments.public.cheques_held",
    "payments.payees.public.payees_held",
    "payments.issuing.public.cards_held",
    "payments.correspondence.public.data_held",
]
CUSTOMER_DATA_ERASERS: list[str] = [
    "accounts.public.erase_refused",
    "payments.public.erase_unpaid",
    "payments.payees.public.erase_payees",
    "payments.issuing.public.erase_numbers",
    "payments.correspondence.public.erase_written",
]
# A document that is let in stays in memory: no plain copy in the folder for temporary files.
FILE_UPLOAD_MAX_MEMORY_SIZE = CUSTOMER_DOCUMENT_MAX_BYTES + 64 * 1024

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "bankcore.identity.presentation.api.authentication.ApiClientAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": [
        "rest_framework.permissions.IsAuthenticated",
        "bankcore.identity.presentation.api.permissions.HasScope",
        "bankcore.identity.presentation.api.permissions.OwnThings",
    ],
    "DEFAULT_THROTTLE_CLASSES": [
        "bankcore.identity.presentation.api.throttles.AddressThrottle",
    ],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "bankcore.presentation.api.negotiation.PlainNegotiation",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["bankcore.presentation.parsers.ExactJSONParser"],
    "DEFAULT_SCHEMA_CLASS": "bankcore.identity.presentation.api.schema.ApiSchema",
    "EXCEPTION_HANDLER": "bankcore.presentation.problems.exception_handler",
    "UNAUTHENTICATED_USER": None,
}

SPECTACULAR_SETTINGS = {
    "TITLE": "Bankcore API",
    "VERSION": "1.0.0",
    "DESCRIPTION": (
        "Accounts, customers, loans and movements of money on one ledger, and under /v1 the "
        "merchants' payments in Stripe's shapes. This description is a file at /api/v1/schema/. "
        "Every refusal is a problem (RFC 9457) with a stable `code`."
    ),
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {
        "deepLinking": True,
        "docExpansion": "none",
        "filter": True,
        "defaultModelsExpandDepth": 0,
    },
    "REDOC_DIST": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_NAME_OVERRIDES": {
        "MovementKind": "payments.presentation.api.serializers.MOVEMENT_KINDS",
        "MethodType": "payments.gateway.domain.payer_bodies.METHOD_TYPES",
        "MovementStatus": "payments.gateway.presentation.api.answers.MOVEMENT_STATUSES",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "bankcore.identity.presentation.api.schema.add_schemes",
        "bankcore.presentation.api.tags.add_tags",
        "bankcore.presentation.api.descriptions.add_descriptions",
        "bankcore.presentation.api.examples.add_examples",
        "bankcore.presentation.api.refusals.add_refusals",
        "payments.gateway.presentation.api.webhook_schema.add_refusals",
        "payments.gateway.presentation.api.webhook_schema.add_webhooks",
    ],
}

# Who hears of a security alert by e-mail, beside the inbox; where addresses of the internet are
# (lines of network,latitude,longitude,name), without which nobody's travels are looked at.
ALERT_EMAILS = [*ENVIRONMENT.alert_emails]
# Above how much log that is kept for an archive or a standby staff are told. Below the embedded
# server's bound: they hear of it before the reader is lost.
DATABASE_LOG_KEPT_ALERT_MB = ENVIRONMENT.log_kept_alert_mb
GEO_NETWORKS_FILE = ENVIRONMENT.geo_networks_file

# The seal's private key (Ed25519, PEM), which the worker of the queue `seal` alone need read; and
# where the signed heads are appended, out of the reach of the database's owner.
SEAL_KEY_FILE = ENVIRONMENT.seal_key_file
SEAL_EXPORT_FILE = ENVIRONMENT.seal_export_file

# What monitoring systems show to read /metrics; without one, this machine alone may read it.
METRICS_TOKEN = ENVIRONMENT.metrics_token

# So many threads, each with a connection of its own, share the long steps of a day's end.
WORKING_HANDS = ENVIRONMENT.working_hands

# How long a line about a program's request may wait in its process for others, to be written with
# them; lines that wait are lost where the process is killed.
REQUEST_LOG_SECONDS = 0.25

# Who may do what: staff by their roles, customers, and programs by their scopes.
ROLE_PERMISSIONS = "bankcore.roles.PERMISSIONS"
ROLE_VIEWS = "bankcore.roles.VIEWS"
CUSTOMER_PERMISSIONS = "bankcore.roles.CUSTOMER"
# Holds staff of a branch to its customers, wherever a permission is asked for.
BRANCH_SCOPE = "accounts.public.require_branch"
API_SCOPES = "bankcore.scopes.SCOPES"

# Webhooks go to the public internet, and to these networks (a test's, or the bank's own partners',
# also without TLS); so many are under way at once in each process of run_webhooks.
WEBHOOK_ALLOWED_NETWORKS = [*ENVIRONMENT.webhook_allowed_networks]
WEBHOOK_SENDERS = ENVIRONMENT.webhook_senders

# Customers confirm what they order in online banking with a second factor, but for these: transfers
# between two accounts of the customer who orders them, (EU) 2018/389, Article 15.
CONFIRMATION_EXEMPTIONS = ["own_accounts"]

# Programs: of which kind they must be here (test or live); whose things the ids in a request are;
# whose X-Forwarded-For is believed (networks); where requests are counted ("" for no limits), and
# how many come from an address that shows no key.
API_MODE = ENVIRONMENT.api_mode
API_OBJECT_OWNERS = "bankcore.owners.OWNERS"
TRUSTED_PROXIES = [*ENVIRONMENT.trusted_proxies]
RATE_LIMITS_URL = ENVIRONMENT.rate_limits_url
ADDRESS_RATE_PER_MINUTE = 120
ADDRESS_BURST = 60

LOGGING = logging_to_console(formatter=ENVIRONMENT.log_format)
