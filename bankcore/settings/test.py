"""The test suite: as development, with a password hasher made for speed."""

from tests import in_memory

in_memory.move()

from bankcore.settings.development import *  # noqa: E402 - once it is settled where data are

# Those of the bank, and a few of the tests' own.
OUTBOX_EVENTS = "tests.factories.happened.EVENTS"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Static files straight from the apps: the suite needs no set-up before it.
WHITENOISE_AUTOREFRESH = True
WHITENOISE_USE_FINDERS = True
# No limits: tests of limits bring a Redis of their own.
RATE_LIMITS_URL = ""
GATEWAY_TEST_AUTHENTICATION = True
CARD_CHALLENGE_PAGES = {}

# A test reads what was written down as soon as it has asked.
REQUEST_LOG_SECONDS = 0
# A machine that runs tests side by side is slow at times; what runs out of time says so itself.
SCREENING_BUDGET_MS = 2_000
