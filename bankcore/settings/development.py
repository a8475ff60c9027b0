"""One machine, for trying and developing: embedded servers, plain HTTP on loopback."""

from bankcore.settings.base import *
from bankcore.settings.base import ENVIRONMENT, INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bankcore.benchmark", "bankcore.chaos"]
DEMO_BANK = True
ENVIRONMENT_NAME = "Development"
# DEBUG stays off: pages and errors look as customers will see them.
ALLOWED_HOSTS = [*ENVIRONMENT.allowed_hosts, "localhost", "127.0.0.1", "[::1]"]
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = ENVIRONMENT.data_folder / "mail"
GATEWAY_TEST_AUTHENTICATION = True
PAYEE_CHECK_ELSEWHERE = "payments.payees.public.sandbox_answer"
# Webhooks may go to this machine: whoever tries them out listens here.
WEBHOOK_ALLOWED_NETWORKS = [*ENVIRONMENT.webhook_allowed_networks] or ["127.0.0.0/8", "::1/128"]
