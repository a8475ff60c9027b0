"""The staff back office."""

from django.contrib.admin.apps import SimpleAdminConfig
from django.utils.module_loading import autodiscover_modules


class BankcoreAdminConfig(SimpleAdminConfig):
    """Django's admin, with the bank's own site; every app keeps its pages in presentation/admin."""

    default_site = "bankcore.presentation.back_office.BackOffice"

    def ready(self) -> None:
        """Load every app's pages."""
        super().ready()
        autodiscover_modules("presentation.admin")
