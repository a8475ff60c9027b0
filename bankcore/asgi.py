"""The web server's entry point."""

import os

from django.core.asgi import get_asgi_application

from bankcore.runtime import garbage

garbage.collect_rarely()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")
application = get_asgi_application()
