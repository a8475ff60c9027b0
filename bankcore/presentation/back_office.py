"""The back office's site."""

from django.contrib.admin import AdminSite


class BackOffice(AdminSite):
    """Django's admin under the bank's name."""

    site_header = "Bankcore back office"
    site_title = "Bankcore"
    index_title = "Back office"
