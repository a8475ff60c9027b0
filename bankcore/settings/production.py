"""Production: every secret given, TLS in front, nothing embedded by accident."""

from django.core.exceptions import ImproperlyConfigured

from bankcore.settings import env
from bankcore.settings.base import *

_MISSING = env.missing(
    "SECRET_KEY", "FIELD_KEY", "DATABASE_URL", "BROKER_URL", "ALLOWED_HOSTS", "PUBLIC_ADDRESS"
)
if _MISSING:
    message = f"Set {', '.join(_MISSING)}: production has no defaults for them."
    raise ImproperlyConfigured(message)

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
