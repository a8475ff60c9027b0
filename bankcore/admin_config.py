"""The staff back office."""

from django.contrib.admin.apps import SimpleAdminConfig


class BankcoreAdminConfig(SimpleAdminConfig):
    """Django's admin with the bank's own site, which loads the apps' pages when it shows them."""

    default_site = "bankcore.presentation.back_office.BackOffice"
