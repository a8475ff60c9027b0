"""Lists of the back office that are too long to be waited for, written by a worker."""

from django.apps import AppConfig


class ExportsConfig(AppConfig):
    """Lists of the back office that are too long to be waited for, written by a worker."""

    name = "bankcore.exports"
    label = "exports"
    verbose_name = "Lists as files"
