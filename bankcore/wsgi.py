"""The web server's entry point."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from bankcore.runtime import counters, garbage
from bankcore.settings import env

garbage.collect_rarely()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bankcore.settings.development")
counters.share(env.read().metrics_folder)
application = get_wsgi_application()

# After Django is set up, and before the first payment waits for what takes long to load.
from risk import public as risk  # noqa: E402

risk.warm_up()
# The pages and the API, which Django would load with the first request: over a second, and after
# the worker has put what is loaded out of the way of collections of garbage.
_ = get_resolver().url_patterns
