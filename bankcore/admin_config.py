"""The staff back office."""

from django.contrib.admin.apps import AdminConfig


class BankcoreAdminConfig(AdminConfig):
    """Django's admin, with the bank's own site."""

    default_site = "bankcore.presentation.back_office.BackOffice"
