"""Production: every secret given, TLS in front, nothing embedded by accident."""

from django.core.exceptions import ImproperlyConfigured

from bankcore.settings import env, transport
from bankcore.settings.base import *
from bankcore.settings.base import ENVIRONMENT
from bankcore.settings.logs import logging_to_console

_MISSING = env.missing(
    "SECRET_KEY", "FIELD_KEY", "DATABASE_URL", "BROKER_URL", "ALLOWED_HOSTS", "PUBLIC_ADDRESS"
)
if _MISSING:
    message = f"Set {', '.join(_MISSING)}: production has no defaults for them."
    raise ImproperlyConfigured(message)
if env.missing("MASTER_KEYS") and env.missing("KEY_SERVICE"):
    message = "Set MASTER_KEYS, or KEY_SERVICE to what holds them: see docs/security/encryption.md."
    raise ImproperlyConfigured(message)
_CLEAR = transport.in_the_clear(ENVIRONMENT)
if _CLEAR:
    message = f"Production sends nothing in the clear over a network: {'; '.join(_CLEAR)}."
    raise ImproperlyConfigured(message)

# No clearing house is played here: who has a line to one says where, and the key agreed on.
INSTANT_ADDRESS = "" if env.missing("INSTANT_ADDRESS") else ENVIRONMENT.instant_address
if INSTANT_ADDRESS and env.missing("INSTANT_KEY"):
    message = "Set INSTANT_KEY: instant payments are signed with the key agreed on."
    raise ImproperlyConfigured(message)
# Without the custodians' shares no card number is stored or read: manage.py make_vault_key.
VAULT_MAKES_SHARES = False
SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
# Load balancers ask the process itself.
SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|metrics)$"]
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
# Browsers take cookies of such names from this very host and over TLS only.
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
REMEMBERED_DEVICE_COOKIE_NAME = "__Host-device"
LANGUAGE_COOKIE_NAME = "__Host-language"
THEME_COOKIE_NAME = "__Host-theme"
# Lines for machines, whatever the environment says: people read them through a log system.
LOGGING = logging_to_console(formatter="json")
# Customers' money: test keys are answered where the operator says so, and nowhere by accident.
API_MODE = "live" if env.missing("API_MODE") else ENVIRONMENT.api_mode
ENVIRONMENT_NAME = "" if API_MODE == "live" else "Test data"
